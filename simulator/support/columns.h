// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

namespace neteq::sim {

/// Text table; each column is as wide as its widest cell. The first column is left-aligned, the
/// others right-aligned. Rows may have fewer cells.
std::string AlignColumns(const std::vector<std::vector<std::string>>& rows);

}  // namespace neteq::sim
