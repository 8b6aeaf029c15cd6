// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "simulator/support/metrics.h"

/// Layout of the reports for people: a label, then text or columns.
namespace neteq::sim {

/// "Label           text\n"
std::string LabelLine(std::string_view label, const std::string& text);

/// "3 late, 0 duplicate"
std::string JoinCounts(const std::vector<std::pair<std::string, std::string_view>>& items);

/// "1.50 %"
std::string PercentText(double percent);

/// Head of a table of summaries, and a row of it.
std::string SummaryHead(std::string_view label);
std::string SummaryRow(std::string_view label, const Summary& summary);

}  // namespace neteq::sim
