// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "neteq/base/fixed_vector.h"
#include "neteq/base/realtime.h"
#include "neteq/base/status.h"
#include "neteq/base/units.h"
#include "neteq/delay_manager/arrival.h"
#include "neteq/delay_manager/arrival_history.h"
#include "neteq/delay_manager/delay_bounds.h"
#include "neteq/delay_manager/delay_estimator.h"
#include "neteq/delay_manager/params.h"
#include "neteq/delay_manager/route_detector.h"
#include "neteq/delay_manager/service_level.h"

namespace neteq::delay {

/// Clamps the estimator's target to the configured bounds; the engine's only entry point into delay
/// management.
class DelayManager {
 public:
  /// [setup] `max_packets`: capacity of the packet buffer.
  DelayManager(const DelayConfig& config, int max_packets);
  /// [setup] Uses a user-supplied estimator.
  DelayManager(const DelayConfig& config, int max_packets,
               std::unique_ptr<DelayEstimator> estimator);

  void OnArrival(const Arrival& arrival) noexcept NETEQ_REALTIME;
  void OnEmptyPacket(int64_t sequence) noexcept NETEQ_REALTIME;
  /// Reads the estimator's target again, which may change without arrivals. Call once per tick.
  void OnTick() noexcept NETEQ_REALTIME;
  /// A new timeline begins (new SSRC or codec, timestamp jump). Keeps the learned state if
  /// keep_knowledge is set.
  void OnStreamChange() noexcept NETEQ_REALTIME;
  /// Forgets the stream and everything learned; bounds and reserve are kept.
  void Reset() noexcept NETEQ_REALTIME;
  /// Sets the extra delay for retransmissions, which is added to the estimator's target. Clamped to
  /// [0, 10 s].
  void SetReserve(Duration reserve) noexcept NETEQ_REALTIME;

  /// Target delay within the bounds; a changed bound takes effect immediately. At least
  /// DelayParams::floor_ms or, if that is 0, one packet length, once known.
  Duration target() const noexcept { return target_; }
  /// Target before minimum and maximum are applied (W3C jitterBufferMinimumDelay).
  Duration unlimited_target() const noexcept { return unlimited_target_; }
  EstimatorReport report() const noexcept;
  const DelayEstimator& estimator() const noexcept { return *estimator_; }
  ServiceReport service() const noexcept { return estimator_->report().service; }

  /// Delay behind the fastest packet of the last seconds if audio of `media_time` is played at
  /// `now`. Zero if unknown or negative.
  Duration RecentPlayoutDelay(Duration media_time, Timestamp now) const noexcept NETEQ_REALTIME;
  /// Largest arrival delay among the packets in order of the last seconds.
  Duration max_arrival_delay() const noexcept { return history_.max_delay(); }
  /// Arrival delay of the last packet, ignoring redundant copies. Zero if it was a duplicate or too
  /// old.
  Duration last_arrival_delay() const noexcept { return last_arrival_delay_; }
  /// Number of changes of route, see RouteDetector.
  int64_t route_changes() const noexcept { return route_.changes; }
  /// True once at least two packets have been compared.
  bool has_history() const noexcept { return history_.size() >= 2; }

  const DelayBounds& bounds() const noexcept { return bounds_; }

  /// Sets all bounds, see NetEq::SetDelayBounds(). Nothing changes when one is refused; only the
  /// message of a refusal allocates.
  Status SetBounds(const DelayBounds& bounds);
  /// Sets the service level, see NetEq::SetServiceLevel(). Nothing changes when it is refused.
  Status SetServiceLevel(const ServiceLevel& level);

 private:
  /// The parameters that are needed after construction.
  struct Settings {
    ArrivalClock arrival_clock;
    bool keep_knowledge;
    bool learn_from_redundancy;
    int max_packets;
    Duration floor;  // 0: one packet
  };

  /// Changes of route, and the arrivals that wait for a verdict.
  struct Route {
    RouteDetector detector;
    /// 100 ms of packets of 2.5 ms (Opus) are 40.
    FixedVector<Arrival, 64> suspects{};
    int64_t changes = 0;
  };

  Status CheckBounds(const DelayBounds& bounds) const;
  Duration capacity_limit() const noexcept;
  Duration floor() const noexcept;
  Timestamp OnArrivalClock(Timestamp time) const noexcept;
  void Compare(Arrival& arrival) noexcept;
  void Learn(Arrival arrival) noexcept;
  RouteDetector::Verdict JudgeRoute(const Arrival& arrival) noexcept;
  void ReleaseSuspects() noexcept;
  void ForgetSuspects() noexcept;
  /// Recomputes the target; call after any change that may affect it.
  void UpdateTarget() noexcept;

  Duration target_{0};
  Duration unlimited_target_{0};
  Settings settings_;
  DelayBounds bounds_;
  Duration frame_length_{0};                // 0 = unknown
  std::optional<Timestamp> first_arrival_;  // origin of the playout ticks
  Duration reserve_{0};
  ArrivalHistory history_;
  Duration last_arrival_delay_{0};
  Route route_;
  std::unique_ptr<DelayEstimator> estimator_;
};

}  // namespace neteq::delay
