// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <chrono>

namespace neteq::sim::cli {

/// Progress bar on stderr, shown on a terminal for work that takes over a second.
class Progress {
 public:
  Progress();
  /// Clears the bar.
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// Updates the bar. `share` is the completed share of the work, 0 to 1.
  void Update(double share);

 private:
  using Clock = std::chrono::steady_clock;

  bool is_terminal_;
  bool is_shown_ = false;
  Clock::time_point next_;
};

}  // namespace neteq::sim::cli
