// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/delay_manager/level_filter.h"

#include <algorithm>
#include <chrono>

namespace neteq::delay {

void LevelFilter::SetTarget(Duration target) noexcept {
  using std::chrono::milliseconds;
  // NetEQ, Q8: the larger the buffer, the slower the filter.
  if (target <= milliseconds(20)) {
    factor_ = 251.0 / 256.0;
  } else if (target <= milliseconds(60)) {
    factor_ = 252.0 / 256.0;
  } else if (target <= milliseconds(140)) {
    factor_ = 253.0 / 256.0;
  } else {
    factor_ = 254.0 / 256.0;
  }
}

void LevelFilter::Update(Duration span, Duration stretched) noexcept {
  const double smoothed = factor_ * level_us_ + (1.0 - factor_) * static_cast<double>(span.count());
  level_us_ = std::max(0.0, smoothed - static_cast<double>(stretched.count()));
}

void LevelFilter::Reset() noexcept { *this = LevelFilter(); }

}  // namespace neteq::delay
