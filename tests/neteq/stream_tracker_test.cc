// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/stream_tracker.h"

#include <gtest/gtest.h>

namespace neteq::internal {
namespace {

using Change = StreamTracker::Change;

constexpr DecoderFormat kOpus48{SampleRate(48000), RtpClockRate(48000), 1};
constexpr DecoderFormat kOpus16{SampleRate(16000), RtpClockRate(48000), 1};
constexpr DecoderFormat kG722{SampleRate(16000), RtpClockRate(8000), 1};

RtpPacketView Header(uint16_t sequence, uint32_t timestamp, uint8_t payload_type = 96,
                     uint32_t ssrc = 1) {
  return {.payload_type = payload_type,
          .sequence = SequenceNumber(sequence),
          .timestamp = RtpTimestamp(timestamp),
          .ssrc = ssrc,
          .payload = {}};
}

TEST(StreamTracker, SeesFirstPacketNewSsrcAndNewPayloadType) {
  StreamTracker tracker;

  EXPECT_EQ(tracker.Follow(Header(1, 0), kOpus48), Change::kFirstPacket);
  EXPECT_EQ(tracker.Follow(Header(2, 960), kOpus48), Change::kNone);
  EXPECT_EQ(tracker.Follow(Header(3, 1920, 97), kOpus48), Change::kNewPayloadType);
  EXPECT_EQ(tracker.Follow(Header(9, 5, 97, 2), kOpus48), Change::kNewSsrc);
}

TEST(StreamTracker, CountsOnAcrossWrapOfSequenceAndTimestamp) {
  StreamTracker tracker;
  tracker.Follow(Header(65535, 4294967040U), kOpus48);
  const int64_t sequence = tracker.sequence();
  const MediaTime time = tracker.media_time();

  tracker.Follow(Header(0, 704), kOpus48);  // 960 further on

  EXPECT_EQ(tracker.sequence(), sequence + 1);
  EXPECT_EQ(tracker.media_time() - time, 960);
}

TEST(StreamTracker, ScalesTheRtpClockToTheDecodersRate) {
  StreamTracker opus;
  opus.Follow(Header(1, 1001), kOpus16);
  opus.Follow(Header(2, 1001 + 960), kOpus16);
  StreamTracker g722;
  g722.Follow(Header(1, 77), kG722);
  g722.Follow(Header(2, 77 + 160), kG722);

  EXPECT_EQ(opus.media_time().samples, 320);
  EXPECT_EQ(g722.media_time().samples, 320);
}

TEST(StreamTracker, MapsMediaTimeBackToTheSendersClock) {
  StreamTracker tracker;
  tracker.Follow(Header(1, 4294967290U), kOpus16);

  EXPECT_EQ(tracker.clock().TimestampOf(MediaTime{320}).value(), 4294967290U + 960U);
  EXPECT_EQ(tracker.clock().TimestampOf(MediaTime{-320}).value(), 4294967290U - 960U);
}

TEST(StreamTracker, ReorderedPacketsLieBefore) {
  StreamTracker tracker;
  tracker.Follow(Header(10, 9600), kOpus48);
  tracker.Follow(Header(9, 8640), kOpus48);

  EXPECT_EQ(tracker.media_time().samples, -960);
}

}  // namespace
}  // namespace neteq::internal
