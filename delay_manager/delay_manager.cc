// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/delay_manager/delay_manager.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <ratio>
#include <utility>

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

bool IsBound(Duration bound) { return bound >= Duration::zero() && bound <= kLargestBound; }

}  // namespace

DelayManager::DelayManager(const DelayConfig& config, int max_packets)
    : DelayManager(config, max_packets, MakeEstimator(config)) {}

DelayManager::DelayManager(const DelayConfig& config, int max_packets,
                           std::unique_ptr<DelayEstimator> estimator)
    : arrival_clock_(config.delay.arrival_clock),
      keep_knowledge_(config.delay.keep_knowledge),
      learn_from_redundancy_(config.relative.learn_from_redundancy),
      max_packets_(max_packets),
      bounds_{.minimum = milliseconds(config.delay.min_delay_ms),
              .maximum = milliseconds(config.delay.max_delay_ms),
              .base_minimum = milliseconds(config.delay.base_min_delay_ms)},
      history_(milliseconds(config.relative.window_ms)),
      estimator_(std::move(estimator)) {
  UpdateTarget();
}

void DelayManager::OnArrival(const Arrival& arrival) noexcept {
  if (arrival.is_redundant && !learn_from_redundancy_) return;
  Arrival clamped = Clamped(arrival);
  if (!first_arrival_) first_arrival_ = clamped.time;
  clamped.time = OnArrivalClock(clamped.time);
  if (clamped.is_speech && !clamped.is_redundant && clamped.frame_length > Duration::zero()) {
    frame_length_ = clamped.frame_length;
  }
  Compare(clamped);
  estimator_->OnArrival(clamped);
  UpdateTarget();
}

void DelayManager::Compare(Arrival& arrival) noexcept {
  const auto outcome = history_.Insert(arrival.media_time, arrival.frame_length, arrival.time);
  if (outcome.accepted && has_history()) {
    arrival.relative = RelativeTiming{
        .delay = history_.RelativeDelay(arrival.media_time, arrival.time),
        .is_reordered = outcome.reordered,
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
  if (!keep_knowledge_) {
    Reset();
    return;
  }
  history_.Reset();
  last_arrival_delay_ = Duration::zero();
  estimator_->OnStreamChange();
  UpdateTarget();
}

void DelayManager::Reset() noexcept {
  frame_length_ = Duration::zero();
  first_arrival_.reset();
  history_.Reset();
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
  if (arrival_clock_ == ArrivalClock::kCaller || !first_arrival_) return time;
  using Ticks = std::chrono::duration<Duration::rep, std::centi>;
  return *first_arrival_ + std::chrono::floor<Ticks>(time - *first_arrival_);
}

Duration DelayManager::RecentPlayoutDelay(Duration media_time, Timestamp now) const noexcept {
  return history_.RelativeDelay(Clamped(media_time), OnArrivalClock(Clamped(now)));
}

EstimatorReport DelayManager::report() const noexcept {
  EstimatorReport report = estimator_->report();
  report.arrival_delay = last_arrival_delay_;
  report.reserve = reserve_;
  return report;
}

Duration DelayManager::capacity_limit() const noexcept {
  return CapacityLimit(max_packets_, frame_length_);
}

void DelayManager::UpdateTarget() noexcept {
  unlimited_target_ = estimator_->target() + reserve_;
  target_ = std::max(ClampTarget(unlimited_target_, bounds_, capacity_limit()), frame_length_);
}

bool DelayManager::SetMinimumDelay(Duration minimum) noexcept {
  const bool above_maximum = bounds_.maximum > Duration::zero() && minimum > bounds_.maximum;
  const bool above_capacity = capacity_limit() > Duration::zero() && minimum > capacity_limit();
  if (!IsBound(minimum) || above_maximum || above_capacity) return false;
  bounds_.minimum = minimum;
  UpdateTarget();
  return true;
}

bool DelayManager::SetMaximumDelay(Duration maximum) noexcept {
  const bool is_limit = maximum != Duration::zero();
  if (!IsBound(maximum)) return false;
  if (is_limit && maximum < std::max(bounds_.minimum, frame_length_)) return false;
  bounds_.maximum = maximum;
  UpdateTarget();
  return true;
}

bool DelayManager::SetBaseMinimumDelay(Duration base_minimum) noexcept {
  if (!IsBound(base_minimum)) return false;
  bounds_.base_minimum = base_minimum;
  UpdateTarget();
  return true;
}

}  // namespace neteq::delay
