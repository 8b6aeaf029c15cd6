// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/explain/explain.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tests/simulator/batch_traces.h"
#include "tests/simulator/cli_fixture.h"
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "simulator/support/param_io.h"

namespace neteq::sim {
namespace {

using Fate = MissingPacket::Fate;
using Json = nlohmann::ordered_json;

/// The last 5 decoded samples at 8 kHz are held back; decisions see the delay of the samples after
/// them.
constexpr double kOverlapMs = 0.626;

/// A mu-law trace and the history of its replay.
class Replayed {
 public:
  explicit Replayed(Trace trace, const Params& params = {}, std::optional<double> rtt_ms = {})
      : trace_(std::move(trace)), stream_(*SelectStream(trace_, Types(), std::nullopt)) {
    if (rtt_ms) stream_.return_path = ReturnPath{.rtt = FromMs(*rtt_ms), .sent = stream_.packets};
    Config config = WithOutputFormat(stream_, ToolConfig());
    config.params = params;
    history_.emplace(stream_);
    const ReplayObserver observer{.on_tick = [&](const TickRecord& t) { history_->OnTick(t); },
                                  .on_timing_pass = {}};
    EXPECT_TRUE(Replay(stream_, Types(), config, 0, observer).ok());
  }

  const std::vector<TickNote>& ticks() const { return history_->ticks(); }
  Result<Explanation> At(double seconds) const { return Explain(stream_, *history_, seconds); }
  /// Largest value of a stage.
  double Most(double DelayStages::*stage) const {
    double most = 0.0;
    for (const TickNote& tick : ticks()) most = std::max(most, tick.stages.*stage);
    return most;
  }

 private:
  static PayloadTypes Types() { return PayloadTypes::Defaults(); }

  Trace trace_;
  Stream stream_;
  std::optional<History> history_;
};

Params WithMinDelay(int ms) {
  Params params;
  params.delay.min_delay_ms = ms;
  return params;
}
Params WithMaxDelay(int ms) {
  Params params;
  params.delay.max_delay_ms = ms;
  return params;
}

std::vector<double> Steady(int packets) {
  return std::vector<double>(static_cast<size_t>(packets), 20.0);
}

/// Each stage except the remainder is computed on its own, so nothing may be counted twice.
void ExpectSums(const Replayed& replayed) {
  int known = 0;
  for (const TickNote& tick : replayed.ticks()) {
    if (!tick.playout_delay_ms) continue;
    ++known;
    EXPECT_NEAR(tick.stages.Sum(), *tick.playout_delay_ms, 1e-6) << tick.time_s;
    EXPECT_NEAR(tick.stages.target_ms(), tick.target_ms, 1e-6) << tick.time_s;
  }
  EXPECT_GT(known, 300);
}

TEST(DelayStages, SumToTheDelayAtEveryTick) {
  for (const Params& params : {Params(), WithMinDelay(150), WithMaxDelay(40)}) {
    for (uint64_t seed = 1; seed < 4; ++seed) ExpectSums(Replayed(JitteryTrace(seed), params));
  }
}

TEST(DelayStages, SumToTheDelayWithEveryPreset) {
  for (const Preset& preset : Presets()) {
    SCOPED_TRACE(preset.name);
    ExpectSums(Replayed(JitteryTrace(5), *PresetParams(preset.name)));
  }
}

TEST(DelayStages, OfASteadyNetworkHaveNoJitterToSpeakOf) {
  const Replayed replayed(MuLawTrace(Steady(400)));

  const DelayStages& stages = replayed.ticks()[700].stages;
  EXPECT_LE(stages.jitter_ms, 20.0);
  EXPECT_EQ(stages.reordering_ms, 0.0);
  EXPECT_EQ(stages.retransmission_ms, 0.0);
  EXPECT_NEAR(stages.network_ms, 0.0, kOverlapMs);
}

TEST(DelayStages, TellMinimumAndMaximum) {
  const Replayed raised(MuLawTrace(Steady(400)), WithMinDelay(150));
  const Replayed cut(JitteryTrace(1), WithMaxDelay(40));

  const DelayStages& high = raised.ticks()[700].stages;
  EXPECT_NEAR(high.minimum_ms, 150.0 - high.jitter_ms, 1e-6);
  EXPECT_EQ(high.maximum_ms, 0.0);
  const auto low = cut.At(7.0);
  ASSERT_TRUE(low.ok());
  EXPECT_LT(low->sounding.stages.maximum_ms, -20.0);
  EXPECT_NEAR(low->sounding.stages.target_ms(), 40.0, 1e-6);
}

TEST(DelayStages, TellReordering) {
  std::vector<double> transit_ms = Steady(600);
  for (size_t i = 5; i < transit_ms.size(); i += 10)
    transit_ms[i] += 70.0;  // overtaken by three packets

  const Params relative = *PresetParams("webrtc_2024");
  EXPECT_GT(Replayed(MuLawTrace(transit_ms), relative).Most(&DelayStages::reordering_ms), 20.0);
}

TEST(DelayStages, TellTheRoomForRetransmissions) {
  std::vector<double> transit_ms = Steady(600);
  for (size_t i = 20; i < transit_ms.size(); i += 20) transit_ms[i] = -1.0;
  Params params;
  params.nack.enabled = true;

  const Replayed replayed(MuLawTrace(transit_ms), params, 50.0);

  EXPECT_GE(replayed.Most(&DelayStages::retransmission_ms), 50.0);
  ExpectSums(replayed);
}

TEST(DelayStages, TellDriftFromALongerWay) {
  std::vector<double> slow_sender;
  std::vector<double> longer_way;
  for (int i = 0; i < 3000; ++i) {  // 60 s; 500 ppm are 30 ms
    slow_sender.push_back(20.0 + 0.0005 * 20.0 * i);
    longer_way.push_back(i < 1500 ? 20.0 : 50.0);
  }

  const DelayStages drifted = Replayed(MuLawTrace(slow_sender)).ticks()[5900].stages;
  EXPECT_NEAR(drifted.drift_ms, 0.0, 2.0);  // delays are net of the sender's drift
  EXPECT_NEAR(drifted.network_ms, 0.0, 2.0);
  // Right after the step, no drift is measured yet.
  const DelayStages moved = Replayed(MuLawTrace(longer_way)).ticks()[3400].stages;
  EXPECT_NEAR(moved.drift_ms + moved.network_ms, 30.0, kOverlapMs);
  EXPECT_GT(moved.network_ms, 25.0);
}

TEST(DelayStages, TellWhatIsToBeDrained) {
  std::vector<double> transit_ms = Steady(600);
  for (size_t i = 260; i < 280; ++i) transit_ms[i] = 20.0 + 20.0 * static_cast<double>(280 - i);

  EXPECT_GT(Replayed(MuLawTrace(transit_ms)).Most(&DelayStages::draining_ms), 50.0);
}

TEST(Explain, NamesThePacketThatWasLost) {
  std::vector<double> transit_ms = Steady(300);
  transit_ms[100] = transit_ms[101] = -1.0;
  const Replayed replayed(MuLawTrace(transit_ms));

  const auto explanation = replayed.At(2.1);

  ASSERT_TRUE(explanation.ok());
  ASSERT_EQ(explanation->concealments.size(), 1U);
  const ConcealmentStory& story = explanation->concealments[0];
  EXPECT_NEAR(story.begin_s, 2.0, 0.1);
  EXPECT_NEAR(story.end_s - story.begin_s, 0.04, 0.02);
  ASSERT_EQ(story.missing.size(), 2U);
  EXPECT_EQ(story.missing[0].sequence, 100);
  EXPECT_EQ(story.missing[1].sequence, 101);
  EXPECT_EQ(story.missing[1].fate, Fate::kLost);
  EXPECT_NE(ExplanationText(*explanation).find("packet 100 never arrived"), std::string::npos);
}

TEST(Explain, SaysHowLateAPacketWas) {
  std::vector<double> transit_ms = Steady(300);
  for (size_t i = 100; i < 105; ++i) transit_ms[i] = 20.0 + 20.0 * static_cast<double>(110 - i);
  const Replayed replayed(MuLawTrace(transit_ms));  // a stall of 200 ms

  const auto explanation = replayed.At(2.1);

  ASSERT_TRUE(explanation.ok());
  ASSERT_FALSE(explanation->concealments.empty());
  const MissingPacket& first = explanation->concealments[0].missing.at(0);
  EXPECT_EQ(first.sequence, 100);
  EXPECT_TRUE(first.fate == Fate::kPlayedLate || first.fate == Fate::kTooLate);
  EXPECT_NEAR(first.transit_ms, 200.0, 1e-6);
  // The delay before plus the lateness equals its transit time within one tick.
  EXPECT_NEAR(*explanation->concealments[0].before->playout_delay_ms + first.late_ms, 200.0, 10.0);
  EXPECT_NE(ExplanationText(*explanation).find("a delay of 200.0 ms was needed"),
            std::string::npos);
}

TEST(Explain, SaysWhenNothingWasConcealed) {
  const auto explanation = Replayed(MuLawTrace(Steady(300))).At(3.0);

  ASSERT_TRUE(explanation.ok());
  EXPECT_TRUE(explanation->concealments.empty());
  EXPECT_NE(ExplanationText(*explanation).find("none within a second"), std::string::npos);
}

TEST(Explain, SaysThatNoPacketCameAtTheEnd) {
  const auto explanation = Replayed(MuLawTrace(Steady(300))).At(6.5);

  ASSERT_TRUE(explanation.ok());
  ASSERT_EQ(explanation->concealments.size(), 1U);
  EXPECT_TRUE(explanation->concealments[0].is_at_the_end);
  EXPECT_TRUE(explanation->concealments[0].missing.empty());
}

TEST(Explain, RefusesAMomentOutsideTheReplay) {
  const Replayed replayed(MuLawTrace(Steady(300)));

  for (const double at : {-0.1, 7.2, 1e9}) {
    EXPECT_EQ(replayed.At(at).status().code(), StatusCode::kInvalidArgument) << at;
  }
}

class ExplainCommand : public CliFixture {
 protected:
  ExplainCommand() { WriteJitteryTraces(folder(), 1); }
};

TEST_F(ExplainCommand, SaysWhyInWords) {
  const CliOutcome outcome = Neteq("explain trace0.rtpdump --at 4.2");
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;

  EXPECT_TRUE(outcome.out.starts_with("At 4.20 s "));
  for (const char* what : {"Playout delay ", "jitter of packets in order", "Target ",
                           "Second before ", "Concealment "}) {
    EXPECT_NE(outcome.out.find(what), std::string::npos) << outcome.out;
  }
}

TEST_F(ExplainCommand, GivesStagesThatSumToTheDelayAsJson) {
  const CliOutcome outcome = Neteq(
      "explain trace0.rtpdump --at 4.2 --config preset:default,delay.max_delay_ms=60 --json -");
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;

  const Json json = Json::parse(outcome.out);
  double sum = 0.0;
  for (const auto& [name, value] : json["sounding"]["stages"].items()) sum += value.get<double>();
  EXPECT_NEAR(sum, json["sounding"]["playout_delay_ms"].get<double>(), 0.002);
  EXPECT_LT(json["sounding"]["stages"]["maximum_ms"], 0.0);
}

TEST_F(ExplainCommand, RefusesWhatItCannotUse) {
  ExpectError("explain trace0.rtpdump", 2, "--at");
  ExpectError("explain --at 1", 2, "trace");
  ExpectError("explain trace0.rtpdump --at 1000", 2, "--at: expected a time from 0 to");
  ExpectError("explain trace0.rtpdump --at -1", 2, "--at");
  ExpectError("explain nowhere --at 1", 3, "nowhere");
}

TEST(ExplainEstimator, NamesTheLeadingMemoryAndTheCostsAroundTheTarget) {
  const auto explanation = Replayed(JitteryTrace(1)).At(7.0);
  ASSERT_TRUE(explanation.ok());

  const std::string text = ExplanationText(*explanation);
  EXPECT_NE(text.find("Memories        fast "), std::string::npos) << text;
  EXPECT_NE(text.find(" one leads with "), std::string::npos) << text;
  EXPECT_NE(text.find("Candidates      "), std::string::npos) << text;
  EXPECT_NE(text.find(" points of R"), std::string::npos) << text;

  const auto json = nlohmann::json::parse(ExplanationJson(*explanation));
  const auto& candidates = json["estimator"]["candidates"];
  ASSERT_EQ(candidates.size(), 32U);
  for (size_t i = 1; i < candidates.size(); ++i)
    EXPECT_GT(candidates[i]["target_ms"], candidates[i - 1]["target_ms"]);
  // A longer delay than any packet needs is dear.
  EXPECT_GT(candidates[31]["slow_cost"], candidates[10]["slow_cost"]);
}

TEST(ExplainEstimator, HasNoCandidatesWithOtherEstimators) {
  const auto explanation = Replayed(JitteryTrace(1), *PresetParams("webrtc_2024")).At(7.0);
  ASSERT_TRUE(explanation.ok());

  EXPECT_EQ(ExplanationText(*explanation).find("Candidates"), std::string::npos);
  EXPECT_TRUE(nlohmann::json::parse(ExplanationJson(*explanation))["estimator"].is_null());
}

}  // namespace
}  // namespace neteq::sim
