// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/study/gate.h"

#include <array>
#include <cmath>

#include "simulator/study/run_metrics.h"
#include "simulator/support/text.h"

namespace neteq::sim {
namespace {

/// Indexed by Gate::Relation; longer ones precede their prefixes.
constexpr std::array<std::string_view, 4> kRelations = {"<=", ">=", "<", ">"};

std::string_view Trimmed(std::string_view text) {
  const size_t first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(' ') + 1 - first);
}

/// Removes the leading relation from `text`.
Result<Gate::Relation> ParseRelation(std::string_view& text) {
  for (size_t i = 0; i < kRelations.size(); ++i) {
    if (!text.starts_with(kRelations[i])) continue;
    text.remove_prefix(kRelations[i].size());
    return static_cast<Gate::Relation>(i);
  }
  return Status(StatusCode::kInvalidArgument,
                "expected one of < <= > >= after the metric, for example concealed_pct > +0.1");
}

/// Parses a finite number with optional sign.
Result<double> ParseBound(std::string_view text) {
  std::string_view digits = text;
  if (digits.starts_with('+')) digits.remove_prefix(1);
  const auto number = ParseNumber<double>(digits);
  const bool has_two_signs = digits.size() < text.size() && digits.starts_with('-');
  if (number && std::isfinite(*number) && !has_two_signs) return *number;
  return Status(StatusCode::kInvalidArgument,
                Quoted(text) + " is not a limit; expected a number such as +0.1");
}

}  // namespace

bool Gate::Fails(double mean_difference) const {
  switch (relation) {
    case Relation::kLess:
      return mean_difference < bound;
    case Relation::kLessOrEqual:
      return mean_difference <= bound;
    case Relation::kGreater:
      return mean_difference > bound;
    case Relation::kGreaterOrEqual:
      break;
  }
  return mean_difference >= bound;
}

Result<Gate> ParseGate(std::string_view text) {
  std::string_view rest = Trimmed(text);
  const std::string_view name = rest.substr(0, rest.find_first_of(" <>=!"));
  const auto metric = FindMetric(name);
  if (!metric.ok()) return metric.status();
  rest = Trimmed(rest.substr(name.size()));
  const auto relation = ParseRelation(rest);
  if (!relation.ok()) return relation.status();
  const auto bound = ParseBound(Trimmed(rest));
  if (!bound.ok()) return bound.status();
  return Gate{*metric, *relation, *bound};
}

std::string GateText(const Gate& gate) {
  return std::string(Metrics()[gate.metric].name) + ' ' +
         std::string(kRelations[static_cast<size_t>(gate.relation)]) + ' ' +
         (gate.bound >= 0.0 ? "+" : "") + FormatNumber(gate.bound, 9);
}

}  // namespace neteq::sim
