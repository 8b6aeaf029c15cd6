// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "simulator/support/metrics.h"

/// Layout of text reports: a label, then text or columns.
namespace neteq::sim {

/// A line such as "Label           text\n".
std::string LabelLine(std::string_view label, const std::string& text);

/// Joins counts like "3 late, 0 duplicate".
std::string JoinCounts(const std::vector<std::pair<std::string, std::string_view>>& items);

/// Formats like "1.50 %".
std::string PercentText(double percent);

/// Header and row of a table of summaries.
std::string SummaryHead(std::string_view label);
std::string SummaryRow(std::string_view label, const Summary& summary);

}  // namespace neteq::sim
