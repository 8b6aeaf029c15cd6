// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <memory>
#include <optional>

#include "neteq/base/realtime.h"
#include "neteq/base/units.h"
#include "neteq/delay_manager/arrival.h"
#include "neteq/delay_manager/arrival_history.h"
#include "neteq/delay_manager/delay_bounds.h"
#include "neteq/delay_manager/delay_estimator.h"
#include "neteq/delay_manager/params.h"

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
  /// Reads the estimator's target again, which may change without arrivals. Call once per tick.
  void OnTick() noexcept NETEQ_REALTIME;
  /// Another time line begins (new SSRC or codec, jump). What has been learned stays, with
  /// keep_knowledge.
  [[gnu::cold]] void OnStreamChange() noexcept NETEQ_REALTIME;
  /// Forgets the stream and what was learned; bounds and reserve stay.
  [[gnu::cold]] void Reset() noexcept NETEQ_REALTIME;
  /// Extra delay in which lost packets can be sent again; on top of what the estimator wishes.
  void SetReserve(Duration reserve) noexcept NETEQ_REALTIME;

  /// Target delay within the bounds; a changed bound shows at once. Never below one packet once its
  /// length is known.
  Duration target() const noexcept { return target_; }
  /// The target before minimum and maximum (W3C jitterBufferMinimumDelay).
  Duration unlimited_target() const noexcept { return unlimited_target_; }
  EstimatorReport report() const noexcept;

  /// How much later than the fastest packet of the last seconds audio of `media_time` is if played
  /// at `now`; zero when unknown or earlier.
  Duration RecentPlayoutDelay(Duration media_time, Timestamp now) const noexcept NETEQ_REALTIME;
  /// The same for the slowest packet in order of the last seconds, when it arrived.
  Duration max_arrival_delay() const noexcept { return history_.max_delay(); }
  /// And for the packet given last, copies aside; zero if it was a duplicate or too old.
  Duration last_arrival_delay() const noexcept { return last_arrival_delay_; }
  /// Two packets at least have been compared.
  bool has_history() const noexcept { return history_.size() >= 2; }

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
  Timestamp OnArrivalClock(Timestamp time) const noexcept;
  void Compare(Arrival& arrival) noexcept;
  /// Whenever something may have changed that the target depends on.
  void UpdateTarget() noexcept;

  Duration target_{0};
  Duration unlimited_target_{0};
  ArrivalClock arrival_clock_;
  bool keep_knowledge_;
  bool learn_from_redundancy_;
  int max_packets_;
  DelayBounds bounds_;
  Duration frame_length_{0};                // 0 = unknown yet
  std::optional<Timestamp> first_arrival_;  // where the ticks are counted from
  Duration reserve_{0};
  ArrivalHistory history_;
  Duration last_arrival_delay_{0};
  std::unique_ptr<DelayEstimator> estimator_;
};

}  // namespace neteq::delay
