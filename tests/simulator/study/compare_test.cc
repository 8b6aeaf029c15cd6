// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/study/compare.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "tests/simulator/batch_traces.h"
#include "tests/simulator/cli_fixture.h"
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace neteq::sim {
namespace {

using Json = nlohmann::ordered_json;

const auto kIgnore = [](double) {};

NamedConfig WithMaxDelay(int max_delay_ms) {
  NamedConfig named{"at most " + std::to_string(max_delay_ms), {}};
  named.config.params.delay.max_delay_ms = max_delay_ms;
  return named;
}

std::vector<BatchTrace> JitteryBatch(const TemporaryFolder& folder, int count) {
  return LoadBatch(WriteJitteryTraces(folder, count), {}).played;
}

TEST(Compare, FindsNoDifferenceBetweenEqualConfigurations) {
  const TemporaryFolder folder;
  const std::vector<BatchTrace> batch = JitteryBatch(folder, 3);

  const auto comparison = Compare(batch, {}, {WithMaxDelay(0), WithMaxDelay(0)}, {}, kIgnore);

  ASSERT_TRUE(comparison.ok());
  for (const MetricComparison& metric : comparison->metrics) {
    EXPECT_EQ(metric.mean_difference, 0.0);
    EXPECT_EQ(metric.equal, 3);
    EXPECT_TRUE(metric.interval->Contains(0.0));
    EXPECT_EQ(metric.interval->low, metric.interval->high);
  }
  for (const TraceComparison& trace : comparison->traces) {
    EXPECT_FALSE(trace.playout_delay_ms);
    EXPECT_FALSE(trace.concealed_pct);
  }
}

TEST(Compare, FindsTheEffectOfADelayLimit) {
  const TemporaryFolder folder;
  const std::vector<BatchTrace> batch = JitteryBatch(folder, 6);
  const size_t delay = *FindMetric("mean_playout_delay_ms");
  const size_t concealed = *FindMetric("concealed_pct");

  const auto comparison = Compare(batch, {}, {WithMaxDelay(0), WithMaxDelay(60)}, {}, kIgnore);

  // Jitter above 60 ms is frequent (exponential, mean 30 ms: 14 %): less delay, more concealment.
  ASSERT_TRUE(comparison.ok());
  EXPECT_LT(comparison->metrics[delay].interval->high, 0.0);
  EXPECT_EQ(comparison->metrics[delay].b_is_better, 6);
  EXPECT_GT(comparison->metrics[concealed].interval->low, 0.0);
  EXPECT_EQ(comparison->metrics[concealed].a_is_better, 6);
}

TEST(Compare, PairsDifferencesByTrace) {
  const TemporaryFolder folder;
  const std::vector<BatchTrace> batch = JitteryBatch(folder, 4);

  const auto comparison = Compare(batch, {}, {WithMaxDelay(0), WithMaxDelay(60)}, {}, kIgnore);

  ASSERT_TRUE(comparison.ok());
  for (size_t metric = 0; metric < Metrics().size(); ++metric) {
    const MetricComparison& found = comparison->metrics[metric];
    double sum = 0.0;
    for (const TraceComparison& trace : comparison->traces)
      sum += trace.b[metric] - trace.a[metric];
    EXPECT_NEAR(found.mean_difference, sum / 4, 1e-9);
    EXPECT_NEAR(found.mean_b - found.mean_a, sum / 4, 1e-9);
    EXPECT_EQ(found.a_is_better + found.b_is_better + found.equal, 4);
  }
}

TEST(Compare, DoesNotDependOnTheNumberOfThreads) {
  const TemporaryFolder folder;
  const LoadedTraces traces{.played = JitteryBatch(folder, 4), .skipped = {}};
  const std::array configs = {WithMaxDelay(0), WithMaxDelay(60)};
  std::vector<std::string> reports;

  for (const int threads : {1, 4}) {
    const auto comparison = Compare(traces.played, {.threads = threads}, configs, {}, kIgnore);
    ASSERT_TRUE(comparison.ok());
    reports.push_back(CompareJson({"1", configs, traces, {}, {}, *comparison}));
  }

  EXPECT_EQ(reports[0], reports[1]);
}

TEST(Compare, FindsTheSecondThatDiffersMost) {
  // Constant delay except for a stall of 400 ms after 5.2 s; only A may buffer enough for
  // it, and holds that delay.
  std::vector<double> transit_ms(600, 20.0);
  for (size_t i = 260; i < 280; ++i) transit_ms[i] = 20.0 + 20.0 * static_cast<double>(280 - i);
  const TemporaryFolder folder;
  ASSERT_TRUE(
      WriteTrace(MuLawTrace(transit_ms), folder / "stall.rtpdump", TraceFormat::kRtpdump).ok());
  const auto batch = LoadBatch({folder / "stall.rtpdump"}, {}).played;

  NamedConfig free = WithMaxDelay(0);
  NamedConfig bound = free;
  free.config.params = bound.config.params = *PresetParams("webrtc_2024");
  bound.config.params.delay.max_delay_ms = 20;
  const auto comparison = Compare(batch, {}, {free, bound}, {}, kIgnore);

  ASSERT_TRUE(comparison.ok());
  const auto& widest = comparison->traces[0].playout_delay_ms;
  ASSERT_TRUE(widest);
  EXPECT_GE(widest->second, 5);
  EXPECT_GT(widest->a, widest->b + 100.0);
  EXPECT_FALSE(comparison->metrics[0].interval);
}

/// The traces of this project: one of them has no payloads.
class BundledTraces : public CliFixture {
 protected:
  /// Expects the line about the skipped trace, and nothing else, on stderr.
  CliOutcome Played(const std::string& arguments) const {
    CliOutcome outcome = Neteq(arguments);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_EQ(outcome.err, "neteq: skipped " + kFolder +
                               "/chromium_loopback.rtceventlog: payloads were not captured; "
                               "--replace-audio substitutes a sound\n");
    return outcome;
  }

  const std::string kFolder = NETEQ_SOURCE_DIR "/traces";
};

TEST_F(BundledTraces, AreReplayedByBatch) {
  const CliOutcome outcome = Played("batch " + kFolder + " --json b.json");

  EXPECT_TRUE(outcome.out.ends_with("\n5 traces (1 skipped)\n")) << outcome.out;
  const Json json = Json::parse(Read("b.json"));
  EXPECT_EQ(json["traces"].size(), 5U);
  ASSERT_EQ(json["skipped"].size(), 1U);
  EXPECT_EQ(json["skipped"][0]["path"], kFolder + "/chromium_loopback.rtceventlog");
  EXPECT_TRUE(json["skipped"][0]["reason"].get<std::string>().starts_with("payloads were not"));
}

TEST_F(BundledTraces, AreReplayedByCompare) {
  const CliOutcome outcome =
      Played("compare preset:default preset:legacy " + kFolder + " --json c.json");

  EXPECT_NE(outcome.out.find("means over 5 traces (1 skipped)"), std::string::npos) << outcome.out;
  EXPECT_EQ(Json::parse(Read("c.json"))["skipped"].size(), 1U);
}

TEST_F(BundledTraces, AreReplayedBySweep) {
  const CliOutcome outcome =
      Played("sweep " + kFolder + " --grid delay.min_delay_ms=0,20 --json s.json");

  EXPECT_TRUE(outcome.out.starts_with("2 points, 5 traces (1 skipped), 10 replays")) << outcome.out;
  EXPECT_EQ(Json::parse(Read("s.json"))["skipped"].size(), 1U);
}

TEST_F(BundledTraces, AreAnErrorWhenNoneCanBeReplayed) {
  const std::string headers = kFolder + "/chromium_loopback.rtceventlog";
  ExpectError("batch " + headers, 3, headers + ": payloads were not captured");
  ExpectError("batch nowhere " + headers, 3, "neteq: skipped nowhere: cannot open");
  ExpectError("batch nowhere " + headers, 3, "neteq: none of the 2 traces can be replayed");
}

class CompareCommand : public CliFixture {
 protected:
  CompareCommand() {
    WriteJitteryTraces(folder(), 3);
    Write("a.json", "{}");
    Write("b.json", R"({"delay.max_delay_ms": 60})");
  }
};

TEST_F(CompareCommand, PrintsDifferencesAndIntervals) {
  const CliOutcome outcome = Neteq("compare a.json b.json .");
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;

  EXPECT_TRUE(outcome.out.starts_with("A  a.json\nB  b.json\nmeans over 3 traces\n"));
  for (const char* what : {"95 % interval", "B is better", "A is better", "./trace2.rtpdump"}) {
    EXPECT_NE(outcome.out.find(what), std::string::npos) << outcome.out;
  }
  EXPECT_EQ(Neteq("compare a.json preset:default .").out.find("is better"), std::string::npos);
}

TEST_F(CompareCommand, AcceptsPresetsAndSingleValues) {
  const Json from_files = Json::parse(Neteq("compare a.json b.json . --json -").out);
  const Json from_words = Json::parse(
      Neteq("compare preset:default preset:default,delay.max_delay_ms=60 . --json -").out);

  EXPECT_EQ(from_files["metrics"], from_words["metrics"]);
  EXPECT_EQ(from_files["b"]["config"], from_words["b"]["config"]);
  EXPECT_EQ(from_words["b"]["config"]["delay.max_delay_ms"], 60);
}

TEST_F(CompareCommand, ExitsWith1IfAConditionHolds) {
  const std::string compare = "compare a.json b.json . ";

  const CliOutcome failed =
      Neteq(compare + "--fail-if 'stretch_pct > 1000' --fail-if 'concealed_pct > +0.1'");
  EXPECT_EQ(failed.exit_code, 1);
  EXPECT_TRUE(failed.err.starts_with("neteq: --fail-if: concealed_pct > +0.1 (+")) << failed.err;
  EXPECT_EQ(failed.err.find("stretch"), std::string::npos);
  EXPECT_NE(failed.out.find("B - A"), std::string::npos);

  EXPECT_EQ(Neteq(compare + "--fail-if 'concealed_pct < 0'").exit_code, 0);
  EXPECT_EQ(Neteq("compare a.json a.json . --fail-if 'concealed_pct > 0'").exit_code, 0);
  EXPECT_EQ(Neteq("compare a.json a.json . --fail-if 'concealed_pct >= 0'").exit_code, 1);
}

TEST_F(CompareCommand, WritesTheConditionsToJson) {
  const CliOutcome outcome = Neteq(
      "compare a.json b.json . --json c.json --fail-if 'concealed_pct>0.1' "
      "--fail-if 'concealed_pct<-0.1'");
  ASSERT_EQ(outcome.exit_code, 1);

  const Json json = Json::parse(Read("c.json"));
  EXPECT_EQ(json["gates"][0], Json({{"fail_if", "concealed_pct > +0.1"}, {"failed", true}}));
  EXPECT_EQ(json["gates"][1]["failed"], false);
  EXPECT_EQ(json["traces"].size(), 3U);
  EXPECT_EQ(json["traces"][0]["trace"]["path"], "./trace0.rtpdump");
}

TEST_F(CompareCommand, RejectsInvalidInput) {
  Write("bad.json", "{\"delay.max_dealy_ms\": 60}");
  ExpectError("compare a.json", 2, "b");
  ExpectError("compare a.json b.json", 2, "traces");
  ExpectError("compare a.json nowhere.json .", 2, "nowhere.json");
  ExpectError("compare a.json bad.json .", 2, "did you mean delay.max_delay_ms?");
  ExpectError("compare a.json preset:nonsense .", 2, "preset:nonsense");
  ExpectError("compare a.json b.json,seed .", 2, "NAME=VALUE");
  ExpectError("compare a.json b.json . --fail-if 'concealed_pct + 1'", 2, "< <= > >=");
  ExpectError("compare a.json b.json . --fail-if 'concealed > 1'", 2,
              "did you mean concealed_pct?");
  ExpectError("compare a.json b.json . --jobs 0", 2, "--jobs");
  ExpectError("compare a.json b.json nowhere.rtpdump", 3, "nowhere.rtpdump");
  ExpectError("compare a.json b.json a.json", 3, "a.json");
}

}  // namespace
}  // namespace neteq::sim
