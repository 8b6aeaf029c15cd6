// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <span>
#include <string_view>

#include "simulator/replay/replay.h"

namespace neteq::sim {

/// One thing that is recorded of every tick.
struct TickColumn {
  std::string_view name;
  std::string_view meaning;
  bool is_whole;                      ///< a whole number
  double (*read)(const TickRecord&);  ///< NaN, of whole numbers -1: there is none
};
/// All there are.
std::span<const TickColumn> TickColumns();

}  // namespace neteq::sim
