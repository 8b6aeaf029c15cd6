// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/support/param_io.h"

#include <set>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "neteq/statistics.h"

namespace neteq::sim {
namespace {

using Json = nlohmann::ordered_json;

/// Expects an error with `what` in its message and an unchanged configuration.
void ExpectRefused(const std::string& name, const std::string& value, StatusCode code,
                   const std::string& what) {
  Config config;
  const Status status = SetParam(config, name, value);
  EXPECT_EQ(status.code(), code);
  EXPECT_NE(status.detail().find(what), std::string::npos) << status.detail();
  EXPECT_EQ(ConfigToJson(config), ConfigToJson(Config{}));
}

TEST(SetParam, SetsEveryKindOfValue) {
  Config config;

  EXPECT_TRUE(SetParam(config, "delay.min_delay_ms", "60").ok());
  EXPECT_TRUE(SetParam(config, "iat.quantile", "0.97").ok());
  EXPECT_TRUE(SetParam(config, "peak.enabled", "false").ok());
  EXPECT_TRUE(SetParam(config, "delay.arrival_clock", "playout_ticks").ok());
  EXPECT_TRUE(SetParam(config, "limits.max_packets", "50").ok());
  EXPECT_TRUE(SetParam(config, "seed", "18446744073709551615").ok());

  EXPECT_EQ(config.params.delay.min_delay_ms, 60);
  EXPECT_EQ(config.params.iat.quantile, 0.97);
  EXPECT_FALSE(config.params.peak.enabled);
  EXPECT_EQ(config.params.delay.arrival_clock, delay::ArrivalClock::kPlayoutTicks);
  EXPECT_EQ(config.limits.max_packets, 50);
  EXPECT_EQ(config.seed, UINT64_MAX);
}

TEST(SetParam, SuggestsASimilarName) {
  ExpectRefused("delay.min_dealy_ms", "1", StatusCode::kInvalidArgument, "delay.min_delay_ms?");
  ExpectRefused("quantile", "1", StatusCode::kInvalidArgument, "did you mean iat.quantile?");
  ExpectRefused("zzz", "1", StatusCode::kInvalidArgument, "neteq params");
}

TEST(SetParam, RejectsValuesOutOfRange) {
  ExpectRefused("iat.quantile", "1.5", StatusCode::kOutOfRange, "0.5 to 0.9999");
  ExpectRefused("delay.min_delay_ms", "-1", StatusCode::kOutOfRange, "0 to 10000 ms");
  ExpectRefused("limits.max_packets", "0", StatusCode::kOutOfRange, "limits.max_packets");
}

TEST(SetParam, RejectsMalformedValues) {
  const auto code = StatusCode::kInvalidArgument;
  ExpectRefused("iat.quantile", "nan(1", code, "iat.quantile");
  ExpectRefused("iat.quantile", "", code, "a number");
  ExpectRefused("delay.min_delay_ms", "1.5", code, "an integer");
  ExpectRefused("delay.min_delay_ms", "60ms", code, "an integer");
  ExpectRefused("peak.enabled", "yes", code, "false, true");
  ExpectRefused("delay.arrival_clock", "wall", code, "caller, playout_ticks");
  ExpectRefused("iat.quantile", "nan", StatusCode::kOutOfRange, "iat.quantile");
}

TEST(ApplyAssignment, NamesTheOption) {
  Config config;

  EXPECT_TRUE(ApplyAssignment(config, "delay.max_delay_ms=200").ok());
  EXPECT_EQ(config.params.delay.max_delay_ms, 200);
  EXPECT_TRUE(ApplyAssignment(config, "seed").detail().starts_with("--set seed: "));
  EXPECT_TRUE(ApplyAssignment(config, "seed=x").detail().starts_with("--set seed=x: "));
}

TEST(ConfigJson, RoundTrips) {
  Config config;
  config.params.delay.arrival_clock = delay::ArrivalClock::kPlayoutTicks;
  config.params.iat.quantile = 0.1 + 0.6;  // no short decimal representation
  config.params.peak.enabled = false;
  config.limits.payload_bytes = 1 << 20;
  config.output_rate_hz = 16000;
  config.seed = UINT64_MAX;
  const Json json = ConfigToJson(config);

  Config read;
  const Status status = ApplyConfigJson(read, json.dump(), "x");

  ASSERT_TRUE(status.ok()) << status.detail();
  EXPECT_EQ(ConfigToJson(read), json);
  EXPECT_EQ(read.params.iat.quantile, config.params.iat.quantile);
}

TEST(ConfigJson, ContainsEveryParameterOnce) {
  size_t leaves = 0;
  const Params params;
  ForEachLeaf(params, [&](auto, const auto&, const auto&) { ++leaves; });

  // In addition to the parameters: two limits, output rate and channels, seed.
  EXPECT_EQ(ConfigToJson({}).size(), leaves + 5);
}

TEST(ApplyConfigJson, NamesFileAndPositionOfAnError) {
  const auto detail = [](const std::string& json) {
    Config config;
    return ApplyConfigJson(config, json, "my.json").detail();
  };

  EXPECT_EQ(detail("{\"seed\": }"), "my.json: byte 10: not valid JSON");
  EXPECT_NE(detail("[1]").find("my.json: expected an object"), std::string::npos);
  EXPECT_NE(detail("{\"delay\": {\"min_delay_ms\": 1}}").find("flat"), std::string::npos);
  EXPECT_NE(detail("{\"sed\": 1}").find("did you mean seed?"), std::string::npos);
  EXPECT_NE(detail("{\"iat.quantile\": 7}").find("iat.quantile = '7'"), std::string::npos);
  EXPECT_NE(detail("").find("not valid JSON"), std::string::npos);
}

TEST(ListParams, ListsEverythingInEveryFormat) {
  const std::string text = ListParams({}, ListFormat::kText);
  const std::string markdown = ListParams({}, ListFormat::kMarkdown);
  const Json json = Json::parse(ListParams({}, ListFormat::kJson));

  EXPECT_NE(text.find("delay.start_delay_ms = 20 ms   (0 to 10000)\n"), std::string::npos);
  EXPECT_NE(markdown.find("| `delay.start_delay_ms` | 20 | ms | 0 to 10000 | "), std::string::npos);
  EXPECT_EQ(json.size(), ConfigToJson({}).size());
  EXPECT_EQ(json[0]["domain"]["choices"][0], "iat");
}

TEST(ListStatistics, ListsEverythingInEveryFormat) {
  size_t leaves = 0;
  const Statistics statistics;
  ForEachLeaf(statistics, [&](auto, const auto&, const auto&) { ++leaves; });

  EXPECT_EQ(Json::parse(ListStatistics(ListFormat::kJson)).size(), leaves);
  EXPECT_NE(ListStatistics(ListFormat::kMarkdown).find("| `concealed_samples` | samples | "),
            std::string::npos);
  EXPECT_NE(ListStatistics(ListFormat::kText).find("concealed_samples samples\n"),
            std::string::npos);
}

}  // namespace
}  // namespace neteq::sim
