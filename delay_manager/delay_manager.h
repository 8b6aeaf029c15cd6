// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <memory>
#include <optional>

#include "base/realtime.h"
#include "base/units.h"
#include "delay_manager/arrival.h"
#include "delay_manager/delay_bounds.h"
#include "delay_manager/delay_estimator.h"
#include "delay_manager/params.h"

namespace neteq::delay {

/// The estimator's wish within the bounds: the one class the engine sees.
class DelayManager {
 public:
  /// [setup] `max_packets`: capacity of the packet buffer.
  DelayManager(const DelayConfig& config, int max_packets);
  /// [setup] With an estimator of the caller's own.
  DelayManager(const DelayConfig& config, int max_packets,
               std::unique_ptr<DelayEstimator> estimator);

  void OnArrival(const Arrival& arrival) noexcept NETEQ_REALTIME;
  void OnEmptyPacket(int64_t sequence) noexcept NETEQ_REALTIME;
  /// Forgets the stream; the bounds stay.
  void Reset() noexcept;

  /// Target delay within the bounds; a changed bound shows at once. Never below one packet once its
  /// length is known.
  Duration target() const noexcept;
  /// The target before minimum and maximum (W3C jitterBufferMinimumDelay).
  Duration unlimited_target() const noexcept;
  EstimatorReport report() const noexcept { return estimator_->report(); }
  const DelayBounds& bounds() const noexcept { return bounds_; }

  /// False, and nothing changed, when outside [0, 10 s], above the maximum or above the capacity
  /// limit.
  bool SetMinimumDelay(Duration minimum) noexcept;
  /// Zero removes the maximum. False, and nothing changed, when outside [0, 10 s] or below the
  /// minimum or one packet.
  bool SetMaximumDelay(Duration maximum) noexcept;
  /// False, and nothing changed, when outside [0, 10 s]. Kept as given, applied as far as the other
  /// bounds allow.
  bool SetBaseMinimumDelay(Duration base_minimum) noexcept;

 private:
  Duration capacity_limit() const noexcept;
  Timestamp OnArrivalClock(Timestamp time) noexcept;

  ArrivalClock arrival_clock_;
  int max_packets_;
  DelayBounds bounds_;
  Duration frame_length_{0};                // 0 = unknown yet
  std::optional<Timestamp> first_arrival_;  // where the ticks are counted from
  std::unique_ptr<DelayEstimator> estimator_;
};

}  // namespace neteq::delay
