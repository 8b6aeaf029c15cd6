// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace neteq::sim::cli {

/// Tells the user on stderr that the preset or parameter `name` has a new name, once per old name.
/// Does nothing for other names.
void NoticeOldName(std::string_view name);

/// Prints the warnings about a trace, one line each on stderr.
void PrintWarnings(const std::string& trace, const std::vector<std::string>& warnings);

}  // namespace neteq::sim::cli
