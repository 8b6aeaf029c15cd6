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

/// Metrics that runs are compared and searched by.
namespace neteq::sim {

/// A metric of a replay.
struct Metric {
  std::string_view name;
  Unit unit;
  bool more_is_better;
  std::string_view description;
  double (*read)(const ReplayResult&);
};
/// All metrics.
std::span<const Metric> Metrics();
/// Index of a metric by name. Fails with kInvalidArgument, suggesting a similar name or listing
/// all.
Result<size_t> FindMetric(std::string_view name);

/// Values of a run, in the order of Metrics().
using RunMetrics = std::vector<double>;
RunMetrics ReadMetrics(const ReplayResult& result);

/// Values by name, rounded for a report.
nlohmann::ordered_json MetricsJson(const RunMetrics& metrics);

/// Mean of each value over at least one run.
RunMetrics MeanOf(std::span<const RunMetrics> runs);

}  // namespace neteq::sim
