// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/delay_manager/delay_manager.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <ratio>
#include <utility>

#include "neteq/base/range.h"
#include "neteq/delay_manager/adaptive_estimator.h"
#include "neteq/delay_manager/clamp_target.h"
#include "neteq/delay_manager/fixed_estimator.h"
#include "neteq/delay_manager/iat_estimator.h"
#include "neteq/delay_manager/relative_estimator.h"

namespace neteq::delay {
namespace {

using std::chrono::milliseconds;

constexpr Duration kLargestBound = std::chrono::seconds(10);  // NetEQ

std::unique_ptr<DelayEstimator> MakeEstimator(const DelayConfig& config) {
  switch (config.delay.estimator) {
    case EstimatorKind::kRelative:
      return std::make_unique<RelativeEstimator>(config);
    case EstimatorKind::kFixed:
      return std::make_unique<FixedEstimator>(config);
    case EstimatorKind::kAdaptive:
      return std::make_unique<AdaptiveEstimator>(config);
    case EstimatorKind::kIat:
      break;
  }
  return std::make_unique<IatEstimator>(config);
}

/// Limit of times and sequence numbers: the difference of two differences must fit in 64 bits.
constexpr int64_t kFar = int64_t{1} << 60;

Duration Clamped(Duration time) { return std::clamp(time, Duration(-kFar), Duration(kFar)); }
Timestamp Clamped(Timestamp time) { return Timestamp(Clamped(time.time_since_epoch())); }

/// Limits times and the sequence number to a range that is safe for arithmetic, and replaces a
/// frame length that no packet can have by 0.
Arrival Clamped(const Arrival& arrival) {
  const Duration length = arrival.frame_length;
  const bool is_length = length >= Duration::zero() && length <= kMaxPacketLength;
  // Copies field by field to avoid store-forwarding stalls: the caller has just written the fields.
  return {.sequence = std::clamp(arrival.sequence, -kFar, kFar),
          .media_time = Clamped(arrival.media_time),
          .time = Clamped(arrival.time),
          .frame_length = is_length ? length : Duration::zero(),
          .is_speech = arrival.is_speech,
          .is_redundant = arrival.is_redundant};
}

/// kOutOfRange unless `value` is in [least, most].
Status CheckBound(const char* name, Duration value, Duration least, Duration most,
                  const char* reason = "") {
  const Status status = CheckRange(name, ToMs(value), ToMs(least), ToMs(most), "ms");
  if (status.ok()) return {};
  return {status.code(), status.detail() + reason};
}

}  // namespace

DelayManager::DelayManager(const DelayConfig& config, int max_packets)
    : DelayManager(config, max_packets, MakeEstimator(config)) {}

DelayManager::DelayManager(const DelayConfig& config, int max_packets,
                           std::unique_ptr<DelayEstimator> estimator)
    : settings_{.arrival_clock = config.delay.arrival_clock,
                .keep_knowledge = config.delay.keep_knowledge,
                .learn_from_redundancy = config.relative.learn_from_redundancy,
                .max_packets = max_packets,
                .floor = milliseconds(config.delay.floor_ms)},
      bounds_{.minimum = milliseconds(config.delay.min_delay_ms),
              .maximum = milliseconds(config.delay.max_delay_ms),
              .base_minimum = milliseconds(config.delay.base_min_delay_ms)},
      history_(milliseconds(config.delay.reference_window_ms),
               milliseconds(config.delay.reordering_window_ms)),
      route_{.detector = RouteDetector(milliseconds(config.delay.route_step_ms))},
      estimator_(std::move(estimator)) {
  UpdateTarget();
}

void DelayManager::OnArrival(const Arrival& arrival) noexcept {
  if (arrival.is_redundant && !settings_.learn_from_redundancy) return;
  Arrival clamped = Clamped(arrival);
  if (!first_arrival_) first_arrival_ = clamped.time;
  clamped.time = OnArrivalClock(clamped.time);
  if (clamped.is_speech && !clamped.is_redundant && clamped.frame_length > Duration::zero()) {
    frame_length_ = clamped.frame_length;
  }
  switch (JudgeRoute(clamped)) {
    case RouteDetector::Verdict::kSuspect:
      if (!route_.suspects.PushBack(clamped)) {
        ReleaseSuspects();
        Learn(clamped);
      }
      break;
    case RouteDetector::Verdict::kChanged:
      ++route_.changes;
      history_.Reset();
      estimator_->OnStreamChange();
      [[fallthrough]];
    case RouteDetector::Verdict::kJitter:
    case RouteDetector::Verdict::kUsual:
      ReleaseSuspects();
      Learn(clamped);
      break;
  }
  UpdateTarget();
}

void DelayManager::Learn(Arrival arrival) noexcept {
  Compare(arrival);
  estimator_->OnArrival(arrival);
}

/// Judges primary speech in order. Other packets wait for the verdict on it.
RouteDetector::Verdict DelayManager::JudgeRoute(const Arrival& arrival) noexcept {
  using Verdict = RouteDetector::Verdict;
  const bool is_in_order =
      history_.IsNewest(arrival.media_time) &&
      (route_.suspects.empty() ||
       arrival.media_time > route_.suspects[route_.suspects.size() - 1].media_time);
  if (!is_in_order || arrival.is_redundant || !arrival.is_speech)
    return route_.detector.is_suspicious() ? Verdict::kSuspect : Verdict::kUsual;
  const Duration least = history_.reference();
  return route_.detector.OnArrival(
      arrival.time, arrival.time.time_since_epoch() - arrival.media_time,
      {.least = least, .largest = least + history_.max_delay(), .is_known = has_history()});
}

void DelayManager::ReleaseSuspects() noexcept {
  for (const Arrival& suspect : route_.suspects) Learn(suspect);
  ForgetSuspects();
}

void DelayManager::ForgetSuspects() noexcept {
  route_.suspects.Clear();
  route_.detector.Reset();
}

void DelayManager::Compare(Arrival& arrival) noexcept {
  const auto outcome = history_.Insert(arrival.media_time, arrival.frame_length, arrival.time);
  if (outcome.accepted && has_history()) {
    arrival.relative = RelativeTiming{
        .delay = history_.RelativeDelay(arrival.media_time, arrival.time),
        .is_reordered = outcome.reordered,
        .reference = history_.reference(),
    };
  }
  if (arrival.is_redundant) return;
  last_arrival_delay_ = arrival.relative ? arrival.relative->delay : Duration::zero();
}

void DelayManager::OnEmptyPacket(int64_t sequence) noexcept {
  estimator_->OnEmptyPacket(sequence);
  UpdateTarget();
}

void DelayManager::OnTick() noexcept { UpdateTarget(); }

void DelayManager::OnStreamChange() noexcept {
  if (!settings_.keep_knowledge) {
    Reset();
    return;
  }
  history_.Reset();
  ForgetSuspects();
  last_arrival_delay_ = Duration::zero();
  estimator_->OnStreamChange();
  UpdateTarget();
}

void DelayManager::Reset() noexcept {
  frame_length_ = Duration::zero();
  first_arrival_.reset();
  history_.Reset();
  ForgetSuspects();
  last_arrival_delay_ = Duration::zero();
  estimator_->Reset();
  UpdateTarget();
}

void DelayManager::SetReserve(Duration reserve) noexcept {
  reserve_ = std::clamp(reserve, Duration::zero(), kLargestBound);
  UpdateTarget();
}

/// Arrival time quantised to whole ticks since the first packet. NetEQ's clock counts played
/// blocks, which is the same except for the phase of playout.
Timestamp DelayManager::OnArrivalClock(Timestamp time) const noexcept {
  if (settings_.arrival_clock == ArrivalClock::kCaller || !first_arrival_) return time;
  using Ticks = std::chrono::duration<Duration::rep, std::centi>;
  return *first_arrival_ + std::chrono::floor<Ticks>(time - *first_arrival_);
}

Duration DelayManager::RecentPlayoutDelay(Duration media_time, Timestamp now) const noexcept {
  const Timestamp time = OnArrivalClock(Clamped(now));
  if (!route_.detector.is_suspicious()) return history_.RelativeDelay(Clamped(media_time), time);
  // While the verdict is open, the delay counts as no less than the target: playout continues, and
  // neither catches up with the old floor nor waits to fill up above the new one.
  const Duration transit = time.time_since_epoch() - Clamped(media_time);
  return std::max(transit - route_.detector.least(), target_);
}

EstimatorReport DelayManager::report() const noexcept {
  EstimatorReport report = estimator_->report();
  report.arrival_delay = last_arrival_delay_;
  report.reserve = reserve_;
  return report;
}

Duration DelayManager::capacity_limit() const noexcept {
  return CapacityLimit(settings_.max_packets, frame_length_);
}

void DelayManager::UpdateTarget() noexcept {
  unlimited_target_ = estimator_->target() + reserve_;
  target_ = std::max(ClampTarget(unlimited_target_, bounds_, capacity_limit()), floor());
}

Duration DelayManager::floor() const noexcept {
  if (settings_.floor == Duration::zero()) return frame_length_;
  if (bounds_.maximum == Duration::zero()) return settings_.floor;
  return std::min(settings_.floor, bounds_.maximum);
}

Status DelayManager::SetBounds(const DelayBounds& bounds) {
  if (Status status = CheckBounds(bounds); !status.ok()) return status;
  bounds_ = bounds;
  UpdateTarget();
  return {};
}

Status DelayManager::SetServiceLevel(const ServiceLevel& level) {
  Status status = CheckRange("max_late_percent", level.max_late_percent, 0.0, 100.0, "%");
  if (status.ok()) status = CheckBound("max_delay", level.max_delay, Duration(0), kLargestBound);
  if (!status.ok()) return status;
  if (!estimator_->SetServiceLevel(level) && level.is_set())
    return {StatusCode::kUnsupported, "only delay.estimator=adaptive keeps a service level"};
  UpdateTarget();
  return {};
}

Status DelayManager::CheckBounds(const DelayBounds& bounds) const {
  constexpr Duration kNone{0};
  const auto [minimum, maximum, base_minimum] = bounds;
  const bool has_maximum = maximum != kNone;
  const Duration capacity = capacity_limit();
  Status status = CheckBound("minimum", minimum, kNone, kLargestBound);
  if (status.ok()) status = CheckBound("maximum", maximum, kNone, kLargestBound);
  if (status.ok()) status = CheckBound("base_minimum", base_minimum, kNone, kLargestBound);
  if (status.ok() && has_maximum)
    status = CheckBound("minimum", minimum, kNone, maximum, ": above maximum");
  if (status.ok() && has_maximum)
    status = CheckBound("maximum", maximum, frame_length_, kLargestBound, ": below one packet");
  if (status.ok() && capacity > kNone)
    status = CheckBound("minimum", minimum, kNone, capacity, ": above 75 % of the packet buffer");
  return status;
}

}  // namespace neteq::delay
