// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "neteq/base/status.h"
#include "neteq/config.h"

/// Where a sweep looks: parameters and what each may be.
namespace neteq::sim {

/// One parameter of a search.
struct SweepAxis {
  std::string name;                   ///< dotted
  std::vector<std::string> values{};  ///< to choose from; empty: any number from `low` to `high`
  double low = 0.0;
  double high = 0.0;
  bool is_whole = false;  ///< of a range: whole numbers only
};

/// "decision.postpone_share=0.3,0.5,0.7". kInvalidArgument or kOutOfRange as SetParam.
Result<SweepAxis> ParseGridAxis(const Config& base, std::string_view text);
/// "relative.quantile=0.9..0.99", for numbers; the same errors.
Result<SweepAxis> ParseRangeAxis(const Config& base, std::string_view text);

/// A value for each axis, in their order.
using SweepPoint = std::vector<std::string>;

/// `base` with the values of a point. kOutOfRange or kInvalidArgument as CheckConfig.
Result<Config> ConfigAt(const Config& base, const std::vector<SweepAxis>& axes,
                        const SweepPoint& point);

/// Every combination, the last axis fastest, without those that contradict themselves (a minimum
/// above its maximum). For axes with values. kInvalidArgument if none or more than 100,000 are
/// left.
Result<std::vector<SweepPoint>> GridPoints(const Config& base, const std::vector<SweepAxis>& axes);

/// Up to `count` different points, uniform over all axes, without contradictions; fewer if there
/// are hardly any more. The same seed gives the same points. kInvalidArgument if there are none.
Result<std::vector<SweepPoint>> RandomPoints(const Config& base, const std::vector<SweepAxis>& axes,
                                             size_t count, uint64_t seed);

}  // namespace neteq::sim
