// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "neteq/base/status.h"

namespace neteq::sim {

/// A condition on a mean difference that makes a comparison fail: "concealed_pct > +0.1".
struct Gate {
  enum class Relation { kLessOrEqual, kGreaterOrEqual, kLess, kGreater };

  size_t metric;  ///< of Metrics()
  Relation relation;
  double bound;  ///< in the unit of the metric

  bool Fails(double mean_difference) const;
};

/// Metric, one of < <= > >=, and a number that may have a sign; blanks between them are free.
/// kInvalidArgument saying what was expected where.
Result<Gate> ParseGate(std::string_view text);
/// The same text for the same condition, however it was written.
std::string GateText(const Gate& gate);

}  // namespace neteq::sim
