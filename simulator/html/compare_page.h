// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

#include "simulator/study/compare.h"

namespace neteq::sim {

/// Returns the HTML report of a comparison.
std::string ComparePage(const CompareReport& report);

}  // namespace neteq::sim
