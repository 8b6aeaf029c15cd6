// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "simulator/study/sweep.h"

namespace neteq::sim {

/// Returns the HTML report of a sweep.
std::string SweepPage(const SweepPlan& plan, const std::vector<BatchTrace>& traces,
                      const SweepRuns& runs);

}  // namespace neteq::sim
