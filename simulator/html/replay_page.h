// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "neteq/base/status.h"
#include "simulator/replay/report.h"

namespace neteq::sim {

/// Records the values of every tick that the report shows.
class ReplayPageRecorder {
 public:
  void OnTick(const TickRecord& tick);

 private:
  friend Result<std::string> ReplayPage(const ReplayReport& report,
                                        const ReplayPageRecorder& recorder);

  /// Concealed share of the samples played since the previous tick.
  uint8_t ConcealedPct(const Statistics& statistics);
  void AddWave(const TickRecord& tick);
  void AddSound(const TickRecord& tick);
  void AddCosts(const TickRecord& tick);

  double begin_ms_ = 0.0;
  uint64_t samples_before_ = 0;
  uint64_t concealed_before_ = 0;
  std::vector<float> target_ms_;
  std::vector<float> level_ms_;
  std::vector<float> playout_ms_;    // NaN: no decoded audio played
  std::vector<uint8_t> operations_;  // Operation, executed
  std::vector<uint8_t> reasons_;     // Reason of the executed operation
  std::vector<uint8_t> decided_operations_;
  std::vector<uint8_t> decided_reasons_;
  std::vector<uint8_t> concealed_pct_;  // per tick
  /// Extremes of the waveform in each millisecond, over all channels; full scale 127.
  struct {
    std::vector<int8_t> lowest;
    std::vector<int8_t> highest;
  } envelope_;
  /// Candidate targets of the adaptive estimator, and their costs four times a second.
  struct {
    std::vector<float> targets_ms;
    std::vector<float> fast;
    std::vector<float> slow;
  } costs_;
  std::vector<int16_t> sound_;  // interleaved; empty if too long for the page
  bool is_sound_whole_ = true;
};

/// Returns the HTML report of a replay. The recorder must have seen every tick. kInvalidArgument if
/// the audio cannot be encoded.
Result<std::string> ReplayPage(const ReplayReport& report, const ReplayPageRecorder& recorder);

/// Writes the report. Also fails with kInvalidArgument if the file cannot be written.
Status WriteReplayPage(const std::string& path, const ReplayReport& report,
                       const ReplayPageRecorder& recorder);

}  // namespace neteq::sim
