// SPDX-License-Identifier: BSD-3-Clause
#include <string_view>

#include <nlohmann/json.hpp>

#include "simulator/study/compare.h"
#include "simulator/support/columns.h"
#include "simulator/support/json_figures.h"
#include "simulator/support/param_io.h"
#include "simulator/support/text.h"

namespace neteq::sim {
namespace {

using Json = nlohmann::ordered_json;
using Row = std::vector<std::string>;

Json ConfigJson(const NamedConfig& config) {
  return {{"name", config.name}, {"config", ConfigToJson(config.config)}};
}

/// Null if there is no difference.
Json WidestJson(const std::optional<WidestSecond>& widest) {
  if (!widest) return {};
  return {{"second", widest->second}, {"a", RoundedRate(widest->a)}, {"b", RoundedRate(widest->b)}};
}

Json TracesJson(const CompareReport& report) {
  Json traces = Json::array();
  for (size_t i = 0; i < report.traces.played.size(); ++i) {
    const TraceComparison& comparison = report.comparison.traces[i];
    const BatchTrace& trace = report.traces.played[i];
    traces.push_back({{"trace", FileJson(trace.path, trace.hash)},
                      {"a", MetricsJson(comparison.a)},
                      {"b", MetricsJson(comparison.b)},
                      {"widest_second",
                       {{"playout_delay_ms", WidestJson(comparison.playout_delay_ms)},
                        {"concealed_pct", WidestJson(comparison.concealed_pct)}}}});
  }
  return traces;
}

Json MetricJson(const MetricComparison& metric) {
  Json interval;
  if (metric.interval) {
    interval = {RoundedRate(metric.interval->low), RoundedRate(metric.interval->high)};
  }
  return {{"mean_a", RoundedRate(metric.mean_a)},
          {"mean_b", RoundedRate(metric.mean_b)},
          {"mean_difference", RoundedRate(metric.mean_difference)},
          {"interval", interval},
          {"a_is_better", metric.a_is_better},
          {"b_is_better", metric.b_is_better},
          {"equal", metric.equal}};
}

Json GatesJson(const CompareReport& report) {
  Json gates = Json::array();
  for (const Gate& gate : report.gates) {
    const double difference = report.comparison.metrics[gate.metric].mean_difference;
    gates.push_back({{"fail_if", GateText(gate)}, {"failed", gate.Fails(difference)}});
  }
  return gates;
}

std::string Signed(double value) {
  const std::string digits = FormatFixed(value, 3);
  return value > 0.0 ? '+' + digits : digits;
}

/// A difference is significant if the interval excludes 0.
std::string Verdict(const Metric& metric, const MetricComparison& comparison) {
  if (comparison.a_is_better + comparison.b_is_better == 0) return "no difference";
  if (!comparison.interval) return "one trace";
  if (comparison.interval->Contains(0.0)) return "not clear";
  return (comparison.mean_difference > 0.0) == metric.more_is_better ? "B is better"
                                                                     : "A is better";
}

std::string MetricTable(const CompareReport& report) {
  const std::string level = FormatNumber(100.0 * report.bootstrap.level, 1) + " % interval";
  std::vector<Row> rows = {
      {"metric", "A", "B", "B - A", level, "A better", "B better", "equal", "verdict"}};
  for (size_t i = 0; i < Metrics().size(); ++i) {
    const MetricComparison& metric = report.comparison.metrics[i];
    const std::string interval = metric.interval ? '[' + Signed(metric.interval->low) + ", " +
                                                       Signed(metric.interval->high) + ']'
                                                 : "-";
    rows.push_back({std::string(Metrics()[i].name), FormatFixed(metric.mean_a, 3),
                    FormatFixed(metric.mean_b, 3), Signed(metric.mean_difference), interval,
                    std::to_string(metric.a_is_better), std::to_string(metric.b_is_better),
                    std::to_string(metric.equal), Verdict(Metrics()[i], metric)});
  }
  return AlignColumns(rows);
}

void AddCells(Row& row, const std::optional<WidestSecond>& widest, int decimals) {
  if (!widest) {
    row.insert(row.end(), {"-", "-", "-"});
    return;
  }
  row.insert(row.end(), {std::to_string(widest->second) + " s", FormatFixed(widest->a, decimals),
                         FormatFixed(widest->b, decimals)});
}

std::string TraceTable(const CompareReport& report) {
  std::vector<Row> rows = {
      {"widest second", "delay at", "A ms", "B ms", "concealed at", "A %", "B %"}};
  for (size_t i = 0; i < report.traces.played.size(); ++i) {
    const TraceComparison& comparison = report.comparison.traces[i];
    Row row = {report.traces.played[i].path};
    AddCells(row, comparison.playout_delay_ms, 1);
    AddCells(row, comparison.concealed_pct, 1);
    rows.push_back(std::move(row));
  }
  return AlignColumns(rows);
}

}  // namespace

std::string CompareJson(const CompareReport& report) {
  Json metrics = Json::object();
  for (size_t i = 0; i < Metrics().size(); ++i) {
    metrics[std::string(Metrics()[i].name)] = MetricJson(report.comparison.metrics[i]);
  }
  const Json json = {{"tool", "neteq"},
                     {"version", report.version},
                     {"a", ConfigJson(report.configs[0])},
                     {"b", ConfigJson(report.configs[1])},
                     {"bootstrap",
                      {{"level", report.bootstrap.level},
                       {"resamples", report.bootstrap.resamples},
                       {"seed", report.bootstrap.seed}}},
                     {"metrics", metrics},
                     {"gates", GatesJson(report)},
                     {"traces", TracesJson(report)},
                     {"skipped", SkippedJson(report.traces.skipped)}};
  return json.dump(2) + '\n';
}

std::string CompareText(const CompareReport& report) {
  return "A  " + report.configs[0].name + "\nB  " + report.configs[1].name + "\nmeans over " +
         std::to_string(report.traces.played.size()) +
         (report.traces.played.size() == 1 ? " trace" : " traces") +
         SkippedText(report.traces.skipped) + "\n\n" + MetricTable(report) + '\n' +
         TraceTable(report);
}

}  // namespace neteq::sim
