// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "neteq/base/status.h"

namespace neteq::sim {

/// A condition on a mean difference that fails a comparison: "concealed_pct > +0.1".
struct Gate {
  enum class Relation { kLessOrEqual, kGreaterOrEqual, kLess, kGreater };

  size_t metric;  ///< index in Metrics()
  Relation relation;
  double bound;  ///< in the unit of the metric

  bool Fails(double mean_difference) const;
};

/// Parses a metric, one of < <= > >=, and a number with optional sign; spaces are optional. Fails
/// with kInvalidArgument, naming the expected text.
Result<Gate> ParseGate(std::string_view text);
/// Canonical text of a condition.
std::string GateText(const Gate& gate);

}  // namespace neteq::sim
