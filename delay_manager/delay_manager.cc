// SPDX-License-Identifier: BSD-3-Clause
#include "delay_manager/delay_manager.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <ratio>
#include <utility>

#include "delay_manager/iat_estimator.h"

namespace neteq::delay {
namespace {

using std::chrono::milliseconds;

constexpr Duration kLargestBound = std::chrono::seconds(10);  // NetEQ

std::unique_ptr<DelayEstimator> MakeEstimator(const DelayConfig& config) {
  switch (config.delay.estimator) {
    case EstimatorKind::kIat:
      break;
  }
  return std::make_unique<IatEstimator>(config);
}

/// Numbers that differ by less than the range of 64 bits, and a length that one packet can have or
/// 0: what any estimator may rely on, whatever the caller's clock or the header said.
Arrival Sane(Arrival arrival) {
  constexpr int64_t kFar = int64_t{1} << 60;
  constexpr Duration kLongest(kFar);
  arrival.sequence = std::clamp(arrival.sequence, -kFar, kFar);
  arrival.media_time = std::clamp(arrival.media_time, -kLongest, kLongest);
  arrival.time = std::clamp(arrival.time, Timestamp(-kLongest), Timestamp(kLongest));
  if (arrival.frame_length < Duration::zero() || arrival.frame_length > kMaxPacketLength) {
    arrival.frame_length = Duration::zero();
  }
  return arrival;
}

bool IsBound(Duration bound) { return bound >= Duration::zero() && bound <= kLargestBound; }

}  // namespace

DelayManager::DelayManager(const DelayConfig& config, int max_packets)
    : DelayManager(config, max_packets, MakeEstimator(config)) {}

DelayManager::DelayManager(const DelayConfig& config, int max_packets,
                           std::unique_ptr<DelayEstimator> estimator)
    : arrival_clock_(config.delay.arrival_clock),
      max_packets_(max_packets),
      bounds_{.minimum = milliseconds(config.delay.min_delay_ms),
              .maximum = milliseconds(config.delay.max_delay_ms),
              .base_minimum = milliseconds(config.delay.base_min_delay_ms)},
      estimator_(std::move(estimator)) {}

void DelayManager::OnArrival(const Arrival& arrival) noexcept {
  Arrival sane = Sane(arrival);
  sane.time = OnArrivalClock(sane.time);
  if (sane.is_speech && sane.frame_length > Duration::zero()) frame_length_ = sane.frame_length;
  estimator_->OnArrival(sane);
}

void DelayManager::OnEmptyPacket(int64_t sequence) noexcept { estimator_->OnEmptyPacket(sequence); }

void DelayManager::Reset() noexcept {
  frame_length_ = Duration::zero();
  first_arrival_.reset();
  estimator_->Reset();
}

/// NetEQ's clock is the number of blocks played so far; whole ticks since the first packet are the
/// same but for the phase of playout.
Timestamp DelayManager::OnArrivalClock(Timestamp time) noexcept {
  if (arrival_clock_ == ArrivalClock::kCaller) return time;
  using Ticks = std::chrono::duration<Duration::rep, std::centi>;
  if (!first_arrival_) first_arrival_ = time;
  return *first_arrival_ + std::chrono::floor<Ticks>(time - *first_arrival_);
}

Duration DelayManager::capacity_limit() const noexcept {
  return CapacityLimit(max_packets_, frame_length_);
}

Duration DelayManager::target() const noexcept {
  return std::max(ClampTarget(estimator_->target(), bounds_, capacity_limit()), frame_length_);
}

Duration DelayManager::unlimited_target() const noexcept { return estimator_->target(); }

bool DelayManager::SetMinimumDelay(Duration minimum) noexcept {
  const bool above_maximum = bounds_.maximum > Duration::zero() && minimum > bounds_.maximum;
  const bool above_capacity = capacity_limit() > Duration::zero() && minimum > capacity_limit();
  if (!IsBound(minimum) || above_maximum || above_capacity) return false;
  bounds_.minimum = minimum;
  return true;
}

bool DelayManager::SetMaximumDelay(Duration maximum) noexcept {
  const bool is_limit = maximum != Duration::zero();
  if (!IsBound(maximum)) return false;
  if (is_limit && maximum < std::max(bounds_.minimum, frame_length_)) return false;
  bounds_.maximum = maximum;
  return true;
}

bool DelayManager::SetBaseMinimumDelay(Duration base_minimum) noexcept {
  if (!IsBound(base_minimum)) return false;
  bounds_.base_minimum = base_minimum;
  return true;
}

}  // namespace neteq::delay
