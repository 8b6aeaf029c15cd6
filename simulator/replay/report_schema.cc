// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/replay/report_schema.h"

#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <nlohmann/json.hpp>

#include "neteq/base/fields.h"
#include "neteq/stall_meter.h"
#include "neteq/statistics.h"
#include "simulator/quality/e_model.h"
#include "simulator/quality/voip_metrics.h"
#include "simulator/replay/report.h"

namespace neteq::sim {
namespace {

using Json = nlohmann::ordered_json;

Json Typed(const char* type, const std::string& description = {}) {
  Json schema = {{"type", type}};
  if (!description.empty()) schema["description"] = description;
  return schema;
}

Json Object(Json properties) {
  Json required = Json::array();
  for (const auto& [name, schema] : properties.items()) required.push_back(name);
  return {{"type", "object"}, {"required", required}, {"properties", std::move(properties)}};
}

Json OrNull(Json schema) { return {{"anyOf", {Typed("null"), std::move(schema)}}}; }

/// Counts by a name that depends on the replay.
Json Counts(const std::string& description) {
  Json schema = Typed("object", description);
  schema["additionalProperties"] = Typed("integer");
  return schema;
}

Json Numbers(std::initializer_list<const char*> names, const char* type = "number") {
  Json properties = Json::object();
  for (const char* name : names) properties[name] = Typed(type);
  return Object(std::move(properties));
}

Json SummarySchema(const std::string& description) {
  Json schema = Numbers({"count", "mean", "min", "p05", "p50", "p95", "p99", "max"});
  schema["description"] = description;
  return schema;
}

/// A declared struct: unit and meaning come from its declaration.
template <class Figures>
Json Declared() {
  Json properties = Json::object();
  const Figures figures{};
  ForEachLeaf(figures, [&](std::string_view group, const auto& field, const auto& value) {
    using Value = std::decay_t<decltype(value)>;
    const char* type = std::is_same_v<Value, bool>       ? "boolean"
                       : std::is_floating_point_v<Value> ? "number"
                       : std::is_arithmetic_v<Value>     ? "integer"
                                                         : "string";
    const std::string unit(UnitName(field.unit));
    properties[DottedName(group, field.name)] =
        Typed(type, std::string(field.description) + (unit.empty() ? "" : " [" + unit + ']'));
  });
  return Object(std::move(properties));
}

Json PacketsSchema() {
  Json properties = Json::object();
  for (const char* name : {"count", "insert_errors", "rtcp_skipped", "malformed_skipped",
                           "other_ssrc_skipped", "lost", "late", "duplicate", "reordered"}) {
    properties[name] = Typed("integer");
  }
  properties["by_payload_type"] = Counts("packets by payload type");
  properties["red_blocks"] = Counts("blocks in RED packets by payload type");
  properties["by_insert_result"] = Counts("packets by what the engine did with them");
  properties["timestamp_step_ratio"] =
      Typed("number", "timestamp step over decoded length of recent packets in sequence");
  properties["min_transit_ms"] = Typed("number", "smallest transit time of the first time line");
  properties["relative_transit_ms"] = SummarySchema("transit times above the baseline");
  return Object(std::move(properties));
}

Json TimeLinesSchema() {
  return Object({{"restarts", Typed("integer", "time lines after the first")},
                 {"stray", Typed("integer", "packets that fit no time line")},
                 {"removed_drift_ppm", Typed("number", "drift that the delays exclude")},
                 {"refused_by_payload_type", Counts("packets that the engine could not use")}});
}

Json CallQualitySchema() {
  Json e_model = Declared<EModelFigures>();
  e_model["properties"]["params"] = Typed("object", "planning values");
  Json voip = Declared<VoipMetrics>();
  voip["properties"]["block"] = Typed("string", "report block of RFC 3611, hexadecimal");
  return OrNull(Object({{"e_model", std::move(e_model)},
                        {"stalls", Declared<StallReport>()},
                        {"voip_metrics", std::move(voip)}}));
}

Json PerTickSchema() {
  return Object({{"current_buffer_size_ms", SummarySchema("buffered audio")},
                 {"target_delay_ms", SummarySchema("target delay")},
                 {"filtered_delay_ms", SummarySchema("smoothed buffer size")},
                 {"operation", Counts("ticks by executed operation")},
                 {"reason", Counts("ticks by its reason")},
                 {"decided_operation", Counts("ticks by decided operation")},
                 {"decided_reason", Counts("ticks by its reason")}});
}

}  // namespace

std::string ReportSchema() {
  Json properties = {
      {"tool", Typed("string")},
      {"version", Typed("string", "version of the program")},
      {"format_version", {{"const", kReportFormat}}},
      {"input", Typed("string", "name of the trace")},
      {"preset", Typed("string")},
      {"config", Typed("object", "every parameter by its dotted name")},
      {"packets", PacketsSchema()},
      {"duration_s", Typed("number")},
      {"ticks", Typed("integer")},
      {"output_sample_rate_hz", Typed("integer")},
      {"output_channels", Typed("integer")},
      {"muted_frames", Typed("integer")},
      {"lifetime", Declared<Statistics>()},
      {"lifetime_in_stream", Declared<Statistics>()},
      {"derived", Typed("object", "percentages and means up to the last packet")},
      {"playout_delay_ms", SummarySchema("delay behind the baseline of the time line")},
      {"time_lines", TimeLinesSchema()},
      {"network_stats_mean", Typed("object", "NetEQ's network statistics, read every second")},
      {"nack", OrNull(Typed("object", "requests for missing packets"))},
      {"call_quality", CallQualitySchema()},
      {"reference_quality", OrNull(Typed("object", "comparison with the clean signal"))},
      {"per_tick", PerTickSchema()},
      {"timing", Typed("object", "differs between runs")},
      {"pcm_fnv1a", Typed("string", "hash of the output")},
      {"deterministic", Typed("boolean", "all passes of --repeat gave the same output")}};
  Json schema = Object(std::move(properties));
  Json head = {{"$schema", "https://json-schema.org/draft/2020-12/schema"},
               {"title", "Report of neteq replay --json"},
               {"description", "Within a format_version, keys are only added."}};
  head.update(schema);
  return head.dump(2) + '\n';
}

}  // namespace neteq::sim
