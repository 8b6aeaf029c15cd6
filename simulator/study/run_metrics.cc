// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/study/run_metrics.h"

#include <array>
#include <string>

#include <nlohmann/json.hpp>

#include "simulator/replay/report.h"
#include "simulator/support/json_figures.h"
#include "simulator/support/text.h"

namespace neteq::sim {
namespace {

constexpr double kWorstMos = 1.0;

constexpr std::array kMetrics = {
    Metric{"mean_playout_delay_ms", Unit::kMilliseconds, false,
           "Playout delay behind the fastest packet of the trace; mean over ticks with decoded "
           "audio.",
           [](const ReplayResult& r) { return r.ticks.playout_delay_ms.mean; }},
    Metric{"p95_playout_delay_ms", Unit::kMilliseconds, false,
           "95 % quantile of the playout delay.",
           [](const ReplayResult& r) { return r.ticks.playout_delay_ms.p95; }},
    Metric{"concealed_pct", Unit::kNone, false, "Concealed samples, percent of all played samples.",
           [](const ReplayResult& r) { return Derive(r).concealed_pct; }},
    Metric{"voice_concealed_pct", Unit::kNone, false,
           "Concealed samples before the fade to silence or noise, percent of all played samples.",
           [](const ReplayResult& r) { return Derive(r).voice_concealed_pct; }},
    Metric{"stretch_pct", Unit::kNone, false,
           "Samples inserted and removed by time stretching, percent of all played samples.",
           [](const ReplayResult& r) { return Derive(r).stretch_pct; }},
    Metric{"concealment_events_per_min", Unit::kNone, false, "Concealment events per minute.",
           [](const ReplayResult& r) { return Derive(r).concealment_events_per_min; }},
    Metric{"mos_cq", Unit::kNone, true,
           "Mean opinion score of a conversation by the E-model; 1 if no packet could be decoded.",
           [](const ReplayResult& r) { return r.e_model ? r.e_model->mos_cq : kWorstMos; }},
    Metric{"mos_lq", Unit::kNone, true,
           "Mean opinion score of listening only by the E-model; 1 if no packet could be decoded.",
           [](const ReplayResult& r) { return r.e_model ? r.e_model->mos_lq : kWorstMos; }},
    Metric{"stalls_per_100_s", Unit::kNone, false, "Stalls of at least 150 ms per 100 s.",
           [](const ReplayResult& r) { return r.stalls.stalls_150ms.count_per_100_s; }},
    Metric{"stalled_ms_per_100_s", Unit::kMilliseconds, false,
           "Time in stalls of at least 150 ms per 100 s.",
           [](const ReplayResult& r) { return r.stalls.stalls_150ms.stalled_ms_per_100_s; }},
    Metric{"interruptions", Unit::kNone, false,
           "Interruptions of at least 150 ms, also one that lasts to the end.",
           [](const ReplayResult& r) {
             return static_cast<double>(r.lifetime_in_stream.interruption_count);
           }},
    Metric{"interruption_ms", Unit::kMilliseconds, false, "Total length of the interruptions.",
           [](const ReplayResult& r) {
             return static_cast<double>(r.lifetime_in_stream.total_interruption_duration_ms);
           }},
};

}  // namespace

std::span<const Metric> Metrics() { return kMetrics; }

Result<size_t> FindMetric(std::string_view name) {
  std::vector<std::string> names;
  std::string list;
  for (const Metric& metric : kMetrics) {
    if (metric.name == name) return names.size();
    names.emplace_back(metric.name);
    list.append(list.empty() ? "" : ", ").append(metric.name);
  }
  const std::string nearest = Nearest(name, names);
  const std::string hint =
      nearest.empty() ? "expected one of " + list : "did you mean " + nearest + '?';
  return Status(StatusCode::kInvalidArgument, "unknown metric " + Quoted(name) + "; " + hint);
}

RunMetrics ReadMetrics(const ReplayResult& result) {
  RunMetrics values;
  for (const Metric& metric : kMetrics) values.push_back(metric.read(result));
  return values;
}

nlohmann::ordered_json MetricsJson(const RunMetrics& metrics) {
  nlohmann::ordered_json json = nlohmann::ordered_json::object();
  for (size_t i = 0; i < metrics.size(); ++i) {
    json[std::string(kMetrics[i].name)] = RoundedRate(metrics[i]);
  }
  return json;
}

RunMetrics MeanOf(std::span<const RunMetrics> runs) {
  RunMetrics mean(runs.front().size());
  for (size_t i = 0; i < mean.size(); ++i) {
    for (const RunMetrics& run : runs) mean[i] += run[i];
    mean[i] /= static_cast<double>(runs.size());
  }
  return mean;
}

}  // namespace neteq::sim
