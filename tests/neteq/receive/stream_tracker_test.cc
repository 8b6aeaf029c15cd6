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

// The rules of NetEQ.
constexpr StreamTracker::Rules kByTimestamp{.follow_sequence = false, .confirm_source = false};

RtpPacketView Header(uint16_t sequence, uint32_t timestamp, uint8_t payload_type = 96,
                     uint32_t ssrc = 1) {
  return {.payload_type = payload_type,
          .sequence = SequenceNumber(sequence),
          .timestamp = RtpTimestamp(timestamp),
          .ssrc = ssrc,
          .payload = {}};
}

TEST(StreamTracker, DetectsFirstPacketNewSsrcAndNewFormat) {
  StreamTracker tracker(kByTimestamp);

  EXPECT_EQ(tracker.Follow(Header(1, 0), kSpeech, kOpus48), Change::kFirstPacket);
  EXPECT_EQ(tracker.Follow(Header(2, 960), kSpeech, kOpus48), Change::kNone);
  EXPECT_EQ(tracker.Follow(Header(3, 1920, 97), kSpeech, kOpus48), Change::kNone);
  EXPECT_EQ(tracker.Follow(Header(4, 2880, 98), kSpeech, kOpus16), Change::kNewFormat);
  EXPECT_EQ(tracker.Follow(Header(9, 5, 98, 2), kSpeech, kOpus16), Change::kNewSsrc);
}

TEST(StreamTracker, ComfortNoiseOfTheSameClockAndTelephoneEventsFollowTheSpeech) {
  constexpr MediaClock kNoise8{.clock_hz = 8000, .sample_hz = 8000};
  constexpr MediaClock kNoise16{.clock_hz = 16000, .sample_hz = 16000};
  StreamTracker tracker(kByTimestamp);
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
  StreamTracker tracker(kByTimestamp);
  tracker.Follow(Header(100, 960'000), kSpeech, kOpus48);

  EXPECT_EQ(tracker.Follow(Header(101, 4000), kSpeech, kOpus48), Change::kStray);
  EXPECT_EQ(tracker.Follow(Header(102, 4960), kSpeech, kOpus48), Change::kJump);
  EXPECT_EQ(tracker.media_time().samples, 0);
  EXPECT_EQ(tracker.Follow(Header(103, 5920), kSpeech, kOpus48), Change::kNone);
  EXPECT_EQ(tracker.media_time().samples, 960);
}

TEST(StreamTracker, DetectsARestartWithLowerNumbersAndLaterTimes) {
  StreamTracker tracker(kByTimestamp);
  tracker.Follow(Header(5000, 0), kSpeech, kOpus48);

  EXPECT_EQ(tracker.Follow(Header(7, 900'000), kSpeech, kOpus48), Change::kStray);
  EXPECT_EQ(tracker.Follow(Header(8, 900'960), kSpeech, kOpus48), Change::kJump);
}

TEST(StreamTracker, SingleStraysAreForgotten) {
  StreamTracker tracker(kByTimestamp);
  tracker.Follow(Header(1, 480'000), kSpeech, kOpus48);
  for (uint16_t n = 2; n < 50; n = static_cast<uint16_t>(n + 2)) {
    EXPECT_EQ(tracker.Follow(Header(n, 7), kSpeech, kOpus48), Change::kStray);
    EXPECT_EQ(
        tracker.Follow(Header(static_cast<uint16_t>(n + 1), 480'000U + n * 960U), kSpeech, kOpus48),
        Change::kNone);
  }
}

TEST(StreamTracker, ContinuesAcrossTheWrapOfSequenceAndTimestamp) {
  StreamTracker tracker(kByTimestamp);
  tracker.Follow(Header(65535, 4294967040U), kSpeech, kOpus48);
  const int64_t sequence = tracker.sequence();
  const MediaTime time = tracker.media_time();

  tracker.Follow(Header(0, 704), kSpeech, kOpus48);  // 960 ticks later

  EXPECT_EQ(tracker.sequence(), sequence + 1);
  EXPECT_EQ(tracker.media_time() - time, 960);
}

TEST(StreamTracker, ScalesTheRtpClockToTheDecodersRate) {
  StreamTracker opus(kByTimestamp);
  opus.Follow(Header(1, 1001), kSpeech, kOpus16);
  opus.Follow(Header(2, 1001 + 960), kSpeech, kOpus16);
  StreamTracker g722(kByTimestamp);
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

/// Follows a packet of 20 ms that arrives in time.
Change FollowFrame(StreamTracker& tracker, const RtpPacketView& packet, int n) {
  const Change change =
      tracker.Follow(packet, kSpeech, kOpus48, Timestamp(n * std::chrono::milliseconds(20)));
  tracker.SetLength(960);
  return change;
}

TEST(StreamTracker, AJumpOfTheTimestampInSequenceContinuesTheTimeline) {
  for (const uint32_t jump : {4'000U, 96'000U, 1'000'000'000U, 0U - 4'000U, 0U - 1'000'000'000U}) {
    StreamTracker tracker;
    for (int n = 0; n < 20; ++n) {
      const uint32_t timestamp = 960U * static_cast<uint32_t>(n) + (n < 10 ? 0U : jump);
      const Change change = FollowFrame(tracker, Header(static_cast<uint16_t>(n), timestamp), n);
      ASSERT_EQ(change, n == 0 ? Change::kFirstPacket : Change::kNone) << jump;
      ASSERT_EQ(tracker.media_time().samples, 960 * n) << jump;
      ASSERT_EQ(tracker.clock().TimestampOf(tracker.media_time()).value(), timestamp) << jump;
    }
  }
}

TEST(StreamTracker, ASequenceNumberFarAheadIsARestartOnceConfirmed) {
  StreamTracker tracker;
  FollowFrame(tracker, Header(10, 0), 0);

  EXPECT_EQ(FollowFrame(tracker, Header(10 + 3001, 960), 1), Change::kStray);
  EXPECT_EQ(FollowFrame(tracker, Header(10 + 3002, 1920), 2), Change::kJump);
}

TEST(StreamTracker, ASequenceNumberFarBackWithANewTimeIsARestartOnceConfirmed) {
  for (const uint16_t back : {uint16_t{20}, uint16_t{400}, uint16_t{8618}, uint16_t{30'000}}) {
    StreamTracker tracker;
    for (int n = 0; n < 50; ++n)
      FollowFrame(tracker,
                  Header(static_cast<uint16_t>(40'000 + n), 960U * static_cast<uint32_t>(n)), n);
    const auto restart = static_cast<uint16_t>(40'050 - back);

    EXPECT_EQ(FollowFrame(tracker, Header(restart, 960U * 50), 50), Change::kStray) << back;
    EXPECT_EQ(FollowFrame(tracker, Header(static_cast<uint16_t>(restart + 1), 960U * 51), 51),
              Change::kJump)
        << back;
  }
}

TEST(StreamTracker, OnePacketOfAnotherSsrcIsForeign) {
  StreamTracker tracker;
  FollowFrame(tracker, Header(1, 0), 0);

  EXPECT_EQ(FollowFrame(tracker, Header(700, 5, 96, 2), 1), Change::kForeign);
  EXPECT_EQ(FollowFrame(tracker, Header(2, 960), 1), Change::kNone);
  EXPECT_EQ(tracker.media_time().samples, 960);
  EXPECT_TRUE(tracker.IsForeign(2));
}

TEST(StreamTracker, TheSecondPacketInSequenceOfAnotherSsrcStartsATimeline) {
  StreamTracker tracker;
  FollowFrame(tracker, Header(1, 0), 0);
  FollowFrame(tracker, Header(700, 5, 96, 2), 1);

  EXPECT_EQ(FollowFrame(tracker, Header(701, 965, 96, 2), 2), Change::kNewSsrc);
  EXPECT_EQ(tracker.media_time().samples, 0);
}

}  // namespace
}  // namespace neteq::internal
