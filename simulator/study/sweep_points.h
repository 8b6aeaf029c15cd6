// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "neteq/base/status.h"
#include "neteq/config.h"

/// Search space of a sweep: parameters and their values.
namespace neteq::sim {

/// One parameter of a search.
struct SweepAxis {
  std::string name;                   ///< dotted name
  std::vector<std::string> values{};  ///< empty: any number from `low` to `high`
  double low = 0.0;
  double high = 0.0;
  bool is_whole = false;  ///< integers only, in a range
};

/// Parses "decision.postpone_share=0.3,0.5,0.7". Fails like SetParam.
Result<SweepAxis> ParseGridAxis(const Config& base, std::string_view text);
/// Parses "relative.quantile=0.9..0.99" for numeric parameters. Fails like SetParam.
Result<SweepAxis> ParseRangeAxis(const Config& base, std::string_view text);

/// One value per axis.
using SweepPoint = std::vector<std::string>;

/// `base` with the values of a point. Fails like CheckConfig.
Result<Config> ConfigAt(const Config& base, const std::vector<SweepAxis>& axes,
                        const SweepPoint& point);

/// All combinations of axes with values, the last axis varying fastest. Combinations that
/// CheckConfig rejects (a minimum above its maximum) are left out. Fails with kInvalidArgument if
/// there are none or more than 100,000.
Result<std::vector<SweepPoint>> GridPoints(const Config& base, const std::vector<SweepAxis>& axes);

/// Up to `count` different random points, uniform over all axes, that CheckConfig accepts; fewer if
/// hardly any more exist. The same seed gives the same points. Fails with kInvalidArgument if there
/// are none.
Result<std::vector<SweepPoint>> RandomPoints(const Config& base, const std::vector<SweepAxis>& axes,
                                             size_t count, uint64_t seed);

}  // namespace neteq::sim
