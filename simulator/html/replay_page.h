// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "neteq/base/status.h"
#include "simulator/replay/report.h"

namespace neteq::sim {

/// Keeps of every tick what a page shows of it.
class ReplayPageRecorder {
 public:
  void OnTick(const TickRecord& tick);

 private:
  friend Result<std::string> ReplayPage(const ReplayReport& report,
                                        const ReplayPageRecorder& recorder);

  /// Of what was played since the tick before.
  uint8_t ConcealedPct(const Statistics& statistics);
  void AddWave(const TickRecord& tick);
  void AddSound(const TickRecord& tick);

  double begin_ms_ = 0.0;
  uint64_t samples_before_ = 0;
  uint64_t concealed_before_ = 0;
  std::vector<float> target_ms_;
  std::vector<float> level_ms_;
  std::vector<float> playout_ms_;       // NaN: nothing decoded was played
  std::vector<uint8_t> operations_;     // Operation
  std::vector<uint8_t> reasons_;        // Reason
  std::vector<uint8_t> concealed_pct_;  // of the tick
  std::vector<int8_t> lowest_;          // of each millisecond, all channels, full scale 127
  std::vector<int8_t> highest_;
  std::vector<int16_t> sound_;  // interleaved; empty once it is too long for the page
  bool is_sound_whole_ = true;
};

/// The page of a replay of which the recorder saw every tick. kInvalidArgument if the sound cannot
/// be encoded.
Result<std::string> ReplayPage(const ReplayReport& report, const ReplayPageRecorder& recorder);

/// Writes it. kInvalidArgument also if the file cannot be written, naming it.
Status WriteReplayPage(const std::string& path, const ReplayReport& report,
                       const ReplayPageRecorder& recorder);

}  // namespace neteq::sim
