// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cmath>
#include <string_view>
#include <type_traits>

#include <nlohmann/json.hpp>

#include "neteq/base/fields.h"
#include "simulator/support/metrics.h"

/// Converts figures to JSON, in the same way for every report.
namespace neteq::sim {

/// Rounds to three decimals by default: 1 microsecond in milliseconds.
inline double Rounded(double value, double scale = 1e3) {
  return std::round(value * scale) / scale;
}
/// Rounds to six decimals, for small fractions such as rates.
inline double RoundedRate(double value) { return Rounded(value, 1e6); }

inline nlohmann::ordered_json ToJson(const Summary& summary) {
  return {{"count", summary.count},      {"mean", Rounded(summary.mean)},
          {"min", Rounded(summary.min)}, {"p05", Rounded(summary.p05)},
          {"p50", Rounded(summary.p50)}, {"p95", Rounded(summary.p95)},
          {"p99", Rounded(summary.p99)}, {"max", Rounded(summary.max)}};
}

/// Converts a declared struct, keyed by dotted names. Real numbers get six decimals because ratios
/// and percentages may be small.
template <class Figures>
nlohmann::ordered_json FiguresToJson(const Figures& figures) {
  nlohmann::ordered_json json = nlohmann::ordered_json::object();
  ForEachLeaf(figures, [&](std::string_view group, const auto& field, const auto& value) {
    if constexpr (std::is_same_v<std::decay_t<decltype(value)>, double>) {
      json[DottedName(group, field.name)] = RoundedRate(value);
    } else {
      json[DottedName(group, field.name)] = value;
    }
  });
  return json;
}

}  // namespace neteq::sim
