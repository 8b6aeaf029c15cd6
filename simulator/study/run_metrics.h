// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "neteq/base/fields.h"
#include "neteq/base/status.h"
#include "simulator/replay/replay.h"

/// What runs are compared and searched by.
namespace neteq::sim {

/// A figure of a replay.
struct Metric {
  std::string_view name;
  Unit unit;
  bool more_is_better;
  std::string_view description;
  double (*read)(const ReplayResult&);
};
/// All there are.
std::span<const Metric> Metrics();
/// Index of the one called `name`. kInvalidArgument suggesting a near one, or listing all.
Result<size_t> FindMetric(std::string_view name);

/// The values of a run, in the order of Metrics().
using RunMetrics = std::vector<double>;
RunMetrics ReadMetrics(const ReplayResult& result);

/// Under their names, rounded for a report.
nlohmann::ordered_json MetricsJson(const RunMetrics& metrics);

/// Value by value, over runs. At least one.
RunMetrics MeanOf(std::span<const RunMetrics> runs);

}  // namespace neteq::sim
