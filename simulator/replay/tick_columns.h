// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <span>
#include <string_view>

#include "simulator/replay/replay.h"

namespace neteq::sim {

/// One recorded value per tick.
struct TickColumn {
  std::string_view name;
  std::string_view meaning;
  bool is_whole;                      ///< an integer
  double (*read)(const TickRecord&);  ///< NaN, or -1 for integers: no value
};
/// All columns, in order.
std::span<const TickColumn> TickColumns();

}  // namespace neteq::sim
