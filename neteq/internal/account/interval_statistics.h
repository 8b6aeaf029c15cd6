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

/// Computes rates and waiting times of the interval since the last call of Take.
class IntervalStatistics {
 public:
  /// A packet was decoded after waiting for `waiting`.
  void OnDecoded(Duration waiting) noexcept NETEQ_REALTIME;
  /// Returns the statistics of the interval and begins the next one. `now`: the lifetime counters.
  /// Sorts 100 waiting times.
  NetworkStatistics Take(const Statistics& now) noexcept NETEQ_REALTIME;

 private:
  void SummarizeWaitingTimes(NetworkStatistics& result) noexcept;

  static constexpr size_t kWaitingTimes = 100;  // NetEQ
  size_t waiting_count_ = 0;
  std::array<Duration, kWaitingTimes> waiting_{};  // ring
  Statistics before_;
};

}  // namespace neteq::internal
