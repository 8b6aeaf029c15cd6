// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/replay/report_schema.h"

#include <string>

#include "tests/simulator/rtp_bytes.h"
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "simulator/replay/report.h"
#include "simulator/trace/stream.h"

namespace neteq::sim {
namespace {

using Json = nlohmann::ordered_json;

bool HasType(const Json& value, const std::string& type) {
  return (type == "object" && value.is_object()) || (type == "string" && value.is_string()) ||
         (type == "boolean" && value.is_boolean()) || (type == "null" && value.is_null()) ||
         (type == "number" && value.is_number()) ||
         (type == "integer" && value.is_number_integer());
}

/// First place where `value` differs from the schema; empty if it conforms. Knows the keywords that
/// ReportSchema uses, and no undescribed properties.
std::string Violation(const Json& value, const Json& schema, const std::string& place) {
  if (schema.contains("const")) return value == schema["const"] ? "" : place;
  if (schema.contains("anyOf")) {
    std::string last;
    for (const Json& one : schema["anyOf"]) {
      last = Violation(value, one, place);
      if (last.empty()) return {};
    }
    return last;
  }
  if (!HasType(value, schema["type"])) return place + ": not " + schema["type"].get<std::string>();
  for (const Json& name : schema.value("required", Json::array())) {
    if (!value.contains(name.get<std::string>())) return place + " lacks " + name.dump();
  }
  if (!value.is_object()) return {};
  for (const auto& [name, member] : value.items()) {
    const bool is_described = schema.contains("properties") && schema["properties"].contains(name);
    if (!is_described && schema.contains("properties") &&
        !schema.contains("additionalProperties")) {
      return place + '/' + name + ": not in the schema";
    }
    if (!is_described && !schema.contains("additionalProperties")) continue;
    const Json& of = is_described ? schema["properties"][name] : schema["additionalProperties"];
    const std::string inner = Violation(member, of, place + '/' + name);
    if (!inner.empty()) return inner;
  }
  return {};
}

Json ReportOf(const Trace& trace) {
  const PayloadTypes types = PayloadTypes::Defaults();
  const auto stream = SelectStream(trace, types, {});
  const Config config = WithOutputFormat(*stream, {});
  const auto result = Replay(*stream, types, config, 0,
                             {.on_tick = [](const TickRecord&) {}, .on_timing_pass = {}});
  return Json::parse(JsonReport({"x", "default", "0", config, trace, types, *stream, *result}));
}

TEST(ReportSchema, DescribesReports) {
  const Json schema = Json::parse(ReportSchema());
  const Json report = ReportOf(MuLawTrace(std::vector<double>(100, 10.0)));
  EXPECT_EQ(Violation(report, schema, ""), "");
  // Without any sound there is no call quality, which the schema allows.
  Json silent = report;
  silent["call_quality"] = nullptr;
  EXPECT_EQ(Violation(silent, schema, ""), "");
}

TEST(ReportSchema, RejectsOtherJson) {
  const Json schema = Json::parse(ReportSchema());
  const Json report = ReportOf(MuLawTrace(std::vector<double>(100, 10.0)));
  Json wrong = report;
  wrong["packets"]["lost"] = "none";
  EXPECT_EQ(Violation(wrong, schema, ""), "/packets/lost: not integer");
  wrong = report;
  wrong.erase("lifetime");
  EXPECT_EQ(Violation(wrong, schema, ""), " lacks \"lifetime\"");
  wrong = report;
  wrong["format_version"] = kReportFormat + 1;
  EXPECT_NE(Violation(wrong, schema, ""), "");
}

}  // namespace
}  // namespace neteq::sim
