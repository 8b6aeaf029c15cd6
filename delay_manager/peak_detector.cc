// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/delay_manager/peak_detector.h"

#include <algorithm>
#include <chrono>

namespace neteq::delay {
namespace {

constexpr size_t kPeaksToTrigger = 2;  // NetEQ

}  // namespace

PeakDetector::PeakDetector(const PeakParams& params) noexcept
    : enabled_(params.enabled),
      min_height_(std::chrono::milliseconds(params.height_ms)),
      max_period_(std::chrono::milliseconds(params.max_period_ms)) {}

void PeakDetector::Reset() noexcept {
  peaks_.fill({});
  stored_ = 0;
  last_peak_.reset();
  active_ = false;
}

void PeakDetector::Update(Timestamp now, Duration inter_arrival, Duration quantile) noexcept {
  if (!enabled_) return;
  if (inter_arrival > quantile + min_height_ || inter_arrival > 2 * quantile) {
    OnPeak(now, inter_arrival);
  }
  active_ = IsRecurring(now);
}

void PeakDetector::OnPeak(Timestamp now, Duration height) noexcept {
  const Duration period = last_peak_ ? now - *last_peak_ : max_period_ + Duration(1);
  if (period > 2 * max_period_) {
    Reset();  // NetEQ: after such a gap the old peaks are no longer relevant
  } else if (period > Duration::zero() && period <= max_period_) {
    peaks_[stored_ % kHistory] = {.period = period, .height = height};
    ++stored_;
  }
  last_peak_ = now;
}

bool PeakDetector::IsRecurring(Timestamp now) const noexcept {
  if (stored_ < kPeaksToTrigger) return false;
  Duration longest{0};
  for (const Peak& peak : peaks_) longest = std::max(longest, peak.period);
  return now - *last_peak_ <= 2 * longest;
}

Duration PeakDetector::Highest() const noexcept {
  Duration highest{0};
  for (const Peak& peak : peaks_) highest = std::max(highest, peak.height);
  return highest;
}

}  // namespace neteq::delay
