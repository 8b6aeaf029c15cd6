// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/support/columns.h"

#include <algorithm>
#include <cstddef>

namespace neteq::sim {

std::string AlignColumns(const std::vector<std::vector<std::string>>& rows) {
  std::vector<size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  std::string text;
  for (const auto& row : rows) {
    for (size_t i = 0; i < row.size(); ++i) {
      const std::string blanks(widths[i] - row[i].size(), ' ');
      if (i > 0) text += "  " + blanks + row[i];
      if (i == 0) text += row.size() > 1 ? row[i] + blanks : row[i];
    }
    text += '\n';
  }
  return text;
}

}  // namespace neteq::sim
