// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/receive/nack_tracker.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <vector>

#include <gtest/gtest.h>

namespace neteq::internal {
namespace {

using std::chrono::milliseconds;

using Numbers = std::vector<uint16_t>;

constexpr SampleRate kRate{16000};
constexpr int64_t kPacketSamples = 320;  // 20 ms

NackParams Enabled(NackMode mode = NackMode::kPacket) { return {.enabled = true, .mode = mode}; }

/// A budget of zero, so that only the time to play decides.
NackParams WithoutBudget() { return {.enabled = true, .ms_per_loss_percent = 0}; }

/// A stream of 20 ms packets, which tests count from 0. The parameter is the sequence number of
/// packet 0. It is chosen so that the sequence number wraps at each position of interest.
class NackTrackerTest : public testing::TestWithParam<int64_t> {
 protected:
  int64_t Sequence(int64_t packet) const { return GetParam() + packet; }
  static MediaTime Time(int64_t packet) { return {packet * kPacketSamples}; }
  int Arrive(NackTracker& tracker, int64_t packet) const {
    return tracker.OnPacketArrived(Sequence(packet), Time(packet), kRate);
  }
  void ArriveUpTo(NackTracker& tracker, int64_t last) const {
    for (int64_t packet = 0; packet <= last; ++packet) Arrive(tracker, packet);
  }
  void Decode(NackTracker& tracker, int64_t packet) const {
    tracker.OnDecoded(Sequence(packet), Time(packet));
  }
  /// RTP sequence numbers of packets `first` to `last`.
  Numbers Range(int64_t first, int64_t last) const {
    Numbers numbers;
    for (int64_t packet = first; packet <= last; ++packet) {
      numbers.push_back(static_cast<uint16_t>(Sequence(packet)));
    }
    return numbers;
  }
  Numbers Only(int64_t packet) const { return Range(packet, packet); }
};

Numbers List(NackTracker& tracker, Duration rtt, size_t room = 500) {
  Numbers out(room);
  out.resize(static_cast<size_t>(tracker.List(rtt, out)));
  return out;
}

INSTANTIATE_TEST_SUITE_P(AcrossWrap, NackTrackerTest,
                         testing::Values(1000, 65536 - 1, 65536 - 2, 65536 - 7, 131072 - 4, -3));

TEST_P(NackTrackerTest, RequestsNothingWithoutLoss) {
  NackTracker tracker(Enabled());

  for (int64_t packet = 0; packet < 50; ++packet) EXPECT_EQ(Arrive(tracker, packet), 0);

  EXPECT_EQ(List(tracker, milliseconds(10)), Numbers());
  EXPECT_EQ(tracker.loss_rate(), 0.0);
}

TEST_P(NackTrackerTest, RequestsAGapAtOnceInPacketMode) {
  NackTracker tracker(Enabled());
  ArriveUpTo(tracker, 2);

  EXPECT_EQ(Arrive(tracker, 6), 3);

  EXPECT_EQ(List(tracker, milliseconds(10)), Range(3, 5));
}

TEST_P(NackTrackerTest, RequestsAGapAfterTwoNewerPacketsInTimerMode) {
  NackTracker tracker(Enabled(NackMode::kTimer));
  ArriveUpTo(tracker, 2);

  Arrive(tracker, 6);
  EXPECT_EQ(List(tracker, milliseconds(10)), Numbers());
  Arrive(tracker, 7);

  EXPECT_EQ(List(tracker, milliseconds(10)), Range(3, 5));
}

TEST_P(NackTrackerTest, ReorderingByOneCostsNoRequestInTimerMode) {
  NackTracker tracker(Enabled(NackMode::kTimer));
  ArriveUpTo(tracker, 2);

  Arrive(tracker, 4);
  Arrive(tracker, 3);
  Arrive(tracker, 5);

  EXPECT_EQ(List(tracker, milliseconds(10)), Numbers());
}

TEST_P(NackTrackerTest, ReorderedPacketsCountAsNewerThanMissingPacketsInTimerMode) {
  NackTracker tracker(Enabled(NackMode::kTimer));
  ArriveUpTo(tracker, 2);

  Arrive(tracker, 6);  // 3, 4 and 5 are late
  Arrive(tracker, 4);  // newer than 3, older than 5

  EXPECT_EQ(List(tracker, milliseconds(10)), Only(3));
}

TEST_P(NackTrackerTest, ForgetsAPacketThatArrives) {
  NackTracker tracker(Enabled());
  ArriveUpTo(tracker, 2);
  Arrive(tracker, 6);

  EXPECT_EQ(Arrive(tracker, 4), 0);

  Numbers expected = Only(3);
  expected.push_back(Only(5).front());
  EXPECT_EQ(List(tracker, milliseconds(10)), expected);
}

TEST_P(NackTrackerTest, DuplicatesChangeNothing) {
  NackTracker tracker(Enabled());
  ArriveUpTo(tracker, 2);
  Arrive(tracker, 6);
  const double loss_rate = tracker.loss_rate();

  Arrive(tracker, 6);
  Arrive(tracker, 1);

  EXPECT_EQ(List(tracker, milliseconds(10)), Range(3, 5));
  EXPECT_EQ(tracker.loss_rate(), loss_rate);
}

TEST_P(NackTrackerTest, RequestsOnlyPacketsThatCanArriveInTime) {
  NackTracker tracker(WithoutBudget());
  ArriveUpTo(tracker, 2);
  Decode(tracker, 2);
  Arrive(tracker, 10);

  // Packet 2+k is due 20 k ms after packet 2. A packet due exactly after the round trip is too
  // late.
  EXPECT_EQ(List(tracker, milliseconds(19)), Range(3, 9));
  EXPECT_EQ(List(tracker, milliseconds(20)), Range(4, 9));
  EXPECT_EQ(List(tracker, milliseconds(99)), Range(7, 9));
  EXPECT_EQ(List(tracker, milliseconds(139)), Range(9, 9));
  EXPECT_EQ(List(tracker, milliseconds(140)), Numbers());
}

TEST_P(NackTrackerTest, TimeToPlayShrinksWithEveryDecodedPacket) {
  NackTracker tracker(WithoutBudget());
  ArriveUpTo(tracker, 4);
  Decode(tracker, 0);
  Arrive(tracker, 6);

  EXPECT_EQ(List(tracker, milliseconds(99)), Only(5));
  Decode(tracker, 1);
  EXPECT_EQ(List(tracker, milliseconds(99)), Numbers());
  EXPECT_EQ(List(tracker, milliseconds(79)), Only(5));
}

TEST_P(NackTrackerTest, ForgetsPacketsOlderThanADecodedPacket) {
  NackTracker tracker(Enabled());
  ArriveUpTo(tracker, 2);
  Arrive(tracker, 4);
  Arrive(tracker, 6);

  Decode(tracker, 4);

  EXPECT_EQ(List(tracker, milliseconds(10)), Only(5));
}

TEST_P(NackTrackerTest, AnOlderDecodedPacketChangesNothing) {
  NackTracker tracker(WithoutBudget());
  ArriveUpTo(tracker, 4);
  Arrive(tracker, 6);
  Decode(tracker, 3);

  Decode(tracker, 0);

  EXPECT_EQ(List(tracker, milliseconds(39)), Only(5));
  EXPECT_EQ(List(tracker, milliseconds(40)), Numbers());
}

TEST_P(NackTrackerTest, TimeToPlayShrinksWithTicksInTimerMode) {
  NackTracker tracker(Enabled(NackMode::kTimer));
  ArriveUpTo(tracker, 2);
  Decode(tracker, 2);
  tracker.OnTick();  // the tick that decoded
  for (const int64_t packet : {6, 7}) Arrive(tracker, packet);

  tracker.OnTick();
  tracker.OnTick();

  // Packets 3, 4, 5 were due in 20, 40, 60 ms; 20 ms have passed.
  EXPECT_EQ(List(tracker, milliseconds(19)), Range(4, 5));
  EXPECT_EQ(List(tracker, milliseconds(20)), Numbers()) << "packet 4; 5 was just asked for";
}

TEST_P(NackTrackerTest, GivesUpPacketsDueWithinATickInTimerMode) {
  NackTracker tracker(Enabled(NackMode::kTimer));
  ArriveUpTo(tracker, 2);
  Decode(tracker, 2);
  tracker.OnTick();
  for (const int64_t packet : {4, 5}) Arrive(tracker, packet);
  tracker.OnTick();

  EXPECT_EQ(List(tracker, milliseconds(1)), Numbers());  // packet 3 is due in 10 ms
}

TEST_P(NackTrackerTest, RepeatsARequestOnlyAfterARoundTripInTimerMode) {
  NackTracker tracker(Enabled(NackMode::kTimer));
  Arrive(tracker, 0);
  Arrive(tracker, 10);
  Arrive(tracker, 11);
  const Duration rtt = milliseconds(60);

  EXPECT_EQ(List(tracker, rtt), Range(4, 9));
  for (int tick = 0; tick < 5; ++tick) tracker.OnTick();
  EXPECT_EQ(List(tracker, rtt), Numbers());
  tracker.OnTick();

  // 60 ms later 4 (due at 80), 5 and 6 (due at 120) are too late.
  EXPECT_EQ(List(tracker, rtt), Range(7, 9));
}

TEST_P(NackTrackerTest, RepeatsARequestInEveryListInPacketMode) {
  NackTracker tracker(Enabled());
  Arrive(tracker, 0);
  Arrive(tracker, 10);

  EXPECT_EQ(List(tracker, milliseconds(10)), Range(1, 9));
  EXPECT_EQ(List(tracker, milliseconds(10)), Range(1, 9));
}

TEST_P(NackTrackerTest, RequestsEachPacketOnceIfSoConfigured) {
  for (const NackMode mode : {NackMode::kPacket, NackMode::kTimer}) {
    NackParams params = Enabled(mode);
    params.never_nack_twice = true;
    NackTracker tracker(params);
    Arrive(tracker, 0);
    for (const int64_t packet : {10, 11}) Arrive(tracker, packet);

    EXPECT_EQ(List(tracker, milliseconds(10)), Range(1, 9));
    for (int tick = 0; tick < 5; ++tick) tracker.OnTick();
    EXPECT_EQ(List(tracker, milliseconds(10)), Numbers());
  }
}

TEST_P(NackTrackerTest, KeepsPacketsThatDidNotFitForTheNextList) {
  NackParams params = Enabled();
  params.never_nack_twice = true;
  NackTracker tracker(params);
  Arrive(tracker, 0);
  Arrive(tracker, 10);

  EXPECT_EQ(List(tracker, milliseconds(10), 4), Range(1, 4));
  EXPECT_EQ(List(tracker, milliseconds(10), 0), Numbers());
  EXPECT_EQ(List(tracker, milliseconds(10)), Range(5, 9));
}

TEST_P(NackTrackerTest, UsesTheDefaultRoundTripTimeWhileNoneIsKnown) {
  NackTracker tracker(WithoutBudget());
  Arrive(tracker, 0);
  Arrive(tracker, 10);

  EXPECT_EQ(List(tracker, Duration(0)), Range(6, 9));  // due in more than 100 ms
  EXPECT_EQ(List(tracker, milliseconds(-5)), Range(6, 9));
}

TEST_P(NackTrackerTest, RequestsNothingWithoutARoundTripTimeIfSoConfigured) {
  NackParams params = Enabled();
  params.require_valid_rtt = true;
  NackTracker tracker(params);
  Arrive(tracker, 0);
  Arrive(tracker, 10);

  EXPECT_EQ(List(tracker, Duration(0)), Numbers());
  EXPECT_EQ(List(tracker, milliseconds(10)), Range(1, 9));
}

TEST_P(NackTrackerTest, ListsNoMoreThanTheConfiguredNumberOfNewestPackets) {
  for (const int max_list : {1, 10, 499, 500}) {
    NackParams params = Enabled();
    params.max_list = max_list;
    NackTracker tracker(params);
    Arrive(tracker, 0);
    for (int64_t packet = 100; packet <= 1000; packet += 100) Arrive(tracker, packet);
    // Packets 100, 200 ... arrive with time steps that match the gaps, so there is no DTX.

    Numbers expected;
    for (int64_t packet = 1000 - max_list; packet < 1000; ++packet) {
      if (packet % 100 != 0) expected.push_back(Only(packet).front());
    }
    EXPECT_EQ(List(tracker, milliseconds(1)), expected) << max_list;
  }
}

TEST_P(NackTrackerTest, AGapLongerThanTheListFillsIt) {
  NackParams params = Enabled();
  params.max_list = 50;
  NackTracker tracker(params);
  Arrive(tracker, 0);

  EXPECT_EQ(Arrive(tracker, 10'000), 50);

  EXPECT_EQ(List(tracker, milliseconds(1)), Range(9950, 9999));
}

TEST_P(NackTrackerTest, AnOldEntryDoesNotReturnInTheSlotOfANewOne) {
  NackParams params = Enabled();
  params.max_list = 8;
  NackTracker tracker(params);
  Arrive(tracker, 0);
  Arrive(tracker, 2);  // 1 is missing

  for (int64_t packet = 3; packet <= 20; ++packet) Arrive(tracker, packet);

  EXPECT_EQ(List(tracker, milliseconds(1)), Numbers());
}

TEST_P(NackTrackerTest, LossRateFollowsNetEqsFilter) {
  NackTracker tracker(Enabled());
  ArriveUpTo(tracker, 4);

  Arrive(tracker, 7);  // one received, two missing

  double expected = 0.996 * 0.0;
  for (int missing = 0; missing < 2; ++missing) expected = 0.996 * expected + 0.004;
  EXPECT_NEAR(tracker.loss_rate(), expected, 1e-12);
  Arrive(tracker, 8);
  EXPECT_NEAR(tracker.loss_rate(), 0.996 * expected, 1e-12);
}

TEST_P(NackTrackerTest, LossRateConvergesToTheShareOfMissingPackets) {
  NackTracker tracker(Enabled());
  for (int64_t packet = 0; packet < 5000; ++packet) {
    if (packet % 10 != 9) Arrive(tracker, packet);
  }

  // The filter remembers 250 packets, so it oscillates by 10 packets * 0.004 * 10 % = 0.4 %.
  EXPECT_NEAR(tracker.loss_rate(), 0.1, 0.004);
}

TEST_P(NackTrackerTest, HighLossAllowsRequestsForLatePackets) {
  NackTracker tracker(Enabled());
  Arrive(tracker, 0);
  for (int64_t packet = 2; packet <= 200; packet += 2) {
    Arrive(tracker, packet);
    Decode(tracker, packet - 2);
  }

  // Half of the packets are missing. After 100 packets the filter has settled by 1 - 0.996^100 = 33
  // %, so the loss rate is about 16 %, which allows 330 ms of delay. The last missing packet is due
  // in 20 ms, too soon for a round trip. But its age of 20 ms plus a round trip of 300 ms is less
  // than 330 ms.
  EXPECT_EQ(List(tracker, milliseconds(250)), Only(199));
  EXPECT_EQ(List(tracker, milliseconds(900)), Numbers());
}

TEST_P(NackTrackerTest, RequestsNothingAboveTheMaximumLossRate) {
  NackParams params = Enabled();
  params.max_loss_rate = 0.01;
  NackTracker tracker(params);
  Arrive(tracker, 0);
  Arrive(tracker, 3);  // 0.8 %
  EXPECT_EQ(List(tracker, milliseconds(10)), Range(1, 2));

  Arrive(tracker, 5);  // 1.2 %

  EXPECT_EQ(List(tracker, milliseconds(10)), Numbers());
}

TEST_P(NackTrackerTest, APauseOfTheSenderIsNotALoss) {
  for (const NackMode mode : {NackMode::kPacket, NackMode::kTimer}) {
    NackTracker tracker(Enabled(mode));
    ArriveUpTo(tracker, 2);

    // The next packet arrives 400 ms later, as with Opus DTX, and one comfort-noise packet is lost.
    const MediaTime resumed = Time(2 + 40);
    EXPECT_EQ(tracker.OnPacketArrived(Sequence(4), resumed, kRate), 0);
    tracker.OnPacketArrived(Sequence(5), resumed + kPacketSamples, kRate);

    EXPECT_EQ(List(tracker, milliseconds(1)), Numbers());
  }
}

TEST_P(NackTrackerTest, PacketsOf120MsAreNotAPause) {
  constexpr int64_t kLongSamples = 6 * kPacketSamples;
  NackTracker tracker(Enabled());
  tracker.OnPacketArrived(Sequence(0), {0}, kRate);

  EXPECT_EQ(tracker.OnPacketArrived(Sequence(2), {2 * kLongSamples}, kRate), 1);
  EXPECT_EQ(tracker.OnPacketArrived(Sequence(4), {4 * kLongSamples + 2 * 160}, kRate), 0);

  EXPECT_EQ(List(tracker, milliseconds(1)), Only(1));
}

TEST_P(NackTrackerTest, TimestampsThatDoNotAdvanceAreNotALoss) {
  NackTracker tracker(Enabled());
  ArriveUpTo(tracker, 2);

  EXPECT_EQ(tracker.OnPacketArrived(Sequence(4), Time(2), kRate), 0);
  EXPECT_EQ(tracker.OnPacketArrived(Sequence(6), Time(-50), kRate), 0);

  EXPECT_EQ(List(tracker, milliseconds(1)), Numbers());
}

TEST_P(NackTrackerTest, EmptyPacketsAreNotMissing) {
  NackTracker tracker(Enabled());
  ArriveUpTo(tracker, 2);

  tracker.OnEmptyPacket(Sequence(3));
  EXPECT_EQ(tracker.OnPacketArrived(Sequence(4), Time(3), kRate), 0);

  EXPECT_EQ(List(tracker, milliseconds(1)), Numbers());
  EXPECT_EQ(tracker.loss_rate(), 0.0);
}

TEST_P(NackTrackerTest, EmptyPacketsTakeNoTime) {
  NackTracker tracker(WithoutBudget());
  ArriveUpTo(tracker, 2);
  Decode(tracker, 2);

  tracker.OnEmptyPacket(Sequence(4));
  EXPECT_EQ(tracker.OnPacketArrived(Sequence(6), Time(5), kRate), 2);  // 3 and 5 carry 20 ms each

  Numbers expected = Only(3);
  expected.push_back(Only(5).front());
  EXPECT_EQ(List(tracker, milliseconds(19)), expected);
  EXPECT_EQ(List(tracker, milliseconds(39)), Only(5));
  EXPECT_EQ(List(tracker, milliseconds(40)), Numbers());
}

TEST_P(NackTrackerTest, ALateEmptyPacketEndsItsRequest) {
  NackTracker tracker(Enabled());
  ArriveUpTo(tracker, 2);
  Arrive(tracker, 4);

  tracker.OnEmptyPacket(Sequence(3));

  EXPECT_EQ(List(tracker, milliseconds(1)), Numbers());
}

TEST_P(NackTrackerTest, ResetForgetsEverything) {
  for (const NackMode mode : {NackMode::kPacket, NackMode::kTimer}) {
    NackTracker tracker(Enabled(mode));
    Arrive(tracker, 0);
    for (const int64_t packet : {10, 11}) Arrive(tracker, packet);

    tracker.Reset();

    EXPECT_EQ(List(tracker, milliseconds(1)), Numbers());
    EXPECT_EQ(tracker.loss_rate(), 0.0);
    EXPECT_EQ(Arrive(tracker, 20), 0) << "the first packet after a reset has no gap before it";
    EXPECT_EQ(List(tracker, milliseconds(1)), Numbers());
  }
}

TEST_P(NackTrackerTest, LearnsButRequestsNothingWhileNackIsOff) {
  NackTracker tracker(NackParams{});
  Arrive(tracker, 0);

  EXPECT_EQ(Arrive(tracker, 10), 9);

  EXPECT_EQ(List(tracker, milliseconds(1)), Numbers());
  EXPECT_GT(tracker.loss_rate(), 0.0);
}

TEST(NackParams, DefaultsAreInRange) { EXPECT_TRUE(CheckRanges(NackParams{}).ok()); }

}  // namespace
}  // namespace neteq::internal
