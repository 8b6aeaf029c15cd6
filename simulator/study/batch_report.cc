// SPDX-License-Identifier: BSD-3-Clause
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "simulator/study/batch.h"
#include "simulator/study/run_metrics.h"
#include "simulator/support/columns.h"
#include "simulator/support/param_io.h"
#include "simulator/support/text.h"

namespace neteq::sim {
namespace {

using Json = nlohmann::ordered_json;
using Row = std::vector<std::string>;

Row MetricRow(const std::string& label, const RunMetrics& metrics) {
  Row row = {label};
  for (const double value : metrics) row.push_back(FormatFixed(value, 2));
  return row;
}

std::vector<RunMetrics> MetricsOf(const std::vector<ReplayResult>& results) {
  std::vector<RunMetrics> metrics;
  metrics.reserve(results.size());
  for (const ReplayResult& result : results) metrics.push_back(ReadMetrics(result));
  return metrics;
}

}  // namespace

std::string BatchJson(const BatchReport& report) {
  const std::vector<RunMetrics> metrics = MetricsOf(report.results);
  Json traces = Json::array();
  for (size_t i = 0; i < metrics.size(); ++i) {
    const BatchTrace& trace = report.traces.played[i];
    traces.push_back(
        {{"trace", FileJson(trace.path, trace.hash)}, {"metrics", MetricsJson(metrics[i])}});
  }
  const Json json = {{"tool", "neteq"},
                     {"version", report.version},
                     {"config", ConfigToJson(report.config)},
                     {"mean", MetricsJson(MeanOf(metrics))},
                     {"traces", traces},
                     {"skipped", SkippedJson(report.traces.skipped)}};
  return json.dump(2) + '\n';
}

std::string BatchText(const BatchReport& report) {
  const std::vector<RunMetrics> metrics = MetricsOf(report.results);
  Row titles = {"trace"};
  for (const Metric& metric : Metrics()) titles.emplace_back(metric.name);
  std::vector<Row> rows = {titles};
  for (size_t i = 0; i < metrics.size(); ++i) {
    rows.push_back(MetricRow(report.traces.played[i].path, metrics[i]));
  }
  rows.push_back(MetricRow("mean", MeanOf(metrics)));
  return AlignColumns(rows) + '\n' + std::to_string(metrics.size()) +
         (metrics.size() == 1 ? " trace" : " traces") + SkippedText(report.traces.skipped) + '\n';
}

}  // namespace neteq::sim
