// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/receive/retransmission_reserve.h"

#include <chrono>

#include <gtest/gtest.h>

namespace neteq::internal {
namespace {

using std::chrono::milliseconds;

constexpr Duration kNone{0};
constexpr Duration kRtt = milliseconds(60);
constexpr Duration kRoom = milliseconds(80);  // includes the margin of 20 ms
constexpr double kLossRate = 0.05;
constexpr int64_t kTicksPerSecond = 100;

NackParams Enabled() { return {.enabled = true}; }

/// Packets are lost and requested at tick 0.
RetransmissionReserve Active(const NackParams& params = Enabled()) {
  RetransmissionReserve reserve(params);
  reserve.OnLoss(kLossRate, 0);
  reserve.OnListRequest(kRtt, 0);
  return reserve;
}

TEST(RetransmissionReserve, CoversARoundTripAndTheMargin) { EXPECT_EQ(Active().reserve(0), kRoom); }

TEST(RetransmissionReserve, NeedsALossAndARoundTripTime) {
  RetransmissionReserve without_loss(Enabled());
  without_loss.OnListRequest(kRtt, 0);
  RetransmissionReserve never_asked(Enabled());
  never_asked.OnLoss(kLossRate, 0);
  RetransmissionReserve rtt_unknown(Enabled());
  rtt_unknown.OnLoss(kLossRate, 0);
  rtt_unknown.OnListRequest(kNone, 0);

  EXPECT_EQ(without_loss.reserve(0), kNone);
  EXPECT_EQ(never_asked.reserve(0), kNone);
  EXPECT_EQ(rtt_unknown.reserve(0), kNone);
}

TEST(RetransmissionReserve, NeedsNackAndReservationSwitchedOn) {
  EXPECT_EQ(Active({.enabled = false}).reserve(0), kNone);
  EXPECT_EQ(Active({.enabled = true, .reserve_enabled = false}).reserve(0), kNone);
}

TEST(RetransmissionReserve, IgnoresASingleLoss) {
  RetransmissionReserve reserve(Enabled());
  reserve.OnListRequest(kRtt, 0);

  reserve.OnLoss(0.004, 0);
  EXPECT_EQ(reserve.reserve(0), kNone);
  reserve.OnLoss(0.008, 0);
  EXPECT_EQ(reserve.reserve(0), kRoom);
}

TEST(RetransmissionReserve, HoldsForTenSecondsAndIsReleasedLinearlyInTwo) {
  RetransmissionReserve reserve = Active();
  reserve.OnListRequest(kRtt, 20 * kTicksPerSecond);

  EXPECT_EQ(reserve.reserve(10 * kTicksPerSecond), kRoom);
  EXPECT_EQ(reserve.reserve(10 * kTicksPerSecond + 50), kRoom * 3 / 4);
  EXPECT_EQ(reserve.reserve(11 * kTicksPerSecond), kRoom / 2);
  EXPECT_EQ(reserve.reserve(12 * kTicksPerSecond), kNone);
  EXPECT_EQ(reserve.reserve(1000 * kTicksPerSecond), kNone);
}

TEST(RetransmissionReserve, IsReleasedWhenTheRoundTripTimeIsNoLongerGiven) {
  RetransmissionReserve reserve = Active();
  reserve.OnLoss(kLossRate, 15 * kTicksPerSecond);
  reserve.OnListRequest(kNone, 15 * kTicksPerSecond);

  EXPECT_EQ(reserve.reserve(15 * kTicksPerSecond), kNone);
}

TEST(RetransmissionReserve, IsRestoredAtTheNextLoss) {
  RetransmissionReserve reserve = Active();
  reserve.OnListRequest(kRtt, 11 * kTicksPerSecond);
  ASSERT_LT(reserve.reserve(11 * kTicksPerSecond), kRoom);

  reserve.OnLoss(kLossRate, 11 * kTicksPerSecond);

  EXPECT_EQ(reserve.reserve(11 * kTicksPerSecond), kRoom);
}

TEST(RetransmissionReserve, FollowsTheRoundTripTime) {
  RetransmissionReserve reserve = Active();

  reserve.OnListRequest(milliseconds(200), 1);

  EXPECT_EQ(reserve.reserve(1), milliseconds(220));
}

TEST(RetransmissionReserve, AddsTheTimeThatALossWaitsForItsRequest) {
  RetransmissionReserve reserve = Active();

  reserve.OnLoss(kLossRate, 100);
  reserve.OnLoss(kLossRate, 102);
  reserve.OnListRequest(kRtt, 105);  // the first of two losses waited 50 ms

  EXPECT_EQ(reserve.reserve(105), kRoom + milliseconds(50));
}

TEST(RetransmissionReserve, ForgetsALongWaitSlowly) {
  RetransmissionReserve reserve = Active();
  reserve.OnLoss(kLossRate, 100);
  reserve.OnListRequest(kRtt, 108);

  reserve.OnLoss(kLossRate, 200);
  reserve.OnListRequest(kRtt, 200);

  EXPECT_EQ(reserve.reserve(200), kRoom + milliseconds(70));  // 80 ms minus one eighth
}

TEST(RetransmissionReserve, ForgetsAVeryLateRequestAfterAFewLosses) {
  RetransmissionReserve reserve(Enabled());
  reserve.OnLoss(kLossRate, 0);
  reserve.OnListRequest(kRtt, 100'000);
  EXPECT_EQ(reserve.reserve(100'000), kNone);

  for (int64_t tick = 100'100; tick <= 100'300; tick += 100) {
    reserve.OnLoss(kLossRate, tick);
    reserve.OnListRequest(kRtt, tick);
  }

  EXPECT_GT(reserve.reserve(100'300), kRoom);
}

TEST(RetransmissionReserve, RequestsWithoutALossDoNotShortenTheWait) {
  RetransmissionReserve reserve = Active();
  reserve.OnLoss(kLossRate, 100);
  reserve.OnListRequest(kRtt, 108);

  for (int64_t tick = 109; tick < 200; ++tick) reserve.OnListRequest(kRtt, tick);

  EXPECT_EQ(reserve.reserve(200), kRoom + milliseconds(80));
}

TEST(RetransmissionReserve, IsZeroAboveTheMaximum) {
  RetransmissionReserve reserve = Active();

  reserve.OnListRequest(milliseconds(380), 1);
  EXPECT_EQ(reserve.reserve(1), milliseconds(400));
  reserve.OnListRequest(milliseconds(381), 2);
  EXPECT_EQ(reserve.reserve(2), kNone);
}

TEST(RetransmissionReserve, ResetForgetsEverything) {
  RetransmissionReserve reserve = Active();

  reserve.Reset();

  EXPECT_EQ(reserve.reserve(0), kNone);
}

}  // namespace
}  // namespace neteq::internal
