// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>

#include "neteq/base/realtime.h"
#include "neteq/base/units.h"
#include "neteq/delay_manager/arrival.h"
#include "neteq/delay_manager/service_level.h"

namespace neteq::delay {

/// Internal state of an estimator, for traces and plots.
struct EstimatorReport {
  /// Target from the histogram alone, or the adaptive estimator's target between spikes.
  Duration quantile_delay{0};
  Duration peak_delay{0};  ///< height of the recurring peaks; 0 outside peak mode
  bool peak_mode = false;
  Duration underrun_delay{0};  ///< target from packets in order; 0 until known
  Duration reorder_delay{0};   ///< target from reordered packets; 0 until known
  Duration fast_delay{0};      ///< cheapest target of the adaptive estimator's fast memory
  Duration slow_delay{0};      ///< cheapest target of its slow memory
  double fast_weight = 0.0;    ///< weight of fast_delay in the target, 0 to 1
  Duration queue_height{0};    ///< how far the fastest packets are above their slow minimum
  ServiceReport service{};     ///< service level of the adaptive estimator
  Duration arrival_delay{0};   ///< delay of the newest packet behind the fastest
  Duration reserve{0};         ///< time for retransmissions, added to the target
  /// NetEQ's estimate: mean inter-arrival time in whole packets, minus 1. Jitter biases it
  /// downwards.
  double clock_drift_ppm = 0.0;
};

/// Cost of a candidate target so far, in points of the E-model's R.
struct CandidateCost {
  Duration target{0};
  double fast_cost = 0.0;  ///< in the fast memory
  double slow_cost = 0.0;  ///< in the slow memory
};

/// Learns from packet arrivals how much delay playout needs, and outputs a target delay. The
/// DelayManager applies the bounds. Implementations must be deterministic and allocate only on
/// construction.
class DelayEstimator {
 public:
  virtual ~DelayEstimator() = default;
  /// Called for every packet with new audio, including late ones.
  virtual void OnArrival(const Arrival& arrival) noexcept NETEQ_REALTIME = 0;
  /// Called for a packet without audio that only fills a sequence number (padding).
  virtual void OnEmptyPacket(int64_t /*sequence*/) noexcept NETEQ_REALTIME {}
  /// Target delay before any bounds. The DelayManager reads it after every arrival and once per
  /// tick.
  virtual Duration target() const noexcept = 0;
  virtual EstimatorReport report() const noexcept = 0;
  /// Number of candidate targets that the estimator compares; 0 if it does not work that way.
  virtual size_t candidate_count() const noexcept { return 0; }
  /// `index` below candidate_count().
  virtual CandidateCost candidate(size_t /*index*/) const noexcept { return {}; }
  /// Sets the service level, effective immediately. Returns false if the estimator keeps none.
  virtual bool SetServiceLevel(const ServiceLevel& /*level*/) noexcept NETEQ_REALTIME {
    return false;
  }
  /// A new timeline begins (new SSRC or codec, timestamp jump): later arrivals are not comparable
  /// with earlier ones. Knowledge about the network may be kept.
  virtual void OnStreamChange() noexcept NETEQ_REALTIME { Reset(); }
  /// Forgets the stream and everything learned.
  virtual void Reset() noexcept NETEQ_REALTIME = 0;
};

}  // namespace neteq::delay
