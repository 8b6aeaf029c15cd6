// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "neteq/base/realtime.h"
#include "neteq/base/units.h"
#include "neteq/network_statistics.h"
#include "neteq/statistics.h"

namespace neteq::internal {

/// Turns lifetime counters into what has happened since the last reading.
class IntervalStatistics {
 public:
  /// A packet that had waited for `waiting` was decoded.
  void OnDecoded(Duration waiting) noexcept NETEQ_REALTIME;
  /// Fills in all rates and waiting times, and begins the next interval. O(100 log 100).
  NetworkStatistics Take(const Statistics& now) noexcept NETEQ_REALTIME;

 private:
  void TakeWaitingTimes(NetworkStatistics& result) noexcept;

  static constexpr size_t kWaitingTimes = 100;  // NetEQ
  size_t waiting_count_ = 0;
  std::array<Duration, kWaitingTimes> waiting_{};  // ring
  Statistics before_;
};

}  // namespace neteq::internal
