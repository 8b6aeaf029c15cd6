// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <tuple>

#include "neteq/base/fields.h"
#include "neteq/base/units.h"
#include "simulator/replay/replay.h"
#include "simulator/trace/stream.h"

namespace neteq::sim {

/// What a playout delay is made of: stages that sum to it.
struct DelayStages {
  double jitter_ms = 0.0;
  double assumed_ms = 0.0;
  double reordering_ms = 0.0;
  double peaks_ms = 0.0;
  double retransmission_ms = 0.0;
  double minimum_ms = 0.0;
  double maximum_ms = 0.0;
  double draining_ms = 0.0;
  double drift_ms = 0.0;
  double network_ms = 0.0;

  /// Of all above.
  double Sum() const;
  /// Of those from jitter_ms to maximum_ms.
  double target_ms() const;
};
constexpr auto FieldsOf(const DelayStages*) {
  using S = DelayStages;
  constexpr double kMost = 1e9;
  return std::tuple{
      MakeField(&S::jitter_ms, "jitter_ms", Unit::kMilliseconds, 0.0, kMost,
                "jitter of the packets in order"),
      MakeField(&S::assumed_ms, "assumed_ms", Unit::kMilliseconds, 0.0, kMost,
                "assumed, until enough packets have come"),
      MakeField(&S::reordering_ms, "reordering_ms", Unit::kMilliseconds, 0.0, kMost,
                "waiting for reordered packets"),
      MakeField(&S::peaks_ms, "peaks_ms", Unit::kMilliseconds, 0.0, kMost, "recurring delay peaks"),
      MakeField(&S::retransmission_ms, "retransmission_ms", Unit::kMilliseconds, 0.0, kMost,
                "room for retransmissions"),
      MakeField(&S::minimum_ms, "minimum_ms", Unit::kMilliseconds, 0.0, kMost,
                "raised to the minimum delay, or to a packet's length"),
      MakeField(&S::maximum_ms, "maximum_ms", Unit::kMilliseconds, -kMost, 0.0,
                "cut off by the maximum delay, or by the room in the buffer"),
      MakeField(&S::draining_ms, "draining_ms", Unit::kMilliseconds, -kMost, kMost,
                "above the target and to be drained; negative: below it and to be filled"),
      MakeField(&S::drift_ms, "drift_ms", Unit::kMilliseconds, -kMost, kMost,
                "drift of the sender's clock since the fastest packet of the trace"),
      MakeField(&S::network_ms, "network_ms", Unit::kMilliseconds, -kMost, kMost,
                "fastest packet of the last seconds, behind the fastest of the trace"),
  };
}
static_assert(Declared<DelayStages>);

/// Takes playout delays of a stream apart.
///
/// Model     delay = target + what playout lies above it + what the fastest packet of the last
///           seconds lies above that of the trace. The target is taken apart in the order in which
///           it is built: what the estimator wishes for packets in order, what it adds for others,
///           the reserve, the bounds. Drift is the part of the last summand that the measured drift
///           explains, as far as it points the same way.
class DelaySplitter {
 public:
  /// `stream` must have a packet; it is not kept.
  explicit DelaySplitter(const Stream& stream);

  /// Of a tick whose playout delay is known; the stages sum to it.
  DelayStages Split(const TickRecord& tick) const;

 private:
  Timestamp fastest_arrival_;
};

}  // namespace neteq::sim
