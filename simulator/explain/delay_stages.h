// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <tuple>

#include "neteq/base/fields.h"
#include "neteq/base/units.h"
#include "simulator/replay/replay.h"
#include "simulator/trace/stream.h"

namespace neteq::sim {

/// Components of a playout delay; they sum to it.
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

  /// Sum of all components.
  double Sum() const;
  /// Sum of the components from jitter_ms to maximum_ms.
  double target_ms() const;
};
constexpr auto FieldsOf(const DelayStages*) {
  using S = DelayStages;
  constexpr double kMost = 1e9;
  return std::tuple{
      MakeField(&S::jitter_ms, "jitter_ms", Unit::kMilliseconds, 0.0, kMost,
                "jitter of packets in order"),
      MakeField(&S::assumed_ms, "assumed_ms", Unit::kMilliseconds, 0.0, kMost,
                "assumed until enough packets have arrived"),
      MakeField(&S::reordering_ms, "reordering_ms", Unit::kMilliseconds, 0.0, kMost,
                "waiting for reordered packets"),
      MakeField(&S::peaks_ms, "peaks_ms", Unit::kMilliseconds, 0.0, kMost, "recurring delay peaks"),
      MakeField(&S::retransmission_ms, "retransmission_ms", Unit::kMilliseconds, 0.0, kMost,
                "reserve for retransmissions"),
      MakeField(&S::minimum_ms, "minimum_ms", Unit::kMilliseconds, 0.0, kMost,
                "raised to the minimum delay, or to a packet's length"),
      MakeField(&S::maximum_ms, "maximum_ms", Unit::kMilliseconds, -kMost, 0.0,
                "limited by the maximum delay or the buffer capacity"),
      MakeField(
          &S::draining_ms, "draining_ms", Unit::kMilliseconds, -kMost, kMost,
          "excess above target, being drained; negative: shortfall below target, being filled"),
      MakeField(&S::drift_ms, "drift_ms", Unit::kMilliseconds, -kMost, kMost,
                "clock drift of the sender since the fastest packet of the trace"),
      MakeField(&S::network_ms, "network_ms", Unit::kMilliseconds, -kMost, kMost,
                "delay of the fastest recent packet behind the fastest of the trace"),
  };
}
static_assert(Declared<DelayStages>);

/// Splits the playout delays of a stream into components.
///
/// delay = target + excess of playout above the target + excess of the fastest packet of the last
/// seconds above that of the trace. The target is split in the order in which it is built: the
/// estimator's target for packets in order, its additions for others, the reserve, the bounds.
/// Drift is the part of the last term that the measured drift explains, if both have the same sign.
class DelaySplitter {
 public:
  /// `stream` must contain a packet. No reference to it is kept.
  explicit DelaySplitter(const Stream& stream);

  /// Splits the delay of one tick. The stages sum to its playout delay, if it is known.
  DelayStages Split(const TickRecord& tick) const;

 private:
  Timestamp fastest_arrival_;
};

}  // namespace neteq::sim
