// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/html/sweep_page.h"

#include "simulator/html/metrics_json.h"
#include "simulator/html/page.h"

namespace neteq::sim {

std::string SweepPage(const SweepPlan& plan, const std::vector<BatchTrace>& traces,
                      const SweepRuns& runs) {
  auto sweep = nlohmann::ordered_json::parse(SweepJson(plan, traces, runs));
  for (auto& point : sweep["results"]) point.erase("runs");  // the page shows only means
  return HtmlPage(PageKind::kSweep, "neteq sweep",
                  {{"sweep", sweep}, {"metrics", MetricsDeclared()}});
}

}  // namespace neteq::sim
