// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cmath>
#include <string_view>
#include <type_traits>

#include <nlohmann/json.hpp>

#include "neteq/base/fields.h"
#include "simulator/support/metrics.h"

/// Figures as JSON, the same in every report.
namespace neteq::sim {

/// JSON keeps this many digits after the point: enough for a microsecond in milliseconds.
inline double Rounded(double value, double scale = 1e3) {
  return std::round(value * scale) / scale;
}
/// Rates are small fractions.
inline double RoundedRate(double value) { return Rounded(value, 1e6); }

inline nlohmann::ordered_json ToJson(const Summary& summary) {
  return {{"count", summary.count},      {"mean", Rounded(summary.mean)},
          {"min", Rounded(summary.min)}, {"p05", Rounded(summary.p05)},
          {"p50", Rounded(summary.p50)}, {"p95", Rounded(summary.p95)},
          {"p99", Rounded(summary.p99)}, {"max", Rounded(summary.max)}};
}

/// A declared struct under its dotted names. Ratios and percentages are small: six digits.
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
