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

/// Target delay from inter-arrival times, as in NetEQ until 2019.
///
/// A histogram collects the time since the previous packet, in whole packets and corrected for loss
/// and reordering. The target is its quantile or the height of recurring peaks, whichever is
/// larger. Only speech after speech is measured, because the sender determines the length of a
/// pause. Redundant copies are ignored, since they carry no information about inter-arrival times.
class IatEstimator final : public DelayEstimator {
 public:
  /// Upper limit of inter-arrival times (NetEQ).
  static constexpr int kMostPackets = 64;

  /// [setup]
  explicit IatEstimator(const DelayConfig& config);

  void OnArrival(const Arrival& arrival) noexcept NETEQ_REALTIME override;
  /// Padding consumes a sequence number but no media time, and is neither a loss nor a gap.
  void OnEmptyPacket(int64_t sequence) noexcept NETEQ_REALTIME override;
  Duration target() const noexcept override;
  EstimatorReport report() const noexcept override;
  /// Keeps the distribution, the peaks, and the packet length until the next packet changes it.
  void OnStreamChange() noexcept NETEQ_REALTIME override;
  void Reset() noexcept NETEQ_REALTIME override;

 private:
  /// Packet that the next arrival is compared with.
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
  std::optional<Reference> reference_;  // empty: the next speech packet only becomes the reference
  int reordered_run_ = 0;
  int quantile_packets_ = 0;  // 0 = nothing measured yet
};

}  // namespace neteq::delay
