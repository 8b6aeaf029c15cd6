// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/reserved_slot.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "tests/support/opus_packets.h"
#include "tests/support/red_payload.h"
#include "tests/support/stream_harness.h"
#include <gtest/gtest.h>

#include "neteq/config.h"
#include "neteq/neteq.h"
#include "neteq/sdp.h"

namespace neteq {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using test::kRedType;
using test::OpusPackets;
using test::SentPacket;

constexpr size_t kHeaderBytes = 12;

/// RFC 2198: each packet also contains the payload of the previous one.
std::vector<SentPacket> WithCopies(const std::vector<SentPacket>& packets, int step) {
  std::vector<SentPacket> red = packets;
  for (size_t n = 1; n < packets.size(); ++n) {
    const std::vector<std::vector<std::byte>> blocks = {packets[n - 1].payload, packets[n].payload};
    red[n].payload = test::RedPayload(packets[n].payload_type, blocks, step);
    red[n].payload_type = kRedType;
  }
  return red;
}

std::vector<SentPacket> Pcm(int frame_ms) {
  return test::Packetize(test::SpeechLike(SampleRate(16000), seconds(6)), {.frame_ms = frame_ms});
}

/// Delays, drops, duplicates and reorders packets.
std::vector<SentPacket> OverABadNetwork(const std::vector<SentPacket>& sent) {
  Random random(7);
  std::vector<SentPacket> arrived;
  for (SentPacket packet : sent) {
    packet.arrival += FromMs(random.Uniform() * 80.0);
    const auto dice = random.Next() % 10;
    if (dice != 0) arrived.push_back(packet);
    if (dice == 1) arrived.push_back(packet);
  }
  std::stable_sort(arrived.begin(), arrived.end(),
                   [](const auto& a, const auto& b) { return a.arrival < b.arrival; });
  return arrived;
}

std::unique_ptr<NetEq> MakeEngine(const Config& config) {
  auto neteq = test::MakeNetEq({}, config);
  EXPECT_TRUE(RegisterSdp(*neteq, "a=rtpmap:111 opus/48000/2").ok());
  EXPECT_TRUE(neteq->RegisterPayloadType(kRedType, PayloadRole::kRed, RtpClockRate(16000)).ok());
  return neteq;
}

/// Receives like a socket: the payload follows a header, in a buffer for any datagram.
ArrivalReport InsertInPlace(NetEq& neteq, const SentPacket& packet) {
  const auto buffer = ReserveSlot(neteq, 1500);
  const size_t bytes = kHeaderBytes + packet.payload.size();
  RtpPacketView view = packet.view();
  if (bytes <= buffer.size()) {
    std::memcpy(buffer.data() + kHeaderBytes, packet.payload.data(), packet.payload.size());
    view.payload = buffer.subspan(kHeaderBytes, packet.payload.size());
  }
  return neteq.InsertPacket(view, Timestamp(packet.arrival));
}

struct Call {
  std::string name;
  std::function<std::vector<SentPacket>()> send;  ///< called in the test, not at start-up
  Limits limits{};
};
void PrintTo(const Call& call, std::ostream* out) { *out << call.name; }

class ReservedSlotOf : public testing::TestWithParam<Call> {};

INSTANTIATE_TEST_SUITE_P(
    Calls, ReservedSlotOf,
    testing::Values(
        Call{"Pcm", [] { return Pcm(20); }}, Call{"PcmInPieces", [] { return Pcm(40); }},
        Call{"PcmRed", [] { return WithCopies(Pcm(20), 320); }},
        Call{"OpusFec", [] { return OpusPackets(80, true); }},
        Call{"OpusFecAndRed", [] { return WithCopies(OpusPackets(80, true), 960); }},
        Call{"LittleMemory", [] { return Pcm(20); }, {.max_packets = 20, .payload_bytes = 4096}},
        Call{"FewPackets", [] { return Pcm(20); }, {.max_packets = 3}}),
    [](const auto& call) { return call.param.name; });

TEST_P(ReservedSlotOf, PlaysWhatACopyOfThePacketsDoes) {
  const auto arrived = OverABadNetwork(GetParam().send());
  Config config = test::InDecoderFormat();
  config.limits = GetParam().limits;
  const auto copying = MakeEngine(config);
  const auto in_place = MakeEngine(config);
  std::vector<int16_t> copied(480);
  std::vector<int16_t> kept(480);

  size_t next = 0;
  for (Timestamp now; next < arrived.size(); now += kTick) {
    for (; next < arrived.size() && Timestamp(arrived[next].arrival) <= now; ++next) {
      const SentPacket& packet = arrived[next];
      const auto expected = copying->InsertPacket(packet.view(), Timestamp(packet.arrival));
      ASSERT_EQ(InsertInPlace(*in_place, packet).result, expected.result) << "packet " << next;
    }
    copying->GetAudio(copied);
    in_place->GetAudio(kept);
    ASSERT_EQ(kept, copied) << ToMs(now.time_since_epoch()) << " ms";
  }

  const Statistics& kept_statistics = in_place->statistics();
  const Statistics& copied_statistics = copying->statistics();
  EXPECT_EQ(kept_statistics.packets_discarded, copied_statistics.packets_discarded);
  EXPECT_EQ(kept_statistics.duplicate_packets_discarded,
            copied_statistics.duplicate_packets_discarded);
  EXPECT_GT(copied_statistics.packets_discarded + copied_statistics.duplicate_packets_discarded,
            0U);
}

TEST(ReservedSlot, StaysUntilAPacketIsInserted) {
  const auto neteq = MakeEngine({});
  std::vector<int16_t> out(480);

  const auto buffer = ReserveSlot(*neteq, 700);
  ASSERT_EQ(buffer.size(), 700U);
  neteq->GetAudio(out);

  EXPECT_EQ(ReserveSlot(*neteq, 700).data(), buffer.data());
  EXPECT_EQ(ReserveSlot(*neteq, 640).data(), buffer.data());
  const SentPacket packet = Pcm(20)[0];
  EXPECT_EQ(InsertInPlace(*neteq, packet).result, InsertResult::kInserted);
  EXPECT_NE(ReserveSlot(*neteq, 700).data(), buffer.data());
}

TEST(ReservedSlot, IsThereForWhatFitsIntoADatagramMostly) {
  const auto neteq = MakeEngine({});

  EXPECT_EQ(ReserveSlot(*neteq, 2048).size(), 2048U);
  EXPECT_TRUE(ReserveSlot(*neteq, 2049).empty());
}

TEST(ReservedSlot, IsNotThereWhenThePacketBufferIsFull) {
  Config config = test::InDecoderFormat();
  config.limits.payload_bytes = 2048;
  const auto neteq = MakeEngine(config);
  const auto packets = Pcm(20);  // 640 bytes each
  for (int n = 0; n < 3; ++n)
    neteq->InsertPacket(packets[static_cast<size_t>(n)].view(), Timestamp(n * milliseconds(20)));

  EXPECT_TRUE(ReserveSlot(*neteq, 640).empty());
  EXPECT_EQ(ReserveSlot(*neteq, 128).size(), 128U);
}

}  // namespace
}  // namespace neteq
