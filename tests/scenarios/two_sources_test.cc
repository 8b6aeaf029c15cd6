// SPDX-License-Identifier: BSD-3-Clause
// Packets of a second source reach the engine.

#include "tests/scenarios/call.h"
#include <gtest/gtest.h>

namespace neteq {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using test::Call;

constexpr uint32_t kStranger = 77;

/// Inserts one packet of another source.
ArrivalReport InsertForeign(Call& call, uint16_t sequence, uint8_t type = test::kPcm16Type) {
  const auto payload = call.SpeechPayload();
  const std::vector<std::byte> key = {std::byte{5}, std::byte{10}, std::byte{1}, std::byte{0x90}};
  return call.neteq().InsertPacket(
      {.payload_type = type,
       .sequence = SequenceNumber(sequence),
       .timestamp = RtpTimestamp(sequence * 320U),
       .ssrc = kStranger,
       .payload = type == test::kPcm16Type ? std::span<const std::byte>(payload) : key},
      Timestamp(call.now()));
}

double ConcealedPct(const Call& call, Statistics before, Statistics after) {
  static_cast<void>(call);
  return 100.0 * static_cast<double>(after.concealed_samples - before.concealed_samples) /
         static_cast<double>(after.total_samples_received - before.total_samples_received);
}

TEST(TwoSources, AlternatingPacketsHurtNothing) {
  for (const uint8_t type : {test::kPcm16Type, test::kEventType}) {
    Call call;
    call.Talk(seconds(1));
    const Statistics before = call.neteq().statistics();
    for (uint16_t n = 0; n < 500; ++n) {
      const ArrivalReport report = InsertForeign(call, n, type);
      EXPECT_EQ(report.result, InsertResult::kForeign);
      EXPECT_FALSE(report.timeline_changed);
      call.InsertSpeech();
      call.Pull();
      call.Pull();
    }
    const Statistics after = call.neteq().statistics();
    EXPECT_LT(ConcealedPct(call, before, after), 0.5);
    EXPECT_EQ(after.foreign_packets_discarded, 500U);
    EXPECT_EQ(after.packet_buffer_flushes, before.packet_buffer_flushes);
    EXPECT_EQ(after.packets_discarded, before.packets_discarded);
    EXPECT_EQ(after.jitter_buffer_packets_received - before.jitter_buffer_packets_received, 1000U);
  }
}

TEST(TwoSources, OnePacketFlushesNothing) {
  for (const int age_s : {0, 1, 5}) {
    Call call;
    call.InsertSpeech();
    call.Talk(seconds(age_s));
    for (int n = 0; n < 10; ++n) call.InsertSpeech();  // waiting
    const Statistics before = call.neteq().statistics();

    InsertForeign(call, 9);

    EXPECT_EQ(call.neteq().statistics().packets_discarded, before.packets_discarded);
    EXPECT_EQ(call.neteq().statistics().packet_buffer_flushes, before.packet_buffer_flushes);
  }
}

TEST(TwoSources, ANewSourceTakesOverWithItsSecondPacket) {
  Call call;
  call.Talk(seconds(2));
  const Statistics before = call.neteq().statistics();
  call.ssrc = 99;
  call.JumpTo(7, 4'000'000'000U);

  call.Talk(seconds(2));

  const Statistics after = call.neteq().statistics();
  EXPECT_EQ(after.foreign_packets_discarded, 1U);
  // The first packet, and what the start of a stream costs.
  EXPECT_LT(ConcealedPct(call, before, after), 4.0);
  EXPECT_EQ(call.frames().back().speech_type, SpeechType::kNormal);
}

TEST(TwoSources, BurstsChangeTheSourceAFewTimesOnly) {
  for (const int burst : {2, 3, 5, 10}) {
    Call call;
    call.Talk(seconds(1));
    const Statistics before = call.neteq().statistics();
    uint16_t foreign = 0;
    for (int n = 0; n < 1000 / burst; ++n) {
      for (int i = 0; i < burst; ++i) InsertForeign(call, foreign++);
      for (int i = 0; i < burst; ++i) call.InsertSpeech();
      call.PullFor(burst * milliseconds(20));
    }
    const Statistics after = call.neteq().statistics();
    EXPECT_LE(after.packet_buffer_flushes - before.packet_buffer_flushes, 8U) << burst;
    EXPECT_LT(ConcealedPct(call, before, after), 5.0) << burst;
  }
}

}  // namespace
}  // namespace neteq
