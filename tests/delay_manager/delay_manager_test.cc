// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/delay_manager/delay_manager.h"

#include <chrono>
#include <memory>
#include <utility>

#include "tests/delay_manager/neteq_2024.h"
#include "tests/delay_manager/packet_stream.h"
#include <gtest/gtest.h>

namespace neteq::delay {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Duration kFrame = milliseconds(20);
constexpr Duration kStartDelay = milliseconds(DelayParams().start_delay_ms);
constexpr int kMaxPackets = 50;  // capacity limit 750 ms

/// Returns a given target and records the calls it receives.
class FakeEstimator : public DelayEstimator {
 public:
  void OnArrival(const Arrival& arrival) noexcept override { last = arrival; }
  Duration target() const noexcept override { return unclamped_target; }
  EstimatorReport report() const noexcept override { return {}; }
  void OnStreamChange() noexcept override { ++stream_changes; }
  void Reset() noexcept override { ++resets; }

  Duration unclamped_target = milliseconds(100);
  Arrival last;
  int stream_changes = 0;
  int resets = 0;
};

/// A manager with a fake estimator, after one packet.
class DelayManagerTest : public ::testing::Test {
 protected:
  explicit DelayManagerTest(const DelayConfig& config = {.delay = {.floor_ms = 0}}) {
    auto estimator = std::make_unique<FakeEstimator>();
    estimator_ = estimator.get();
    manager_ = std::make_unique<DelayManager>(config, kMaxPackets, std::move(estimator));
    manager_->OnArrival(stream_.Next());
  }

  bool SetMinimum(Duration minimum) { return Set(&DelayBounds::minimum, minimum); }
  bool SetMaximum(Duration maximum) { return Set(&DelayBounds::maximum, maximum); }
  bool SetBaseMinimum(Duration minimum) { return Set(&DelayBounds::base_minimum, minimum); }
  bool Set(Duration DelayBounds::*bound, Duration value) {
    DelayBounds bounds = manager_->bounds();
    bounds.*bound = value;
    return manager_->SetBounds(bounds).ok();
  }

  PacketStream stream_{kFrame};
  FakeEstimator* estimator_ = nullptr;
  std::unique_ptr<DelayManager> manager_;
};

TEST_F(DelayManagerTest, PassesTheTargetThroughWithoutBounds) {
  EXPECT_EQ(manager_->target(), milliseconds(100));
  EXPECT_EQ(manager_->unlimited_target(), milliseconds(100));
}

TEST_F(DelayManagerTest, ReadsTheTargetAfterEachCallOfTheEstimator) {
  estimator_->unclamped_target = milliseconds(110);
  manager_->OnArrival(stream_.Next());
  EXPECT_EQ(manager_->unlimited_target(), milliseconds(110));

  estimator_->unclamped_target = milliseconds(120);
  manager_->OnEmptyPacket(7);
  EXPECT_EQ(manager_->unlimited_target(), milliseconds(120));

  estimator_->unclamped_target = milliseconds(130);
  manager_->OnStreamChange();
  EXPECT_EQ(manager_->unlimited_target(), milliseconds(130));

  estimator_->unclamped_target = milliseconds(140);
  manager_->Reset();
  EXPECT_EQ(manager_->unlimited_target(), milliseconds(140));
}

TEST_F(DelayManagerTest, ReadsTheTargetOfTheEstimatorAtEveryTick) {
  estimator_->unclamped_target = milliseconds(150);
  EXPECT_EQ(manager_->unlimited_target(), milliseconds(100));

  manager_->OnTick();

  EXPECT_EQ(manager_->unlimited_target(), milliseconds(150));
  EXPECT_EQ(manager_->target(), milliseconds(150));
}

TEST_F(DelayManagerTest, BoundsTakeEffectAtOnce) {
  EXPECT_TRUE(SetMinimum(milliseconds(200)));
  EXPECT_EQ(manager_->target(), milliseconds(200));

  EXPECT_TRUE(SetMinimum(milliseconds(0)));
  EXPECT_TRUE(SetMaximum(milliseconds(60)));
  EXPECT_EQ(manager_->target(), milliseconds(60));

  EXPECT_TRUE(SetMaximum(milliseconds(0)));
  EXPECT_EQ(manager_->target(), milliseconds(100));
}

TEST_F(DelayManagerTest, UnlimitedTargetIgnoresTheBounds) {
  ASSERT_TRUE(SetMinimum(milliseconds(200)));

  EXPECT_EQ(manager_->unlimited_target(), milliseconds(100));
}

TEST_F(DelayManagerTest, StaysWithinThreeQuartersOfTheCapacity) {
  estimator_->unclamped_target = seconds(2);

  manager_->OnArrival(stream_.Next());

  EXPECT_EQ(manager_->target(), milliseconds(750));
}

TEST_F(DelayManagerTest, StaysAtOnePacketOrMore) {
  ASSERT_TRUE(SetMaximum(milliseconds(30)));
  stream_.SetFrameLength(milliseconds(60));

  manager_->OnArrival(stream_.Next());

  EXPECT_EQ(manager_->target(), milliseconds(60));
}

TEST_F(DelayManagerTest, ComfortNoiseDoesNotTellThePacketLength) {
  Arrival noise = stream_.Next();
  noise.frame_length = milliseconds(120);
  noise.is_speech = false;
  estimator_->unclamped_target = Duration::zero();

  manager_->OnArrival(noise);

  EXPECT_EQ(manager_->target(), kFrame);
}

TEST_F(DelayManagerTest, RefusesMinimumAboveMaximum) {
  ASSERT_TRUE(SetMaximum(milliseconds(200)));

  EXPECT_FALSE(SetMinimum(milliseconds(201)));
  EXPECT_EQ(manager_->bounds().minimum, Duration::zero());
  EXPECT_TRUE(SetMinimum(milliseconds(200)));
}

TEST_F(DelayManagerTest, RefusesMinimumAboveTheCapacityLimit) {
  EXPECT_TRUE(SetMinimum(milliseconds(750)));
  EXPECT_FALSE(SetMinimum(milliseconds(751)));

  EXPECT_EQ(manager_->bounds().minimum, milliseconds(750));
}

TEST_F(DelayManagerTest, RefusesMaximumBelowMinimumOrOnePacket) {
  EXPECT_FALSE(SetMaximum(milliseconds(19)));
  EXPECT_TRUE(SetMaximum(milliseconds(20)));
  ASSERT_TRUE(SetMaximum(milliseconds(0)));
  ASSERT_TRUE(SetMinimum(milliseconds(40)));

  EXPECT_FALSE(SetMaximum(milliseconds(39)));
  EXPECT_TRUE(SetMaximum(milliseconds(40)));
  EXPECT_FALSE(SetMaximum(milliseconds(30)));
  EXPECT_EQ(manager_->bounds().maximum, milliseconds(40));
}

TEST_F(DelayManagerTest, RefusesBoundsOutsideZeroToTenSeconds) {
  for (const Duration bad : {Duration(-1), Duration(seconds(10)) + Duration(1)}) {
    EXPECT_FALSE(SetMinimum(bad));
    EXPECT_FALSE(SetMaximum(bad));
    EXPECT_FALSE(SetBaseMinimum(bad));
  }

  EXPECT_TRUE(SetMaximum(seconds(10)));
  EXPECT_TRUE(SetBaseMinimum(seconds(10)));
}

TEST_F(DelayManagerTest, SaysWhichBoundIsRefusedAndItsRange) {
  const auto refusal = [&](const DelayBounds& bounds) {
    return manager_->SetBounds(bounds).detail();
  };
  EXPECT_EQ(refusal({.minimum = seconds(11)}), "minimum = 11000 ms is out of range [0, 10000] ms");
  EXPECT_EQ(refusal({.base_minimum = Duration(-2500)}),
            "base_minimum = -2.5 ms is out of range [0, 10000] ms");
  EXPECT_EQ(refusal({.minimum = milliseconds(300), .maximum = milliseconds(100)}),
            "minimum = 300 ms is out of range [0, 100] ms: above maximum");
  EXPECT_EQ(refusal({.maximum = milliseconds(10)}),
            "maximum = 10 ms is out of range [20, 10000] ms: below one packet");
  EXPECT_EQ(refusal({.minimum = milliseconds(800)}),
            "minimum = 800 ms is out of range [0, 750] ms: above 75 % of the packet buffer");
}

TEST_F(DelayManagerTest, KeepsAllBoundsWhenOneIsRefused) {
  const DelayBounds before{.minimum = milliseconds(40), .maximum = milliseconds(400)};
  ASSERT_TRUE(manager_->SetBounds(before).ok());

  EXPECT_FALSE(
      manager_->SetBounds({.minimum = milliseconds(60), .base_minimum = seconds(20)}).ok());

  EXPECT_EQ(manager_->bounds(), before);
}

TEST_F(DelayManagerTest, BaseMinimumCountsWhereItIsAboveTheMinimum) {
  ASSERT_TRUE(SetMinimum(milliseconds(120)));

  ASSERT_TRUE(SetBaseMinimum(milliseconds(110)));
  EXPECT_EQ(manager_->target(), milliseconds(120));
  ASSERT_TRUE(SetBaseMinimum(milliseconds(130)));
  EXPECT_EQ(manager_->target(), milliseconds(130));
}

TEST_F(DelayManagerTest, BaseMinimumAboveTheCapacityIsCappedAndKept) {
  ASSERT_TRUE(SetBaseMinimum(seconds(5)));
  EXPECT_EQ(manager_->target(), milliseconds(750));

  stream_.SetFrameLength(milliseconds(60));
  manager_->OnArrival(stream_.Next());

  EXPECT_EQ(manager_->target(), milliseconds(2250));
}

TEST_F(DelayManagerTest, RemembersTheBaseMinimumWhileTheMaximumIsBelowIt) {
  ASSERT_TRUE(SetBaseMinimum(milliseconds(400)));
  ASSERT_TRUE(SetMaximum(milliseconds(60)));
  EXPECT_EQ(manager_->target(), milliseconds(60));

  ASSERT_TRUE(SetMaximum(milliseconds(500)));

  EXPECT_EQ(manager_->target(), milliseconds(400));
}

TEST_F(DelayManagerTest, ResetForgetsTheStreamAndKeepsTheBounds) {
  ASSERT_TRUE(SetMinimum(milliseconds(200)));

  manager_->Reset();

  EXPECT_EQ(estimator_->resets, 1);
  EXPECT_EQ(manager_->target(), milliseconds(200));
  EXPECT_TRUE(SetMinimum(seconds(2)));  // the packet length is unknown again
}

TEST_F(DelayManagerTest, AddsTheReserveToTheTargetWithinTheBounds) {
  manager_->SetReserve(milliseconds(70));
  EXPECT_EQ(manager_->target(), milliseconds(170));
  EXPECT_EQ(manager_->unlimited_target(), milliseconds(170));

  ASSERT_TRUE(SetMaximum(milliseconds(120)));
  EXPECT_EQ(manager_->target(), milliseconds(120));
  manager_->SetReserve(Duration(-1));

  EXPECT_EQ(manager_->target(), milliseconds(100));
}

TEST_F(DelayManagerTest, PassesRelativeTimingToTheEstimator) {
  EXPECT_FALSE(estimator_->last.relative);  // first packet
  EXPECT_FALSE(manager_->has_history());

  manager_->OnArrival(stream_.NextAfter(kFrame + milliseconds(33)));

  ASSERT_TRUE(estimator_->last.relative);
  EXPECT_EQ(estimator_->last.relative->delay, milliseconds(33));
  EXPECT_FALSE(estimator_->last.relative->is_reordered);
  EXPECT_TRUE(manager_->has_history());
  EXPECT_EQ(manager_->last_arrival_delay(), milliseconds(33));
  EXPECT_EQ(manager_->report().arrival_delay, milliseconds(33));
  EXPECT_EQ(manager_->max_arrival_delay(), milliseconds(33));
}

TEST_F(DelayManagerTest, DistinguishesReorderedPacketsAndDuplicates) {
  Arrival late = stream_.Next();
  manager_->OnArrival(stream_.Next());
  late.time += kFrame + milliseconds(5);

  manager_->OnArrival(late);
  ASSERT_TRUE(estimator_->last.relative);
  EXPECT_TRUE(estimator_->last.relative->is_reordered);
  EXPECT_EQ(manager_->last_arrival_delay(), milliseconds(25));
  manager_->OnArrival(late);

  EXPECT_FALSE(estimator_->last.relative);
  EXPECT_EQ(manager_->last_arrival_delay(), Duration::zero());
}

TEST_F(DelayManagerTest, CallersCannotForgeTheComparison) {
  Arrival arrival = stream_.Next();
  manager_->OnArrival(arrival);
  arrival.relative = RelativeTiming{.delay = seconds(1)};

  manager_->OnArrival(arrival);  // duplicate

  EXPECT_FALSE(estimator_->last.relative);
}

TEST_F(DelayManagerTest, PlayoutDelayIsBehindTheFastestPacket) {
  const Arrival fastest = stream_.NextAfter(kFrame - milliseconds(4));
  manager_->OnArrival(fastest);
  manager_->OnArrival(stream_.NextAfter(kFrame + milliseconds(50)));

  const Timestamp now = fastest.time + milliseconds(70);
  EXPECT_EQ(manager_->RecentPlayoutDelay(fastest.media_time, now), milliseconds(70));
  EXPECT_EQ(manager_->RecentPlayoutDelay(fastest.media_time + milliseconds(15), now),
            milliseconds(55));
  EXPECT_EQ(manager_->RecentPlayoutDelay(fastest.media_time + seconds(1), now), Duration::zero());
}

TEST_F(DelayManagerTest, StreamChangeForgetsTimesAndKeepsWhatWasLearned) {
  manager_->OnArrival(stream_.NextAfter(kFrame + milliseconds(33)));

  manager_->OnStreamChange();

  EXPECT_EQ(estimator_->stream_changes, 1);
  EXPECT_EQ(estimator_->resets, 0);
  EXPECT_FALSE(manager_->has_history());
  EXPECT_EQ(manager_->max_arrival_delay(), Duration::zero());
  EXPECT_EQ(manager_->last_arrival_delay(), Duration::zero());
  EXPECT_EQ(manager_->RecentPlayoutDelay(kFrame, Timestamp(seconds(9))), Duration::zero());
  EXPECT_FALSE(SetMinimum(seconds(2)));  // the packet length is still known
}

TEST_F(DelayManagerTest, RedundantCopiesTellNeitherPacketLengthNorPacketDelay) {
  manager_->OnArrival(stream_.NextAfter(kFrame + milliseconds(33)));
  Arrival copy = stream_.NextAfter(3 * kFrame);
  copy.frame_length = milliseconds(120);
  copy.is_redundant = true;
  estimator_->unclamped_target = Duration::zero();

  manager_->OnArrival(copy);

  EXPECT_TRUE(estimator_->last.is_redundant);
  EXPECT_EQ(manager_->target(), kFrame);
  EXPECT_EQ(manager_->last_arrival_delay(), milliseconds(33));
}

TEST_F(DelayManagerTest, GivesArrivalTimesAsTheyAre) {
  manager_->OnArrival(stream_.NextAfter(Duration(12'345)));

  EXPECT_EQ(estimator_->last.time - Timestamp(kFrame), Duration(12'345));
}

TEST_F(DelayManagerTest, HidesImpossiblePacketLengths) {
  for (const Duration bad : {milliseconds(-20), milliseconds(121)}) {
    stream_.SetFrameLength(bad);
    manager_->OnArrival(stream_.Next());
    EXPECT_EQ(estimator_->last.frame_length, Duration::zero());
  }
}

class DelayManagerTicksTest : public DelayManagerTest {
 protected:
  DelayManagerTicksTest()
      : DelayManagerTest({.delay = {.arrival_clock = ArrivalClock::kPlayoutTicks}}) {}
};

TEST_F(DelayManagerTicksTest, RoundsArrivalTimesDownToTicksSinceTheFirstPacket) {
  const Timestamp first = estimator_->last.time;

  manager_->OnArrival(stream_.NextAfter(milliseconds(19)));
  EXPECT_EQ(estimator_->last.time - first, milliseconds(10));

  manager_->OnArrival(stream_.NextAfter(milliseconds(1)));
  EXPECT_EQ(estimator_->last.time - first, milliseconds(20));
}

TEST_F(DelayManagerTicksTest, CountsFromTheNextPacketAfterReset) {
  manager_->Reset();

  const Arrival arrival = stream_.NextAfter(milliseconds(13));
  manager_->OnArrival(arrival);

  EXPECT_EQ(estimator_->last.time, arrival.time);
}

TEST_F(DelayManagerTicksTest, PlayoutDelayIsInTheSameTicks) {
  manager_->OnArrival(stream_.NextAfter(milliseconds(24)));  // tick 2, on time

  const Timestamp first(kFrame);
  EXPECT_EQ(manager_->RecentPlayoutDelay(Duration::zero(), first + milliseconds(69)),
            milliseconds(60));
  EXPECT_EQ(manager_->RecentPlayoutDelay(kFrame, first + milliseconds(70)), milliseconds(50));
}

class DelayManagerForgetfulTest : public DelayManagerTest {
 protected:
  DelayManagerForgetfulTest()
      : DelayManagerTest(
            {.delay = {.keep_knowledge = false}, .relative = {.learn_from_redundancy = false}}) {}
};

TEST_F(DelayManagerForgetfulTest, StreamChangeForgetsEverything) {
  manager_->OnStreamChange();

  EXPECT_EQ(estimator_->resets, 1);
  EXPECT_TRUE(SetMinimum(seconds(2)));  // the packet length is unknown again
}

TEST_F(DelayManagerForgetfulTest, OriginalsAfterTheirCopiesCountAsIfThereWereNone) {
  const Arrival original = stream_.Next();
  Arrival copy = original;
  copy.is_redundant = true;

  manager_->OnArrival(copy);
  EXPECT_FALSE(estimator_->last.is_redundant);
  manager_->OnArrival(original);

  EXPECT_TRUE(estimator_->last.relative);
}

TEST(DelayManager, FixedEstimatorStaysAtTheStartDelayWithinTheBounds) {
  DelayManager manager(
      {.delay = {.estimator = EstimatorKind::kFixed, .start_delay_ms = 120, .max_delay_ms = 400}},
      kMaxPackets);
  PacketStream stream(kFrame);

  for (int i = 0; i < 1000; ++i) manager.OnArrival(stream.NextAfter((i % 5) * kFrame));
  EXPECT_EQ(manager.target(), milliseconds(120));
  EXPECT_TRUE(manager.SetBounds({.minimum = milliseconds(200)}).ok());
  EXPECT_EQ(manager.target(), milliseconds(200));
  manager.Reset();

  EXPECT_EQ(manager.unlimited_target(), milliseconds(120));
}

TEST(DelayManager, RelativeEstimatorLearnsThroughTheManager) {
  DelayManager manager({.delay = {.estimator = EstimatorKind::kRelative}, .relative = NetEq2024()},
                       kMaxPackets);
  PacketStream stream(kFrame);
  manager.OnArrival(stream.Next());
  EXPECT_EQ(manager.target(), kStartDelay);

  for (int i = 0; i < 500; ++i) {
    manager.OnArrival(stream.NextAfter(kFrame + milliseconds(50)));
    manager.OnArrival(stream.NextAfter(Duration::zero()));
    manager.OnArrival(stream.NextAfter(kFrame - milliseconds(30)));
  }

  EXPECT_EQ(manager.target(), milliseconds(60));
  EXPECT_EQ(manager.max_arrival_delay(), milliseconds(50));
}

TEST(DelayManager, TakesBoundsAndStartDelayFromTheConfiguration) {
  const DelayConfig config{.delay = {.estimator = EstimatorKind::kRelative,
                                     .start_delay_ms = 300,
                                     .min_delay_ms = 40,
                                     .max_delay_ms = 200,
                                     .base_min_delay_ms = 50},
                           .relative = NetEq2024()};

  DelayManager manager(config, kMaxPackets);
  EXPECT_EQ(manager.target(), milliseconds(200));  // the bounds apply from the start
  PacketStream stream(kFrame);
  for (int i = 0; i < 100; ++i) manager.OnArrival(stream.Next());

  EXPECT_EQ(manager.target(), milliseconds(50));
  EXPECT_EQ(manager.unlimited_target(), kFrame);
}

TEST(DelayManager, PaddingReachesTheEstimator) {
  DelayManager manager({.delay = {.estimator = EstimatorKind::kIat}}, kMaxPackets);
  PacketStream stream(kFrame);
  for (int i = 0; i < 200; ++i) {
    manager.OnArrival(stream.Next());
    for (int padding = 0; padding < 3; ++padding) manager.OnEmptyPacket(stream.SkipSequence());
    manager.OnArrival(stream.NextAfter(3 * kFrame));
  }

  EXPECT_EQ(manager.target(), 3 * kFrame);
}

}  // namespace
}  // namespace neteq::delay
