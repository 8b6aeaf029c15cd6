// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

namespace neteq::sim {

/// A table for people, columns as wide as their widest cell: the first to the left, the others to
/// the right. Rows may be short.
std::string AlignColumns(const std::vector<std::vector<std::string>>& rows);

}  // namespace neteq::sim
