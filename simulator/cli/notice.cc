// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/cli/notice.h"

#include <iostream>
#include <set>
#include <string>

#include "neteq/config.h"

namespace neteq::sim::cli {

void NoticeOldName(std::string_view name) {
  static std::set<std::string> told;
  const std::string notice = AliasNotice(name);
  if (!notice.empty() && told.insert(notice).second) std::cerr << "neteq: " << notice << '\n';
}

void PrintWarnings(const std::string& trace, const std::vector<std::string>& warnings) {
  for (const std::string& warning : warnings) {
    std::cerr << "neteq: " << trace << ": " << warning << '\n';
  }
}

}  // namespace neteq::sim::cli
