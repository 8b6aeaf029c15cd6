// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <nlohmann/json.hpp>

#include "neteq/base/fields.h"
#include "simulator/study/run_metrics.h"

namespace neteq::sim {

/// Name, unit, direction and description of every metric, for tables and axes.
inline nlohmann::ordered_json MetricsDeclared() {
  nlohmann::ordered_json json = nlohmann::ordered_json::array();
  for (const Metric& metric : Metrics()) {
    json.push_back({{"name", metric.name},
                    {"unit", UnitName(metric.unit)},
                    {"more_is_better", metric.more_is_better},
                    {"meaning", metric.description}});
  }
  return json;
}

}  // namespace neteq::sim
