// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/replay/replay.h"

#include "tests/simulator/rtp_bytes.h"
#include <gtest/gtest.h>

#include "simulator/replay/recorder.h"
#include "simulator/replay/report.h"
#include "simulator/replay/simulation.h"
#include "simulator/support/param_io.h"

namespace neteq::sim {
namespace {

const PayloadTypes& Types() {
  static const PayloadTypes kTypes = PayloadTypes::Defaults();
  return kTypes;
}

/// The rows and the result of a replay.
struct Recording {
  std::vector<std::string> rows;
  std::vector<int> inserted;
  std::vector<double> playout_delays_ms;
  int timing_passes = 0;
  int decoders_made = 0;
  ReplayResult result;
};

Recording Replayed(const Trace& trace, int repeat = 0) {
  Recording run;
  const auto stream = SelectStream(trace, Types(), std::nullopt);
  const ReplayObserver observer{.on_tick =
                                    [&](const TickRecord& tick) {
                                      run.rows.push_back(CsvRecorder::Row(tick));
                                      run.inserted.push_back(tick.packets_inserted);
                                      if (tick.playout_delay_ms)
                                        run.playout_delays_ms.push_back(*tick.playout_delay_ms);
                                    },
                                .on_timing_pass = [&](int done) { run.timing_passes = done; }};
  Config config = ToolConfig();
  config.params.decision.start_share = 0.0;  // plays the first packet at once
  EngineParts parts;
  parts.make_decoder = [&run, make = parts.make_decoder](const SdpFormat& format) {
    ++run.decoders_made;
    return make(format);
  };
  auto result =
      Replay(*stream, Types(), WithOutputFormat(*stream, config), repeat, observer, parts);
  EXPECT_TRUE(result.ok()) << result.status().detail();
  run.result = *result;
  return run;
}

TEST(Timing, IsNeverNegative) {
  Timing timing;
  timing.repeat = 1;
  timing.timer_overhead_ns = 20.0;
  timing.get_audio.StartPass();
  timing.get_audio.Add(100.0);
  timing.decoding.StartPass();
  timing.decoding.Add(500.0);  // the pass of the decoder was interrupted
  timing.operations = {Operation::kNormal};

  EXPECT_EQ(timing.EngineNs(), 0.0);
  EXPECT_EQ(timing.OfOperations()[static_cast<size_t>(Operation::kNormal)].engine_ns, 0.0);
}

TEST(Replay, TicksFromTheFirstArrivalUntilASecondAfterTheLast) {
  const Recording run = Replayed(MuLawTrace({53, 53, 59}));  // arrivals 53, 73 and 99 ms

  // 53, 63, ... 1093; 1103 would be later than 1099.
  EXPECT_EQ(run.result.ticks.count, 105);
  EXPECT_TRUE(run.rows.front().starts_with("53,normal,"));
  EXPECT_TRUE(run.rows.back().starts_with("1093,"));
}

TEST(Replay, InsertsWhatHasArrivedByTheTick) {
  const Recording run =
      Replayed(MuLawTrace({50, 39.9, 30, 40}));  // arrivals 50, 59.9, 70 and 100 ms

  const std::vector<int> first(run.inserted.begin(), run.inserted.begin() + 7);
  EXPECT_EQ(first, (std::vector<int>{1, 1, 1, 0, 0, 1, 0}));
}

TEST(Replay, TakesTheStreamsFiguresAfterTheTickThatFollowsTheLastPacket) {
  const Recording run =
      Replayed(MuLawTrace({50, 51}));  // arrivals 50 and 71: ticks at 50, 60, 70, 80

  EXPECT_EQ(run.result.ticks_in_stream, 4);
  EXPECT_EQ(run.result.lifetime_in_stream.total_samples_received, 4U * 80U);
  EXPECT_EQ(run.result.lifetime.total_samples_received,
            static_cast<uint64_t>(run.result.ticks.count) * 80U);
}

TEST(Replay, MeasuresPlayoutDelayAgainstTheFastestPacket) {
  // The first packet starts the playout and is 15 ms slower than all others.
  std::vector<double> transit_ms(20, 50.0);
  transit_ms[0] = 65.0;

  const Recording run = Replayed(MuLawTrace(transit_ms));

  ASSERT_FALSE(run.playout_delays_ms.empty());
  EXPECT_NEAR(run.playout_delays_ms[0], 15.0, 1.0);  // the engine adds 5 samples at 8 kHz: 0.625 ms
  EXPECT_EQ(run.result.ticks.playout_delay_ms.count, run.playout_delays_ms.size());
}

TEST(Replay, IsTheSameAcrossWrapsOfSequenceAndTimestamp) {
  std::vector<double> transit_ms(100, 40.0);
  transit_ms[30] = -1.0;
  transit_ms[60] = 150.0;

  const Recording plain = Replayed(MuLawTrace(transit_ms, 100, 100'000));
  const Recording wrapped = Replayed(MuLawTrace(transit_ms, 65500, 0xFFFFF000));

  EXPECT_EQ(plain.result.pcm_hash, wrapped.result.pcm_hash);
  EXPECT_EQ(plain.playout_delays_ms, wrapped.playout_delays_ms);
  EXPECT_EQ(plain.result.packets.network.lost, 1);
  EXPECT_EQ(wrapped.result.packets.network.lost, 1);
}

TEST(Replay, DecodesOnceWithoutTimingPasses) {
  const Recording run = Replayed(MuLawTrace(std::vector<double>(50, 40.0)), 0);

  EXPECT_EQ(run.timing_passes, 0);
  EXPECT_EQ(run.result.timing.get_audio.All().count, 0U);
  EXPECT_EQ(run.decoders_made, 1);
  EXPECT_GT(run.result.timing.recording_get_audio_ns, 0.0);
  EXPECT_GT(run.result.timing.wall_s, 0.0);
}

TEST(Replay, TimesAsOftenAsToldAndGetsTheSameSound) {
  const Recording run = Replayed(MuLawTrace(std::vector<double>(50, 40.0)), 3);

  EXPECT_EQ(run.timing_passes, 3);
  EXPECT_EQ(run.result.timing.get_audio.All().count,
            3U * static_cast<size_t>(run.result.ticks.count));
  EXPECT_EQ(run.result.timing.insert_packet.All().count, 150U);
  EXPECT_LE(run.result.timing.get_audio.FloorMean(), run.result.timing.get_audio.All().mean);
  EXPECT_TRUE(run.result.is_deterministic);
}

TEST(Replay, CountsPacketsThatNobodyCanDecode) {
  Trace trace = MuLawTrace({40, 40});
  trace.Add(AtMs(100), RtpBytes({.payload_type = 50, .sequence = 2, .timestamp = 320}));

  const Recording run = Replayed(trace);

  EXPECT_EQ(run.result.packets.by_payload_type.at(50), 1);
  EXPECT_EQ(run.result.packets.by_result[static_cast<size_t>(InsertResult::kUnknownPayloadType)],
            1);
}

TEST(WithOutputFormat, FixesTheRateOfTheFirstPacketUnlessSet) {
  const Trace trace = MuLawTrace({0});
  const auto stream = SelectStream(trace, Types(), std::nullopt);

  EXPECT_EQ(WithOutputFormat(*stream, ToolConfig()).output_rate_hz, 8000);
  EXPECT_EQ(WithOutputFormat(*stream, ToolConfig()).output_channels, 1);
  Config config = ToolConfig();
  config.output_rate_hz = 48000;
  EXPECT_EQ(WithOutputFormat(*stream, config).output_rate_hz, 48000);
}

TEST(WithOutputFormat, ChoosesTheNextHigherRateForOneThatIsNoOutputRate) {
  Trace trace;
  trace.Add(AtMs(0), RtpBytes({.payload_type = 97}));
  PayloadTypes types;
  ASSERT_TRUE(types.Set("97=L16/24000/2").ok());
  const auto stream = SelectStream(trace, types, std::nullopt);

  EXPECT_EQ(WithOutputFormat(*stream, ToolConfig()).output_rate_hz, 32000);
  EXPECT_EQ(WithOutputFormat(*stream, ToolConfig()).output_channels, 2);
}

TEST(Simulation, CanBeSteppedAndReadBetweenTicks) {
  const Trace trace = MuLawTrace(std::vector<double>(10, 40.0));
  const auto stream = SelectStream(trace, Types(), std::nullopt);
  auto simulation = Simulation::Create(*stream, Types(), WithOutputFormat(*stream, ToolConfig()));
  ASSERT_TRUE(simulation.ok()) << simulation.status().detail();

  ASSERT_TRUE(simulation->HasArrival());
  EXPECT_EQ(simulation->InsertNext().result, InsertResult::kInserted);
  EXPECT_FALSE(simulation->HasArrival());
  EXPECT_EQ(simulation->Pull().samples_per_channel, 80);

  EXPECT_EQ(simulation->audio().size(), 80U);
  EXPECT_EQ(simulation->now(), AtMs(50));
  EXPECT_FALSE(simulation->IsDone());
  EXPECT_EQ(simulation->engine().statistics().jitter_buffer_packets_received, 1U);
}

TEST(Derive, GivesPercentagesOfAllSamplesPlayed) {
  ReplayResult result;
  result.ticks_in_stream = 6000;  // a minute
  result.lifetime_in_stream.total_samples_received = 1000;
  result.lifetime_in_stream.concealed_samples = 100;
  result.lifetime_in_stream.silent_concealed_samples = 25;
  result.lifetime_in_stream.removed_samples_for_acceleration = 30;
  result.lifetime_in_stream.inserted_samples_for_deceleration = 20;
  result.lifetime_in_stream.concealment_events = 7;
  result.lifetime_in_stream.jitter_buffer_delay_ms = 40'000;
  result.lifetime_in_stream.jitter_buffer_emitted_count = 800;

  const DerivedFigures derived = Derive(result);

  EXPECT_DOUBLE_EQ(derived.concealed_pct, 10.0);
  EXPECT_DOUBLE_EQ(derived.voice_concealed_pct, 7.5);
  EXPECT_DOUBLE_EQ(derived.accelerate_pct, 3.0);
  EXPECT_DOUBLE_EQ(derived.preemptive_pct, 2.0);
  EXPECT_DOUBLE_EQ(derived.stretch_pct, 5.0);
  EXPECT_DOUBLE_EQ(derived.concealment_events_per_min, 7.0);
  EXPECT_DOUBLE_EQ(derived.mean_jitter_buffer_delay_ms, 50.0);
}

}  // namespace
}  // namespace neteq::sim
