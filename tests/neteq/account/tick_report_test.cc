// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/account/tick_report.h"

#include <chrono>

#include <gtest/gtest.h>

namespace neteq::internal {
namespace {

using std::chrono::milliseconds;

constexpr Delays kDelays{.target = milliseconds(40),
                         .unlimited_target = milliseconds(50),
                         .level = milliseconds(60),
                         .unplayed = milliseconds(5),
                         .waiting = milliseconds(20),
                         .packets_in_buffer = 1};

/// A tick that played a decoded packet at 8 kHz.
TickFacts Played() {
  TickFacts facts;
  facts.input.recent_playout_delay = milliseconds(30);
  facts.decision = {.operation = Operation::kNormal, .reason = Reason::kExpectedPacket};
  facts.packets_decoded = 1;
  facts.outcome = {.executed = Operation::kNormal};
  facts.playout = Playout{.first_sample = {800},
                          .playout_time = {880},
                          .clock = {.origin_ticks = 5000, .clock_hz = 8000, .sample_hz = 8000}};
  facts.output = {.rate = SampleRate(8000), .channels = 2};
  return facts;
}

TEST(TickReport, BeforeTheFirstPacketOnlyTheFormatAndTheTargetAreKnown) {
  TickFacts facts = Played();
  facts.playout.reset();

  const TickReport report = MakeReport(facts, kDelays);

  EXPECT_EQ(report.reason, Reason::kBeforeFirstPacket);
  EXPECT_EQ(report.samples_per_channel, 80);
  EXPECT_EQ(report.channels, 2);
  EXPECT_EQ(report.target_delay, milliseconds(40));
  EXPECT_FALSE(report.has_timestamps || report.decoded_audio);
}

TEST(TickReport, ContainsObservationDecisionAndOutcome) {
  const TickReport report = MakeReport(Played(), kDelays);

  EXPECT_EQ(report.operation, Operation::kNormal);
  EXPECT_EQ(report.reason, Reason::kExpectedPacket);
  EXPECT_EQ(report.decided_operation, Operation::kNormal);
  EXPECT_EQ(report.decided_reason, Reason::kExpectedPacket);
  EXPECT_TRUE(report.decoded_audio);
  EXPECT_EQ(report.speech_type, SpeechType::kNormal);
  EXPECT_EQ(report.frame_timestamp, RtpTimestamp(5800));
  EXPECT_EQ(report.playout_timestamp, RtpTimestamp(5880));
  EXPECT_EQ(report.recent_playout_delay, milliseconds(30));
  EXPECT_EQ(report.filtered_delay, milliseconds(65));
  EXPECT_EQ(report.current_buffer_size, milliseconds(25));
}

TEST(TickReport, AnOperationThatCouldNotBeExecutedKeepsItsDecision) {
  TickFacts facts = Played();
  facts.outcome.executed = Operation::kExpand;

  const TickReport report = MakeReport(facts, kDelays);

  EXPECT_EQ(report.operation, Operation::kExpand);
  EXPECT_EQ(report.reason, Reason::kNoPacket);
  EXPECT_EQ(report.decided_operation, Operation::kNormal);
  EXPECT_EQ(report.decided_reason, Reason::kExpectedPacket);
  EXPECT_EQ(report.speech_type, SpeechType::kPlc);
}

TEST(TickReport, ADecodeErrorIsTheReason) {
  TickFacts facts = Played();
  facts.decode_error = true;
  facts.outcome.executed = Operation::kExpand;

  const TickReport report = MakeReport(facts, kDelays);

  EXPECT_TRUE(report.decode_error);
  EXPECT_EQ(report.reason, Reason::kDecodeError);
  EXPECT_EQ(report.decided_reason, Reason::kExpectedPacket);
}

TEST(TickReport, DescribesTheOutput) {
  TickFacts facts = Played();
  facts.outcome.executed = Operation::kExpand;
  facts.playout->is_faded_out = true;
  EXPECT_EQ(MakeReport(facts, kDelays).speech_type, SpeechType::kPlcNoise);
  EXPECT_TRUE(MakeReport(facts, kDelays).muted);

  facts.outcome.executed = Operation::kComfortNoise;
  facts.playout->popped.noise = 80;
  EXPECT_EQ(MakeReport(facts, kDelays).speech_type, SpeechType::kComfortNoise);
  EXPECT_FALSE(MakeReport(facts, kDelays).muted);
}

TEST(TickReport, LimitsTheNumberOfPackets) {
  TickFacts facts = Played();
  facts.packets_decoded = 300;
  EXPECT_EQ(MakeReport(facts, kDelays).packets_decoded, 255);
}

}  // namespace
}  // namespace neteq::internal
