// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <optional>

#include "neteq/base/realtime.h"
#include "neteq/base/units.h"
#include "neteq/delay_manager/arrival.h"
#include "neteq/delay_manager/delay_estimator.h"
#include "neteq/delay_manager/histogram.h"
#include "neteq/delay_manager/params.h"
#include "neteq/delay_manager/peak_detector.h"
#include "neteq/delay_manager/streaming_delay.h"

namespace neteq::delay {

/// Target delay from inter-arrival times, as NetEQ had it until 2019.
///
/// The time since the previous packet, counted in whole packets and freed of what loss and
/// reordering add, goes into a histogram; its quantile, or the height of recurring peaks if that is
/// more, is the target. Only speech that follows speech is measured: pauses between talk spurts are
/// the sender's doing, not the network's. Redundant copies tell nothing of inter-arrival times.
class IatEstimator final : public DelayEstimator {
 public:
  /// Longer inter-arrival times count as this (NetEQ).
  static constexpr int kMostPackets = 64;

  /// [setup]
  explicit IatEstimator(const DelayConfig& config);

  void OnArrival(const Arrival& arrival) noexcept NETEQ_REALTIME override;
  /// Padding takes a sequence number without taking time: neither a loss nor a gap.
  void OnEmptyPacket(int64_t sequence) noexcept NETEQ_REALTIME override;
  Duration target() const noexcept override;
  EstimatorReport report() const noexcept override;
  /// Keeps the distribution, the peaks and the packet length, until the next packet tells another.
  void OnStreamChange() noexcept NETEQ_REALTIME override;
  void Reset() noexcept NETEQ_REALTIME override;

 private:
  /// The packet that the next one is measured against.
  struct Reference {
    int64_t sequence = 0;
    Duration media_time{0};
    Timestamp time;
  };

  bool IsReordered(const Arrival& arrival) const noexcept;
  void ChangePacketLength(Duration length) noexcept;
  void Prime(const Arrival& arrival) noexcept;
  Duration SendInterval(const Arrival& arrival) const noexcept;
  int InterArrivalPackets(const Arrival& arrival, Duration send_interval) const noexcept;
  void Learn(const Arrival& arrival, int packets) noexcept;

  Duration start_delay_;
  double quantile_;
  Histogram histogram_;
  PeakDetector peak_detector_;
  bool is_streaming_;
  StreamingDelay streaming_delay_;
  Duration packet_length_{0};           // 0 = unknown
  std::optional<Reference> reference_;  // none: the next packet of speech only starts the clock
  int reordered_run_ = 0;
  int quantile_packets_ = 0;  // 0 = nothing measured yet
};

}  // namespace neteq::delay
