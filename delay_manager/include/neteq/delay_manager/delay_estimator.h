// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "neteq/base/realtime.h"
#include "neteq/base/units.h"
#include "neteq/delay_manager/arrival.h"

namespace neteq::delay {

/// Internal state of an estimator, for traces and plots.
struct EstimatorReport {
  Duration quantile_delay{0};  ///< target from the histogram alone
  Duration peak_delay{0};      ///< height of the recurring peaks; 0 outside peak mode
  bool peak_mode = false;
  Duration underrun_delay{0};  ///< target from packets in order; 0 until known
  Duration reorder_delay{0};   ///< target from reordered packets; 0 until known
  Duration arrival_delay{0};   ///< delay of the newest packet behind the fastest
  Duration reserve{0};         ///< time for retransmissions, added to the target
  /// NetEQ's estimate: mean inter-arrival time in whole packets, minus 1. Jitter biases it
  /// downwards.
  double clock_drift_ppm = 0.0;
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
  /// A new timeline begins (new SSRC or codec, timestamp jump): later arrivals are not comparable
  /// with earlier ones. Knowledge about the network may be kept.
  virtual void OnStreamChange() noexcept NETEQ_REALTIME { Reset(); }
  /// Forgets the stream and everything learned.
  virtual void Reset() noexcept NETEQ_REALTIME = 0;
};

}  // namespace neteq::delay
