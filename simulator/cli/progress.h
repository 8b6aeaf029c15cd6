// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <chrono>

namespace neteq::sim::cli {

/// A bar on stderr, if that is a terminal, for work that takes over a second.
class Progress {
 public:
  Progress();
  /// Wipes the bar.
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// `share` of the work is done, 0 to 1.
  void Update(double share);

 private:
  using Clock = std::chrono::steady_clock;

  bool is_terminal_;
  bool is_shown_ = false;
  Clock::time_point next_;
};

}  // namespace neteq::sim::cli
