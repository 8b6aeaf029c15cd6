// SPDX-License-Identifier: BSD-3-Clause
// Recovery of lost packets: RED, in-band FEC, retransmission.

#include <array>
#include <map>

#include "tests/scenarios/call.h"
#include "tests/support/opus_packets.h"
#include "tests/support/red_payload.h"
#include <gtest/gtest.h>

#include "neteq/base/audio_buffer.h"
#include "neteq/base/random.h"
#include "neteq/config.h"
#include "neteq/sdp.h"

namespace neteq {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using test::kOpusType;
using test::OpusPackets;

/// Losses of a Gilbert model: `share` of all packets, in runs of `mean_burst` on average.
std::vector<bool> BurstyLosses(size_t packets, double share, double mean_burst, uint64_t seed) {
  Random random(seed);
  const double leave = 1.0 / mean_burst;
  const double enter = leave * share / (1.0 - share);
  std::vector<bool> is_lost(packets);
  bool lost = false;
  for (size_t n = 20; n < packets; ++n) {
    lost = static_cast<double>(random.Uniform()) < (lost ? 1.0 - leave : enter);
    is_lost[n] = lost;
  }
  return is_lost;
}

struct Outcome {
  double concealed_share = 0.0;
  Statistics statistics;
};

Outcome PlayLosing(NetEq& neteq, const std::vector<test::SentPacket>& packets,
                   const std::vector<bool>& is_lost) {
  std::vector<test::SentPacket> arriving;
  for (size_t n = 0; n < packets.size(); ++n) {
    if (!is_lost[n]) arriving.push_back(packets[n]);
  }
  const test::Playback played = test::Listen(neteq, arriving);
  return {static_cast<double>(played.statistics.concealed_samples) /
              static_cast<double>(played.statistics.total_samples_received),
          played.statistics};
}

/// Share of packets that are lost and not recovered.
template <class ComesBack>
double LostShare(const std::vector<bool>& is_lost, ComesBack comes_back) {
  int lost = 0;
  for (size_t n = 0; n < is_lost.size(); ++n) lost += is_lost[n] && !comes_back(n) ? 1 : 0;
  return static_cast<double>(lost) / static_cast<double>(is_lost.size());
}

/// Bridges gaps in full: the concealed time equals the lost time.
Config WithWholeGaps() {
  Config config = test::InDecoderFormat();
  config.params.decision.resume_margin_ms = 50;
  return config;
}

std::unique_ptr<NetEq> MakeOpusNetEq(const Config& config = WithWholeGaps()) {
  auto neteq = std::move(*NetEq::Create(config));
  EXPECT_TRUE(RegisterSdp(*neteq, "a=rtpmap:111 opus/48000/2").ok());
  EXPECT_TRUE(RegisterSdp(*neteq, "a=rtpmap:117 red/48000/2").ok());
  return neteq;
}

/// Relative tolerance of the theoretical loss: concealment comes in whole ticks, and a gap may be
/// shortened or prolonged by several of them.
constexpr double kTolerance = 0.25;

class RedDistance : public testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(OneAndTwo, RedDistance, testing::Values(1, 2));

TEST_P(RedDistance, ConcealmentFallsToWhatTheCopiesCannotBringBack) {
  const auto distance = static_cast<size_t>(GetParam());
  const std::vector<bool> is_lost = BurstyLosses(3000, 0.1, 1.5, 4);
  auto packets = OpusPackets(is_lost.size(), false);
  const auto plain = PlayLosing(*MakeOpusNetEq(), packets, is_lost);
  const auto originals = packets;
  for (size_t n = 0; n < packets.size(); ++n) {
    std::vector<std::vector<std::byte>> blocks;
    for (size_t i = n - std::min(n, distance); i <= n; ++i) blocks.push_back(originals[i].payload);
    packets[n].payload = test::RedPayload(kOpusType, blocks, 960);
    packets[n].payload_type = test::kRedType;
  }

  const auto red = PlayLosing(*MakeOpusNetEq(), packets, is_lost);

  const double lost = LostShare(is_lost, [](size_t) { return false; });
  const double unrecovered = LostShare(is_lost, [&](size_t n) {
    for (size_t i = 1; i <= distance && n + i < is_lost.size(); ++i) {
      if (!is_lost[n + i]) return true;
    }
    return false;
  });
  EXPECT_NEAR(plain.concealed_share, lost, kTolerance * lost);
  EXPECT_NEAR(red.concealed_share, unrecovered, kTolerance * lost);
  EXPECT_LT(red.concealed_share, 0.6 * plain.concealed_share);
  const double recovered = static_cast<double>(red.statistics.red_samples_decoded) / 960.0 / 3000.0;
  EXPECT_NEAR(recovered, lost - unrecovered, kTolerance * lost);
  EXPECT_EQ(red.statistics.packets_discarded, 0U);
  RecordProperty("lost_percent", std::to_string(100 * lost));
  RecordProperty("expected_percent", std::to_string(100 * unrecovered));
  RecordProperty("measured_percent", std::to_string(100 * red.concealed_share));
}

TEST(InBandFec, ConcealmentFallsToWhatTheNextPacketCannotBringBack) {
  const std::vector<bool> is_lost = BurstyLosses(3000, 0.1, 1.5, 4);
  const auto packets = OpusPackets(is_lost.size(), true);
  const auto decoder = *MakeOpusDecoder(SampleRate(48000), 1);

  const auto fec = PlayLosing(*MakeOpusNetEq(), packets, is_lost);

  const double lost = LostShare(is_lost, [](size_t) { return false; });
  const double unrecovered = LostShare(is_lost, [&](size_t n) {
    return n + 1 < packets.size() && !is_lost[n + 1] &&
           decoder->Inspect(packets[n + 1].payload).fec_samples > 0;
  });
  ASSERT_LT(unrecovered, 0.8 * lost);
  EXPECT_NEAR(fec.concealed_share, unrecovered, kTolerance * lost);
  EXPECT_GT(fec.statistics.fec_samples_decoded, 0U);
  EXPECT_GT(fec.statistics.fec_packets_received, fec.statistics.fec_packets_discarded);
  EXPECT_EQ(fec.statistics.packets_discarded, 0U);
}

TEST(InBandFec, IsNotUsedWhileNothingIsMissing) {
  const auto packets = OpusPackets(500, true);
  const auto clean = PlayLosing(*MakeOpusNetEq(), packets, std::vector<bool>(500));

  EXPECT_EQ(clean.statistics.fec_samples_decoded, 0U);
  EXPECT_EQ(clean.statistics.concealed_samples, 0U);
  EXPECT_GT(clean.statistics.fec_packets_received, 100U);
  EXPECT_EQ(clean.statistics.fec_packets_discarded, clean.statistics.fec_packets_received);
}

TEST(Red, ALateOriginalDisplacesTheCopyThatWaits) {
  Config config = test::InDecoderFormat();
  config.params.delay.min_delay_ms = 200;  // copies arrive in time
  auto packets = OpusPackets(200, false);
  const auto originals = packets;
  for (size_t n = 1; n < packets.size(); ++n) {
    const std::array blocks = {originals[n - 1].payload, originals[n].payload};
    packets[n].payload = test::RedPayload(kOpusType, blocks, 960);
    packets[n].payload_type = test::kRedType;
  }
  packets[120].arrival += milliseconds(50);  // its copy arrives 30 ms earlier

  const test::Playback played = test::Listen(*MakeOpusNetEq(config), packets);

  EXPECT_EQ(played.statistics.red_samples_decoded, 0U);
  EXPECT_EQ(played.statistics.concealed_samples, 0U);
}

TEST(Red, MayCarryPrimaryNoiseAndEvents) {
  test::Call call;
  call.Talk(milliseconds(500));
  const std::vector<std::byte> event = {std::byte{5}, std::byte{10}, std::byte{0}, std::byte{160}};
  const std::array blocks = {event, call.SpeechPayload()};
  auto red = test::RedPayload(test::kPcm16Type, blocks, 0);
  red[0] = std::byte{0x80 | test::kEventType};
  EXPECT_EQ(call.Insert(test::kRedType, red, call.now()).result, InsertResult::kInserted);
  call.SkipTime(call.frame_samples());
  bool sounded = false;
  for (int i = 0; i < 20; ++i) sounded = call.Pull().dtmf || sounded;
  EXPECT_TRUE(sounded);
}

TEST(Red, NestedAndBrokenPayloadsAreRefusedAsAWhole) {
  test::Call call;
  call.Talk(milliseconds(100));
  const std::array blocks = {call.SpeechPayload(), call.SpeechPayload()};
  auto nested = test::RedPayload(test::kRedType, blocks, 160);
  auto cut = test::RedPayload(test::kPcm16Type, blocks, 160);
  cut.resize(3);
  const auto unknown = test::RedPayload(55, blocks, 160);

  EXPECT_EQ(call.Insert(test::kRedType, nested, call.now()).result, InsertResult::kMalformedRed);
  EXPECT_EQ(call.Insert(test::kRedType, cut, call.now()).result, InsertResult::kMalformedRed);
  EXPECT_EQ(call.Insert(test::kRedType, unknown, call.now()).result,
            InsertResult::kUnknownPayloadType);
}

/// A sender that retransmits requested packets; every transmission may be lost.
struct Retransmission {
  double concealed_share;
  double mean_delay_ms;
};

Retransmission CallWithNack(bool nack, bool reserve) {
  Config config = WithWholeGaps();
  config.params.nack.enabled = nack;
  config.params.nack.reserve_enabled = reserve;
  constexpr auto kRtt = milliseconds(60);
  auto neteq = MakeOpusNetEq(config);
  const auto packets = OpusPackets(6000, false);
  Random random(11);
  const auto is_lost = [&] { return static_cast<double>(random.Uniform()) < 0.05; };
  std::multimap<Duration, size_t> in_flight;
  AudioBuffer out(kMaxOutputChannels, kMaxOutputSamples);
  std::array<uint16_t, 100> list{};
  std::map<uint16_t, Duration> asked;
  for (Duration now{0}; now < static_cast<int>(packets.size()) * milliseconds(20); now += kTick) {
    if (now % milliseconds(20) == Duration(0)) {
      const auto n = static_cast<size_t>(now / milliseconds(20));
      if (n < 20 || !is_lost()) in_flight.emplace(now, n);
    }
    for (; !in_flight.empty() && in_flight.begin()->first <= now;
         in_flight.erase(in_flight.begin())) {
      neteq->InsertPacket(packets[in_flight.begin()->second].view(), Timestamp(now));
    }
    neteq->GetAudio(out.First(out.capacity()));
    const int count = neteq->NackList(kRtt, list);
    for (const uint16_t sequence : std::span(list).first(static_cast<size_t>(count))) {
      // At most one request per round trip, as senders answer.
      if (asked.contains(sequence) && now - asked[sequence] < kRtt) continue;
      asked[sequence] = now;
      if (!is_lost()) in_flight.emplace(now + kRtt, sequence);
    }
  }
  const Statistics& s = neteq->statistics();
  return {static_cast<double>(s.concealed_samples) / static_cast<double>(s.total_samples_received),
          static_cast<double>(s.total_processing_delay_ms) /
              static_cast<double>(s.jitter_buffer_emitted_count)};
}

TEST(Nack, WithRoomForRetransmissionsConcealmentFallsByMoreThanHalf) {
  const Retransmission plain = CallWithNack(false, false);
  const Retransmission without_room = CallWithNack(true, false);
  const Retransmission with_room = CallWithNack(true, true);

  EXPECT_NEAR(plain.concealed_share, 0.05, 0.0125);
  EXPECT_LT(with_room.concealed_share, 0.5 * without_room.concealed_share);
  // Round trip, detection time and margin.
  EXPECT_GT(with_room.mean_delay_ms, without_room.mean_delay_ms);
  EXPECT_LT(with_room.mean_delay_ms, without_room.mean_delay_ms + 120.0);
  RecordProperty("concealed_percent_without_room",
                 std::to_string(100 * without_room.concealed_share));
  RecordProperty("concealed_percent_with_room", std::to_string(100 * with_room.concealed_share));
  RecordProperty("delay_paid_ms",
                 std::to_string(with_room.mean_delay_ms - without_room.mean_delay_ms));
}

TEST(Nack, ListsNothingUnlessEnabledAndKnowsScaledTimestamps) {
  for (const bool enabled : {false, true}) {
    Config config = test::InDecoderFormat();
    config.params.nack.enabled = enabled;
    config.params.delay.min_delay_ms = 200;
    const auto neteq = MakeOpusNetEq(config);
    const auto packets = OpusPackets(50, false);
    AudioBuffer out(kMaxOutputChannels, kMaxOutputSamples);
    for (size_t n = 0; n < packets.size(); ++n) {
      if (n != 46 && n != 47) neteq->InsertPacket(packets[n].view(), Timestamp(packets[n].arrival));
      for (int tick = 0; tick < 2; ++tick) neteq->GetAudio(out.First(out.capacity()));
    }
    std::array<uint16_t, 10> list{};
    const int count = neteq->NackList(milliseconds(20), list);
    ASSERT_EQ(count, enabled ? 2 : 0);
    if (enabled) {
      EXPECT_EQ(list[0], 46);
      EXPECT_EQ(list[1], 47);
    }
  }
}

}  // namespace
}  // namespace neteq
