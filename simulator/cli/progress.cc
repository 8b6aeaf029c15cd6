// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/cli/progress.h"

#include <algorithm>
#include <iostream>
#include <string>

#include <unistd.h>

namespace neteq::sim::cli {
namespace {

constexpr size_t kWidth = 40;

}  // namespace

Progress::Progress()
    : is_terminal_(isatty(STDERR_FILENO) != 0), next_(Clock::now() + std::chrono::seconds(1)) {}

Progress::~Progress() {
  if (is_shown_) std::cerr << '\r' << std::string(kWidth + 8, ' ') << '\r' << std::flush;
}

void Progress::Update(double share) {
  if (!is_terminal_ || Clock::now() < next_) return;
  next_ = Clock::now() + std::chrono::milliseconds(100);
  is_shown_ = true;
  share = std::clamp(share, 0.0, 1.0);
  const auto filled = static_cast<size_t>(share * kWidth);
  std::cerr << "\r[" << std::string(filled, '#') << std::string(kWidth - filled, ' ') << "] "
            << static_cast<int>(100.0 * share) << " %" << std::flush;
}

}  // namespace neteq::sim::cli
