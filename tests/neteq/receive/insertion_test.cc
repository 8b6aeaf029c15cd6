// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/receive/insertion.h"

#include <chrono>
#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "tests/support/fake_decoder.h"
#include "tests/support/red_payload.h"
#include <gtest/gtest.h>

#include "neteq/internal/play/format_chains.h"

namespace neteq::internal {
namespace {

using std::chrono::milliseconds;

constexpr uint8_t kSpeech = 96;
constexpr uint8_t kNoise = 13;
constexpr uint8_t kKeys = 101;
constexpr uint8_t kRed = 63;
constexpr int kFrame = 160;  // 20 ms at 8 kHz

using Bytes = std::vector<std::byte>;

Bytes Audio(int level = 1) { return Bytes(2, static_cast<std::byte>(level)); }

class InsertionTest : public testing::Test {
 protected:
  InsertionTest() {
    auto decoder = std::make_unique<test::FakeDecoder>();
    decoder_ = decoder.get();
    FormatChain* const chain = chains_.FindOrMake(SampleRate(8000), 1, config_);
    EXPECT_TRUE(decoders_.Register(kSpeech, std::move(decoder), chain).ok());
    const RtpClockRate clock(8000);
    EXPECT_TRUE(decoders_.RegisterRole(kNoise, PayloadRole::kComfortNoise, clock, chain).ok());
    EXPECT_TRUE(decoders_.RegisterRole(kKeys, PayloadRole::kTelephoneEvent, clock, chain).ok());
    EXPECT_TRUE(decoders_.RegisterRole(kRed, PayloadRole::kRed, clock, nullptr).ok());
  }

  const ArrivalEvents::Summary& Insert(int n, const Bytes& payload, uint8_t type = kSpeech) {
    const RtpPacketView rtp{.payload_type = type,
                            .sequence = SequenceNumber(static_cast<uint16_t>(n)),
                            .timestamp = RtpTimestamp(static_cast<uint32_t>(n * kFrame)),
                            .ssrc = ssrc_,
                            .payload = payload};
    events_.Clear();
    Insertion(rtp, Timestamp(milliseconds(20 * n)), playout_, decoders_, inbox_, events_).Run();
    return events_.summary;
  }
  /// Simulates playout that has decoded up to packet `n`.
  void PlayUpTo(int n) {
    inbox_.timeline_pending = false;
    playout_ = {.decoded_until = {n * kFrame}, .ticks = 2 * n};
  }

  Config config_;
  FormatChains chains_{config_};
  DecoderTable decoders_;
  test::FakeDecoder* decoder_ = nullptr;
  Inbox inbox_{config_.params.buffer, config_.limits};
  PlayoutState playout_;
  ArrivalEvents events_;
  uint32_t ssrc_ = 1;
};

TEST_F(InsertionTest, TheFirstPacketStartsATimeline) {
  const auto& packet = Insert(0, Audio());

  EXPECT_EQ(packet.result, InsertResult::kInserted);
  EXPECT_EQ(packet.change, StreamTracker::Change::kFirstPacket);
  EXPECT_TRUE(events_.timeline_changed() && packet.is_in_timeline && packet.has_payload);
  EXPECT_TRUE(inbox_.timeline_pending);
  EXPECT_EQ(inbox_.buffer.size(), 1);
  ASSERT_EQ(events_.arrivals.size(), 1U);
  EXPECT_EQ(events_.arrivals[0].frame_length, milliseconds(20));
  EXPECT_FALSE(events_.arrivals[0].is_redundant);
}

TEST_F(InsertionTest, ASplitPayloadCountsAsOneArrival) {
  decoder_->split_bytes = 1;

  const auto& packet = Insert(0, Bytes(3, std::byte{1}));

  EXPECT_EQ(packet.primary.received, 1);
  ASSERT_EQ(inbox_.buffer.size(), 3);
  EXPECT_FALSE(inbox_.buffer.at(1).ends_packet);
  EXPECT_TRUE(inbox_.buffer.at(2).ends_packet);
  EXPECT_EQ(inbox_.buffer.at(2).media_time - inbox_.buffer.at(0).media_time, 2 * 80);
  ASSERT_EQ(events_.arrivals.size(), 1U);
  EXPECT_EQ(events_.arrivals[0].frame_length, milliseconds(30));
}

TEST_F(InsertionTest, ASplitPayloadIsDiscardedOnce) {
  decoder_->split_bytes = 1;
  Insert(0, Bytes(4, std::byte{1}));
  PlayUpTo(9);
  EXPECT_EQ(Insert(3, Bytes(4, std::byte{1})).primary.late, 1);

  // The second half is still in time.
  EXPECT_EQ(Insert(8, Bytes(4, std::byte{1})).primary.late, 0);
  EXPECT_EQ(inbox_.buffer.Flush().primary, 2);
}

TEST_F(InsertionTest, AForeignPacketIsReportedAndChangesNothing) {
  Insert(0, Audio());
  ssrc_ = 2;

  const auto& packet = Insert(7, Audio());

  EXPECT_EQ(packet.result, InsertResult::kForeign);
  EXPECT_FALSE(events_.timeline_changed() || packet.is_in_timeline);
  EXPECT_EQ(packet.primary.received, 0);
  EXPECT_EQ(Insert(8, {}).result, InsertResult::kForeign);  // padding
  EXPECT_EQ(inbox_.buffer.size(), 1);
}

TEST_F(InsertionTest, InBandFecIsACopyOfTheAudioBefore) {
  Insert(0, Audio());
  decoder_->fec_samples = kFrame;

  const auto& packet = Insert(2, Audio());  // packet 1 is missing

  EXPECT_EQ(packet.fec.received, 1);
  ASSERT_EQ(inbox_.buffer.size(), 3);
  EXPECT_EQ(inbox_.buffer.at(1).priority.codec_level, 1);
  ASSERT_EQ(events_.arrivals.size(), 2U);
  EXPECT_TRUE(events_.arrivals[1].is_redundant);
}

TEST_F(InsertionTest, RedBlocksAreStoredAsCopies) {
  Insert(0, Audio());
  const std::vector<Bytes> blocks = {Audio(1), Audio(2)};
  const Bytes payload = test::RedPayload(kSpeech, blocks, kFrame);

  const auto& packet = Insert(2, payload, kRed);

  EXPECT_EQ(packet.result, InsertResult::kInserted);
  EXPECT_EQ(packet.primary.received, 1);
  EXPECT_EQ(packet.red.received, 1);
  EXPECT_EQ(inbox_.buffer.size(), 3);
}

TEST_F(InsertionTest, AnUnknownTypeAndAMalformedPayloadChangeNothing) {
  EXPECT_EQ(Insert(0, Audio(), 77).result, InsertResult::kUnknownPayloadType);
  EXPECT_EQ(Insert(0, Bytes(1, std::byte{0x80}), kRed).result, InsertResult::kMalformedRed);
  EXPECT_FALSE(events_.timeline_changed());
  EXPECT_TRUE(events_.arrivals.empty());
  EXPECT_TRUE(inbox_.buffer.empty());
}

TEST_F(InsertionTest, ALatePacketCountsAsAnArrival) {
  Insert(0, Audio());
  PlayUpTo(5);

  const auto& packet = Insert(3, Audio());

  EXPECT_EQ(packet.result, InsertResult::kTooLate);
  EXPECT_EQ(packet.primary.late, 1);
  EXPECT_EQ(inbox_.buffer.size(), 1);
  EXPECT_EQ(events_.arrivals.size(), 1U);
}

TEST_F(InsertionTest, ARepeatedSilenceDescriptorDoesNotRestartItsNoise) {
  Insert(0, Audio());
  PlayUpTo(1);
  playout_.is_comfort_noise = true;

  EXPECT_EQ(Insert(1, Bytes(1, std::byte{40}), kNoise).result, InsertResult::kTooLate);
  EXPECT_EQ(Insert(2, Bytes(1, std::byte{40}), kNoise).result, InsertResult::kInserted);
}

TEST_F(InsertionTest, PaddingAndTelephoneEventsTakeASequenceNumberButNoTime) {
  Insert(0, Audio());

  EXPECT_EQ(Insert(1, {}).result, InsertResult::kEmpty);
  EXPECT_TRUE(events_.summary.takes_no_time);
  EXPECT_FALSE(events_.summary.has_payload);
  EXPECT_EQ(events_.summary.sequence, 1);

  const Bytes key = {std::byte{5}, std::byte{10}, std::byte{1}, std::byte{0x90}};
  EXPECT_EQ(Insert(2, key, kKeys).result, InsertResult::kTelephoneEvent);
  EXPECT_TRUE(events_.summary.takes_no_time);
  EXPECT_EQ(inbox_.tones.size(), 1);
  EXPECT_TRUE(events_.arrivals.empty());
}

TEST_F(InsertionTest, AnotherSsrcDropsTheWaitingPackets) {
  for (int n = 0; n < 3; ++n) Insert(n, Audio());
  PlayUpTo(0);
  ssrc_ = 2;

  EXPECT_EQ(Insert(8, Audio()).result, InsertResult::kForeign);
  EXPECT_EQ(inbox_.buffer.size(), 3);
  const auto& packet = Insert(9, Audio());

  EXPECT_EQ(packet.change, StreamTracker::Change::kNewSsrc);
  EXPECT_EQ(packet.dropped.primary, 3);
  EXPECT_EQ(packet.flushes, 1);
  EXPECT_TRUE(inbox_.timeline_pending);
  EXPECT_EQ(inbox_.buffer.size(), 1);
}

TEST_F(InsertionTest, APacketReceivedInTheReservedSlotIsNotCopied) {
  const auto slot = inbox_.buffer.ReserveSlot(100);
  ASSERT_FALSE(slot.empty());
  slot[50] = slot[51] = std::byte{9};
  const RtpPacketView rtp{.payload_type = kSpeech,
                          .sequence = SequenceNumber(0),
                          .timestamp = RtpTimestamp(0),
                          .payload = slot.subspan(50, 2)};
  events_.Clear();

  Insertion(rtp, {}, playout_, decoders_, inbox_, events_).Run();

  EXPECT_EQ(inbox_.buffer.FrontPayload().data(), slot.data() + 50);
}

}  // namespace
}  // namespace neteq::internal
