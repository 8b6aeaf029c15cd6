// SPDX-License-Identifier: BSD-3-Clause
#include "delay_manager/delay_manager.h"

#include <chrono>
#include <memory>
#include <utility>

#include "tests/delay_manager/packet_stream.h"
#include <gtest/gtest.h>

namespace neteq::delay {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Duration kFrame = milliseconds(20);
constexpr int kMaxPackets = 50;  // capacity limit 750 ms

/// Wishes what it is told to, and shows what it was told.
class FakeEstimator : public DelayEstimator {
 public:
  void OnArrival(const Arrival& arrival) noexcept override { last = arrival; }
  Duration target() const noexcept override { return wish; }
  EstimatorReport report() const noexcept override { return {}; }
  void Reset() noexcept override { ++resets; }

  Duration wish = milliseconds(100);
  Arrival last;
  int resets = 0;
};

/// A manager of a fake estimator that has seen one packet.
class DelayManagerTest : public ::testing::Test {
 protected:
  explicit DelayManagerTest(const DelayConfig& config = {}) {
    auto estimator = std::make_unique<FakeEstimator>();
    estimator_ = estimator.get();
    manager_ = std::make_unique<DelayManager>(config, kMaxPackets, std::move(estimator));
    manager_->OnArrival(stream_.Next());
  }

  PacketStream stream_{kFrame};
  FakeEstimator* estimator_ = nullptr;
  std::unique_ptr<DelayManager> manager_;
};

TEST_F(DelayManagerTest, PassesTheWishOnWithoutBounds) {
  EXPECT_EQ(manager_->target(), milliseconds(100));
  EXPECT_EQ(manager_->unlimited_target(), milliseconds(100));
}

TEST_F(DelayManagerTest, BoundsTakeEffectAtOnce) {
  EXPECT_TRUE(manager_->SetMinimumDelay(milliseconds(200)));
  EXPECT_EQ(manager_->target(), milliseconds(200));

  EXPECT_TRUE(manager_->SetMinimumDelay(milliseconds(0)));
  EXPECT_TRUE(manager_->SetMaximumDelay(milliseconds(60)));
  EXPECT_EQ(manager_->target(), milliseconds(60));

  EXPECT_TRUE(manager_->SetMaximumDelay(milliseconds(0)));
  EXPECT_EQ(manager_->target(), milliseconds(100));
}

TEST_F(DelayManagerTest, UnlimitedTargetIgnoresTheBounds) {
  ASSERT_TRUE(manager_->SetMinimumDelay(milliseconds(200)));

  EXPECT_EQ(manager_->unlimited_target(), milliseconds(100));
}

TEST_F(DelayManagerTest, StaysWithinThreeQuartersOfTheCapacity) {
  estimator_->wish = seconds(2);

  EXPECT_EQ(manager_->target(), milliseconds(750));
}

TEST_F(DelayManagerTest, StaysAtOnePacketOrMore) {
  ASSERT_TRUE(manager_->SetMaximumDelay(milliseconds(30)));
  stream_.SetFrameLength(milliseconds(60));

  manager_->OnArrival(stream_.Next());

  EXPECT_EQ(manager_->target(), milliseconds(60));
}

TEST_F(DelayManagerTest, ComfortNoiseDoesNotTellThePacketLength) {
  Arrival noise = stream_.Next();
  noise.frame_length = milliseconds(120);
  noise.is_speech = false;
  estimator_->wish = Duration::zero();

  manager_->OnArrival(noise);

  EXPECT_EQ(manager_->target(), kFrame);
}

TEST_F(DelayManagerTest, RefusesMinimumAboveMaximum) {
  ASSERT_TRUE(manager_->SetMaximumDelay(milliseconds(200)));

  EXPECT_FALSE(manager_->SetMinimumDelay(milliseconds(201)));
  EXPECT_EQ(manager_->bounds().minimum, Duration::zero());
  EXPECT_TRUE(manager_->SetMinimumDelay(milliseconds(200)));
}

TEST_F(DelayManagerTest, RefusesMinimumAboveTheCapacityLimit) {
  EXPECT_TRUE(manager_->SetMinimumDelay(milliseconds(750)));
  EXPECT_FALSE(manager_->SetMinimumDelay(milliseconds(751)));

  EXPECT_EQ(manager_->bounds().minimum, milliseconds(750));
}

TEST_F(DelayManagerTest, RefusesMaximumBelowMinimumOrOnePacket) {
  EXPECT_FALSE(manager_->SetMaximumDelay(milliseconds(19)));
  EXPECT_TRUE(manager_->SetMaximumDelay(milliseconds(20)));
  ASSERT_TRUE(manager_->SetMaximumDelay(milliseconds(0)));
  ASSERT_TRUE(manager_->SetMinimumDelay(milliseconds(40)));

  EXPECT_FALSE(manager_->SetMaximumDelay(milliseconds(39)));
  EXPECT_TRUE(manager_->SetMaximumDelay(milliseconds(40)));
  EXPECT_FALSE(manager_->SetMaximumDelay(milliseconds(30)));
  EXPECT_EQ(manager_->bounds().maximum, milliseconds(40));
}

TEST_F(DelayManagerTest, RefusesBoundsOutsideZeroToTenSeconds) {
  for (const Duration bad : {Duration(-1), Duration(seconds(10)) + Duration(1)}) {
    EXPECT_FALSE(manager_->SetMinimumDelay(bad));
    EXPECT_FALSE(manager_->SetMaximumDelay(bad));
    EXPECT_FALSE(manager_->SetBaseMinimumDelay(bad));
  }

  EXPECT_TRUE(manager_->SetMaximumDelay(seconds(10)));
  EXPECT_TRUE(manager_->SetBaseMinimumDelay(seconds(10)));
}

TEST_F(DelayManagerTest, BaseMinimumCountsWhereItIsAboveTheMinimum) {
  ASSERT_TRUE(manager_->SetMinimumDelay(milliseconds(120)));

  ASSERT_TRUE(manager_->SetBaseMinimumDelay(milliseconds(110)));
  EXPECT_EQ(manager_->target(), milliseconds(120));
  ASSERT_TRUE(manager_->SetBaseMinimumDelay(milliseconds(130)));
  EXPECT_EQ(manager_->target(), milliseconds(130));
}

TEST_F(DelayManagerTest, BaseMinimumAboveTheCapacityIsCappedAndKept) {
  ASSERT_TRUE(manager_->SetBaseMinimumDelay(seconds(5)));
  EXPECT_EQ(manager_->target(), milliseconds(750));

  stream_.SetFrameLength(milliseconds(60));
  manager_->OnArrival(stream_.Next());

  EXPECT_EQ(manager_->target(), milliseconds(2250));
}

TEST_F(DelayManagerTest, RemembersTheBaseMinimumWhileTheMaximumIsBelowIt) {
  ASSERT_TRUE(manager_->SetBaseMinimumDelay(milliseconds(400)));
  ASSERT_TRUE(manager_->SetMaximumDelay(milliseconds(60)));
  EXPECT_EQ(manager_->target(), milliseconds(60));

  ASSERT_TRUE(manager_->SetMaximumDelay(milliseconds(500)));

  EXPECT_EQ(manager_->target(), milliseconds(400));
}

TEST_F(DelayManagerTest, ResetForgetsTheStreamAndKeepsTheBounds) {
  ASSERT_TRUE(manager_->SetMinimumDelay(milliseconds(200)));

  manager_->Reset();

  EXPECT_EQ(estimator_->resets, 1);
  EXPECT_EQ(manager_->target(), milliseconds(200));
  EXPECT_TRUE(manager_->SetMinimumDelay(seconds(2)));  // the packet length is unknown again
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

TEST(DelayManager, TakesBoundsAndStartDelayFromTheConfiguration) {
  const DelayConfig config{
      .delay = {
          .start_delay_ms = 300, .min_delay_ms = 40, .max_delay_ms = 200, .base_min_delay_ms = 50}};

  DelayManager manager(config, kMaxPackets);
  EXPECT_EQ(manager.target(), milliseconds(200));  // within the bounds from the start
  PacketStream stream(kFrame);
  for (int i = 0; i < 100; ++i) manager.OnArrival(stream.Next());

  EXPECT_EQ(manager.target(), milliseconds(50));
  EXPECT_EQ(manager.unlimited_target(), kFrame);
}

TEST(DelayManager, PaddingReachesTheEstimator) {
  DelayManager manager({}, kMaxPackets);
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
