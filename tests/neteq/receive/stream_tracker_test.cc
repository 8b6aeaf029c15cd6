// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/receive/stream_tracker.h"

#include <gtest/gtest.h>

namespace neteq::internal {
namespace {

using Change = StreamTracker::Change;

constexpr MediaClock kOpus48{.clock_hz = 48000, .sample_hz = 48000};
constexpr MediaClock kOpus16{.clock_hz = 48000, .sample_hz = 16000};
constexpr auto kSpeech = PayloadRole::kSpeech;

constexpr MediaClock kG722{.clock_hz = 8000, .sample_hz = 16000};

RtpPacketView Header(uint16_t sequence, uint32_t timestamp, uint8_t payload_type = 96,
                     uint32_t ssrc = 1) {
  return {.payload_type = payload_type,
          .sequence = SequenceNumber(sequence),
          .timestamp = RtpTimestamp(timestamp),
          .ssrc = ssrc,
          .payload = {}};
}

TEST(StreamTracker, DetectsFirstPacketNewSsrcAndNewFormat) {
  StreamTracker tracker;

  EXPECT_EQ(tracker.Follow(Header(1, 0), kSpeech, kOpus48), Change::kFirstPacket);
  EXPECT_EQ(tracker.Follow(Header(2, 960), kSpeech, kOpus48), Change::kNone);
  EXPECT_EQ(tracker.Follow(Header(3, 1920, 97), kSpeech, kOpus48), Change::kNone);
  EXPECT_EQ(tracker.Follow(Header(4, 2880, 98), kSpeech, kOpus16), Change::kNewFormat);
  EXPECT_EQ(tracker.Follow(Header(9, 5, 98, 2), kSpeech, kOpus16), Change::kNewSsrc);
}

TEST(StreamTracker, ComfortNoiseOfTheSameClockAndTelephoneEventsFollowTheSpeech) {
  constexpr MediaClock kNoise8{.clock_hz = 8000, .sample_hz = 8000};
  constexpr MediaClock kNoise16{.clock_hz = 16000, .sample_hz = 16000};
  StreamTracker tracker;
  tracker.Follow(Header(1, 0), kSpeech, kG722);

  EXPECT_EQ(tracker.Follow(Header(2, 160), PayloadRole::kComfortNoise, kNoise8), Change::kNone);
  EXPECT_EQ(tracker.media_time().samples, 320);
  EXPECT_EQ(tracker.Follow(Header(3, 320), PayloadRole::kTelephoneEvent, kNoise16), Change::kNone);
  EXPECT_EQ(tracker.Follow(Header(4, 320), PayloadRole::kComfortNoise, kNoise16),
            Change::kNewFormat);
}

TEST(StreamTracker, ATelephoneEventKeepsItsTimeWhileSequenceNumbersAdvance) {
  StreamTracker tracker;
  tracker.Follow(Header(1, 9600), kSpeech, kOpus48);
  tracker.Follow(Header(2, 10560), kSpeech, kOpus48);

  for (uint16_t n = 3; n < 9; ++n) {
    EXPECT_EQ(tracker.Follow(Header(n, 9600), PayloadRole::kTelephoneEvent, kOpus48),
              Change::kNone);
  }
}

TEST(StreamTracker, TwoPacketsInSequenceShowARestart) {
  StreamTracker tracker;
  tracker.Follow(Header(100, 960'000), kSpeech, kOpus48);

  EXPECT_EQ(tracker.Follow(Header(101, 4000), kSpeech, kOpus48), Change::kStray);
  EXPECT_EQ(tracker.Follow(Header(102, 4960), kSpeech, kOpus48), Change::kJump);
  EXPECT_EQ(tracker.media_time().samples, 0);
  EXPECT_EQ(tracker.Follow(Header(103, 5920), kSpeech, kOpus48), Change::kNone);
  EXPECT_EQ(tracker.media_time().samples, 960);
}

TEST(StreamTracker, DetectsARestartWithLowerNumbersAndLaterTimes) {
  StreamTracker tracker;
  tracker.Follow(Header(5000, 0), kSpeech, kOpus48);

  EXPECT_EQ(tracker.Follow(Header(7, 900'000), kSpeech, kOpus48), Change::kStray);
  EXPECT_EQ(tracker.Follow(Header(8, 900'960), kSpeech, kOpus48), Change::kJump);
}

TEST(StreamTracker, SingleStraysAreForgotten) {
  StreamTracker tracker;
  tracker.Follow(Header(1, 480'000), kSpeech, kOpus48);
  for (uint16_t n = 2; n < 50; n = static_cast<uint16_t>(n + 2)) {
    EXPECT_EQ(tracker.Follow(Header(n, 7), kSpeech, kOpus48), Change::kStray);
    EXPECT_EQ(
        tracker.Follow(Header(static_cast<uint16_t>(n + 1), 480'000U + n * 960U), kSpeech, kOpus48),
        Change::kNone);
  }
}

TEST(StreamTracker, ContinuesAcrossTheWrapOfSequenceAndTimestamp) {
  StreamTracker tracker;
  tracker.Follow(Header(65535, 4294967040U), kSpeech, kOpus48);
  const int64_t sequence = tracker.sequence();
  const MediaTime time = tracker.media_time();

  tracker.Follow(Header(0, 704), kSpeech, kOpus48);  // 960 ticks later

  EXPECT_EQ(tracker.sequence(), sequence + 1);
  EXPECT_EQ(tracker.media_time() - time, 960);
}

TEST(StreamTracker, ScalesTheRtpClockToTheDecodersRate) {
  StreamTracker opus;
  opus.Follow(Header(1, 1001), kSpeech, kOpus16);
  opus.Follow(Header(2, 1001 + 960), kSpeech, kOpus16);
  StreamTracker g722;
  g722.Follow(Header(1, 77), kSpeech, kG722);
  g722.Follow(Header(2, 77 + 160), kSpeech, kG722);

  EXPECT_EQ(opus.media_time().samples, 320);
  EXPECT_EQ(g722.media_time().samples, 320);
}

TEST(StreamTracker, MapsMediaTimeBackToTheSendersClock) {
  StreamTracker tracker;
  tracker.Follow(Header(1, 4294967290U), kSpeech, kOpus16);

  EXPECT_EQ(tracker.clock().TimestampOf(MediaTime{320}).value(), 4294967290U + 960U);
  EXPECT_EQ(tracker.clock().TimestampOf(MediaTime{-320}).value(), 4294967290U - 960U);
}

TEST(StreamTracker, ReorderedPacketsHaveEarlierTimes) {
  StreamTracker tracker;
  tracker.Follow(Header(10, 9600), kSpeech, kOpus48);
  tracker.Follow(Header(9, 8640), kSpeech, kOpus48);

  EXPECT_EQ(tracker.media_time().samples, -960);
}

}  // namespace
}  // namespace neteq::internal
