// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string_view>

namespace neteq::sim::cli {

/// Tells the user on stderr that the preset or parameter `name` has a new name, once per old name.
/// Does nothing for other names.
void NoticeOldName(std::string_view name);

}  // namespace neteq::sim::cli
