// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <string_view>

#include "simulator/study/sweep.h"
#include "simulator/support/columns.h"
#include "simulator/support/json_figures.h"
#include "simulator/support/param_io.h"
#include "simulator/support/text.h"

namespace neteq::sim {
namespace {

using Json = nlohmann::ordered_json;
using Row = std::vector<std::string>;

constexpr int kDecimals = 6;  // as in reports of single runs

Json AxisJson(const SweepAxis& axis) {
  if (!axis.values.empty()) return {{"name", axis.name}, {"values", axis.values}};
  return {{"name", axis.name}, {"low", axis.low}, {"high", axis.high}};
}

Json PointJson(const SweepPlan& plan, size_t index) {
  Json json = Json::object();
  for (size_t i = 0; i < plan.axes.size(); ++i) json[plan.axes[i].name] = plan.points[index][i];
  return json;
}

Json RunsJson(const std::vector<RunMetrics>& runs) {
  Json json = Json::array();
  for (size_t trace = 0; trace < runs.size(); ++trace) {
    if (runs[trace].empty()) continue;
    json.push_back({{"trace", trace}, {"metrics", MetricsJson(runs[trace])}});
  }
  return json;
}

std::string CsvLine(const Row& cells) {
  std::string line;
  for (const std::string& cell : cells) line += (line.empty() ? "" : ",") + cell;
  return line + '\n';
}

Row MetricCells(const RunMetrics& metrics, int decimals) {
  Row cells;
  for (const double value : metrics) cells.push_back(FormatNumber(value, decimals));
  return cells;
}

void Append(Row& row, const Row& cells) { row.insert(row.end(), cells.begin(), cells.end()); }

/// Column titles: parameters, then metrics.
Row ColumnTitles(const SweepPlan& plan) {
  Row titles;
  for (const SweepAxis& axis : plan.axes) titles.push_back(axis.name);
  for (const Metric& metric : Metrics()) titles.emplace_back(metric.name);
  return titles;
}

size_t CountRuns(const std::vector<SweptPoint>& points) {
  size_t runs = 0;
  for (const SweptPoint& point : points) runs += point.traces;
  return runs;
}

}  // namespace

Json SweepProvenance(const SweepPlan& plan, const std::vector<BatchTrace>& traces) {
  Json axes = Json::array();
  for (const SweepAxis& axis : plan.axes) axes.push_back(AxisJson(axis));
  Json objectives = Json::array();
  for (const size_t metric : plan.objectives) objectives.push_back(Metrics()[metric].name);
  Json names = Json::array();
  for (const Metric& metric : Metrics()) names.push_back(metric.name);
  Json files = Json::array();
  for (const BatchTrace& trace : traces) files.push_back(FileJson(trace.path, trace.hash));
  Json json = {{"tool", "neteq sweep"},
               {"version", plan.version},
               {"method", EnumNames<SweepMethod>::kNames[static_cast<size_t>(plan.method)]},
               {"points", plan.points.size()},
               {"seed", plan.seed},
               {"parameters", axes},
               {"objectives", objectives},
               {"metrics", names},
               {"input", plan.input},
               {"traces", files},
               {"config", ConfigToJson(plan.base)}};
  if (!plan.skipped.empty()) json["skipped"] = SkippedJson(plan.skipped);
  if (plan.method == SweepMethod::kHalving) json["keep_one_in"] = plan.keep_one_in;
  return json;
}

std::string SweepCsv(const SweepPlan& plan, const std::vector<BatchTrace>& traces,
                     const SweepRuns& runs) {
  std::string csv;
  const Json provenance = SweepProvenance(plan, traces);
  for (const auto& [name, value] : provenance.items()) {
    csv += "# " + name + ": " + value.dump() + '\n';
  }
  Row titles = {"point", "traces", "pareto_front"};
  Append(titles, ColumnTitles(plan));
  csv += CsvLine(titles);
  const std::vector<SweptPoint> points = SumUp(plan, runs);
  for (size_t i = 0; i < points.size(); ++i) {
    Row row = {std::to_string(i), std::to_string(points[i].traces),
               points[i].is_on_front ? "true" : "false"};
    Append(row, plan.points[i]);
    Append(row, MetricCells(points[i].mean, kDecimals));
    csv += CsvLine(row);
  }
  return csv;
}

std::string SweepJson(const SweepPlan& plan, const std::vector<BatchTrace>& traces,
                      const SweepRuns& runs) {
  Json json = SweepProvenance(plan, traces);
  const std::vector<SweptPoint> points = SumUp(plan, runs);
  Json rows = Json::array();
  for (size_t i = 0; i < points.size(); ++i) {
    rows.push_back({{"point", i},
                    {"parameters", PointJson(plan, i)},
                    {"traces", points[i].traces},
                    {"pareto_front", points[i].is_on_front},
                    {"mean", MetricsJson(points[i].mean)},
                    {"runs", RunsJson(runs[i])}});
  }
  json["results"] = std::move(rows);
  return json.dump(2) + '\n';
}

std::string SweepText(const SweepPlan& plan, const std::vector<BatchTrace>& traces,
                      const SweepRuns& runs) {
  const std::vector<SweptPoint> points = SumUp(plan, runs);
  std::vector<size_t> front;
  for (size_t i = 0; i < points.size(); ++i) {
    if (points[i].is_on_front) front.push_back(i);
  }
  const size_t first = plan.objectives.front();
  std::stable_sort(front.begin(), front.end(), [&](size_t a, size_t b) {
    const bool is_less = points[a].mean[first] < points[b].mean[first];
    const bool is_more = points[a].mean[first] > points[b].mean[first];
    return Metrics()[first].more_is_better ? is_more : is_less;
  });

  Row titles = {"point"};
  Append(titles, ColumnTitles(plan));
  std::vector<Row> rows = {titles};
  for (const size_t i : front) {
    Row row = {std::to_string(i)};
    Append(row, plan.points[i]);
    Append(row, MetricCells(points[i].mean, 3));
    rows.push_back(std::move(row));
  }
  return std::to_string(points.size()) + " points, " + std::to_string(traces.size()) + " traces" +
         SkippedText(plan.skipped) + ", " + std::to_string(CountRuns(points)) +
         " replays; the Pareto front (" + std::to_string(front.size()) +
         "), means over traces:\n\n" + AlignColumns(rows);
}

}  // namespace neteq::sim
