// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "neteq/base/realtime.h"
#include "neteq/base/units.h"
#include "neteq/delay_manager/arrival.h"

namespace neteq::delay {

/// What an estimator knows, for traces and plots.
struct EstimatorReport {
  Duration quantile_delay{0};  ///< what the histogram alone asks for
  Duration peak_delay{0};      ///< height of the recurring peaks; 0 when not in peak mode
  bool peak_mode = false;
  Duration underrun_delay{0};  ///< what packets in order ask for; 0 until known
  Duration reorder_delay{0};   ///< what reordered packets ask for; 0 until known
  Duration arrival_delay{0};   ///< of the newest packet, behind the fastest
  Duration reserve{0};         ///< room for retransmissions, on top of the wish
  /// NetEQ's measure: mean inter-arrival time in whole packets, less 1. Jitter biases it downwards.
  double clock_drift_ppm = 0.0;
};

/// Learns from arrivals how much delay playout needs. Numbers in, a wish out: bounds are the
/// DelayManager's business. Implementations are deterministic and allocate only when made.
class DelayEstimator {
 public:
  virtual ~DelayEstimator() = default;
  /// Called for every packet that carries new audio, late ones too.
  virtual void OnArrival(const Arrival& arrival) noexcept NETEQ_REALTIME = 0;
  /// Called for a packet without audio that only fills a sequence number (padding).
  virtual void OnEmptyPacket(int64_t /*sequence*/) noexcept NETEQ_REALTIME {}
  /// Target delay before any bounds. The DelayManager reads it after every arrival and once per tick.
  virtual Duration target() const noexcept = 0;
  virtual EstimatorReport report() const noexcept = 0;
  /// Another time line begins (new SSRC or codec, jump): nothing that comes compares with what
  /// came. What has been learned of the network may stay.
  virtual void OnStreamChange() noexcept NETEQ_REALTIME { Reset(); }
  /// Forgets the stream and all that was learned.
  virtual void Reset() noexcept NETEQ_REALTIME = 0;
};

}  // namespace neteq::delay
