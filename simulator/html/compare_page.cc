// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/html/compare_page.h"

#include "simulator/html/metrics_json.h"
#include "simulator/html/page.h"

namespace neteq::sim {

std::string ComparePage(const CompareReport& report) {
  return HtmlPage(PageKind::kCompare,
                  report.configs[0].name + " versus " + report.configs[1].name + " - neteq compare",
                  {{"report", nlohmann::ordered_json::parse(CompareJson(report))},
                   {"metrics", MetricsDeclared()}});
}

}  // namespace neteq::sim
