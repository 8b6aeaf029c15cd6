// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <optional>

#include "neteq/base/units.h"

namespace neteq::delay {

/// Limits that playout is to keep, each alone or both; 0 = no limit.
struct ServiceLevel {
  /// Share of the audio that is concealed because it arrives late, 0 to 100 %. Lost packets do not
  /// count.
  double max_late_percent = 0.0;
  /// Playout delay behind the fastest packet of the last minutes that 95 % of the audio stays
  /// below, 0 to 10 s.
  Duration max_delay{0};

  bool is_set() const noexcept { return max_late_percent > 0.0 || max_delay > Duration::zero(); }
  friend bool operator==(const ServiceLevel&, const ServiceLevel&) = default;
};

/// How a service level is kept at present. If no target delay can keep both limits, the target is
/// the cheapest one, as without a level.
struct ServiceReport {
  ServiceLevel level{};
  /// Arrival time of the packet since which max_late_percent has not been kept; empty if it is kept.
  std::optional<Timestamp> late_since{};
  /// The same for max_delay.
  std::optional<Timestamp> slow_since{};
};

}  // namespace neteq::delay
