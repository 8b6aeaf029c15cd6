// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/delay_manager/spike_pattern.h"

namespace neteq::delay {
namespace {

using std::chrono::milliseconds;

// Heuristics, chosen on generated networks with periodic, jittered and random spikes.
constexpr Duration kProminence = milliseconds(40);
constexpr Duration kPeakInterval = milliseconds(300);
constexpr Duration kSpikeLength = milliseconds(400);
constexpr Duration kShortestPeriod = milliseconds(600);
constexpr Duration kLongestPeriod = milliseconds(12'000);  // a scan or handover seldom is rarer
constexpr Duration kTolerance = milliseconds(80);
constexpr Duration kPatience = milliseconds(100);  // beyond the tolerance
constexpr int kMostFailures = 3;
constexpr double kRiseRate = 0.2;  // ms per ms, of preemptive expand

bool AreSimilar(Duration a, Duration b) { return a <= 2 * b && b <= 2 * a; }

bool AreEqualIntervals(Duration a, Duration b) {
  return std::chrono::abs(a - b) <= a * 6 / 100 + milliseconds(80);
}

}  // namespace

void SpikePattern::RecentPeak::Add(Timestamp now, Duration delay) noexcept {
  const Duration age = now - begin_;
  if (age >= kPeakInterval || age < Duration::zero()) {
    previous_ = age < 2 * kPeakInterval ? current_ : Duration::zero();
    current_ = Duration::zero();
    begin_ = now;
  }
  current_ = std::max(current_, delay);
}

bool SpikePattern::OnPacket(Timestamp now, Duration delay, Duration target) noexcept {
  if (IsOnset(now, delay, target)) {
    OnSpike({.begin = now - delay, .arrival = now, .height = delay});
  }
  recent_.Add(now, delay);
  is_in_spike_ = last_ && now - last_->arrival <= kSpikeLength;

  bool has_ended = false;
  if (has_period() && now > due_ + kTolerance + kPatience) {
    has_ended = is_confirmed_;
    Miss();
  }
  is_due_ = has_period() && now >= due_ - Lead(target);
  return has_ended;
}

bool SpikePattern::IsOnset(Timestamp now, Duration delay, Duration target) const noexcept {
  const bool is_last_over = !last_ || now - last_->arrival > kSpikeLength;
  return is_last_over && delay > std::max(target, recent_.highest()) + kProminence;
}

void SpikePattern::OnSpike(const Spike& spike) noexcept {
  const Duration interval = last_ ? spike.begin - last_->begin : Duration::zero();
  const bool is_expected =
      has_period() && std::chrono::abs(spike.begin - due_) <= kTolerance + kPatience;
  if (is_expected) {
    OnExpectedSpike(spike, interval);
  } else {
    OnOtherSpike(spike, interval);
  }
  due_ = spike.begin + period_;
  last_interval_ = interval;
  last_ = spike;
}

void SpikePattern::OnExpectedSpike(const Spike& spike, Duration interval) noexcept {
  if (is_trusted()) {
    is_confirmed_ = true;
    failures_ = 0;
  }
  ++equal_intervals_;
  period_ = interval;
  height_ = std::max(spike.height, (height_ + spike.height) / 2);
}

void SpikePattern::OnOtherSpike(const Spike& spike, Duration interval) noexcept {
  if (has_period()) Miss();
  const bool may_recur = last_ && interval >= kShortestPeriod && interval <= kLongestPeriod &&
                         AreSimilar(spike.height, last_->height);
  if (!may_recur) return;
  equal_intervals_ = AreEqualIntervals(interval, last_interval_) ? 2 : 1;
  period_ = interval;
  height_ = std::max(spike.height, last_->height);
}

void SpikePattern::Miss() noexcept {
  if (is_trusted()) failures_ = std::min(failures_ + 1, kMostFailures);
  period_ = Duration::zero();
  is_confirmed_ = false;
}

/// Time before the spike is due at which stretching must begin.
Duration SpikePattern::Lead(Duration target) const noexcept {
  const Duration climb = std::max(height_ + kMargin - target, Duration::zero());
  return kTolerance + FromMs(ToMs(climb) / kRiseRate);
}

Duration SpikePattern::RaiseLength(Duration target) const noexcept {
  return Lead(target) + kTolerance;
}

}  // namespace neteq::delay
