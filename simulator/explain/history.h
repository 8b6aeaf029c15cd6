// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "neteq/delay_manager/delay_estimator.h"
#include "neteq/reports.h"
#include "simulator/explain/delay_stages.h"
#include "simulator/replay/replay.h"
#include "simulator/trace/stream.h"

namespace neteq::sim {

/// Record of one tick. Times are seconds after the first packet's arrival; media times are
/// milliseconds after its timestamp.
struct TickNote {
  double time_s = 0.0;
  Operation operation = Operation::kNormal;
  Reason reason = Reason::kBeforeFirstPacket;
  Operation decided_operation = Operation::kNormal;
  Reason decided_reason = Reason::kBeforeFirstPacket;
  bool is_concealed = false;  ///< at least partly
  double target_ms = 0.0;
  double buffer_ms = 0.0;
  int packets_in_buffer = 0;
  std::optional<double> playout_delay_ms{};
  DelayStages stages{};                    ///< only if the delay is known
  std::optional<double> first_media_ms{};  ///< first packet decoded in this tick
  std::optional<double> last_media_ms{};
  double waited_ms = 0.0;  ///< time of that packet in the buffer
  delay::EstimatorReport estimator{};
};

/// Records all ticks of a replay.
class History {
 public:
  explicit History(const Stream& stream)
      : start_(stream.packets.front().arrival), splitter_(stream), clock_(stream) {}

  void OnTick(const TickRecord& tick);
  const std::vector<TickNote>& ticks() const { return ticks_; }
  /// Candidate targets of the adaptive estimator at a tick, and their costs; empty without it.
  std::span<const delay::CandidateCost> CandidatesAt(size_t tick) const {
    const auto [begin, count] = candidates_at_[tick];
    return std::span(candidates_).subspan(begin, count);
  }

 private:
  Timestamp start_;
  DelaySplitter splitter_;
  SendClock clock_;
  std::vector<TickNote> ticks_;
  std::vector<delay::CandidateCost> candidates_;          // of all ticks
  std::vector<std::pair<size_t, size_t>> candidates_at_;  // begin and count, by tick
};

}  // namespace neteq::sim
