// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/delay_manager/service_memory.h"

#include <chrono>

#include <gtest/gtest.h>

namespace neteq::delay {
namespace {

using std::chrono::milliseconds;

constexpr PlayoutStep kPacket{.elapsed_ms = 20.0F};

template <size_t N>
void Play(int packets, const std::array<float, N>& delays, ServiceMemory<N>& memory) {
  for (int i = 0; i < packets; ++i) memory.AddTime(kPacket, delays);
}

TEST(ServiceMemory, KeepsEverythingWithoutALevel) {
  ServiceMemory<1> memory({});
  Play(100, {500.0F}, memory);
  memory.AddGaps({400.0F});

  EXPECT_FALSE(memory.level().is_set());
  EXPECT_TRUE(memory.Keeps(0));
}

TEST(ServiceMemory, ComparesTheLateShare) {
  ServiceMemory<2> memory({.max_late_percent = 1.0});
  Play(500, {0.0F, 0.0F}, memory);
  memory.AddGaps({90.0F, 150.0F});  // of 10 s, and 2 s assumed

  EXPECT_TRUE(memory.KeepsLateShare(0));
  EXPECT_FALSE(memory.KeepsLateShare(1));
  EXPECT_TRUE(memory.KeepsDelay(1));
}

TEST(ServiceMemory, AllowsFivePercentOfSlowAudio) {
  ServiceMemory<2> memory({.max_delay = milliseconds(100)});
  Play(960, {80.0F, 80.0F}, memory);
  Play(30, {120.0F, 80.0F}, memory);
  Play(60, {80.0F, 120.0F}, memory);

  EXPECT_TRUE(memory.KeepsDelay(0));
  EXPECT_FALSE(memory.KeepsDelay(1));
}

TEST(ServiceMemory, ForgetsALateSecondWithinAMinute) {
  ServiceMemory<1> memory({.max_late_percent = 1.0});
  Play(500, {0.0F}, memory);
  memory.AddGaps({1000.0F});
  EXPECT_FALSE(memory.Keeps(0));

  Play(3500, {0.0F}, memory);

  EXPECT_TRUE(memory.Keeps(0));
}

TEST(ServiceMemory, CountsTheHeightOfTheQueue) {
  ServiceMemory<1> memory({.max_delay = milliseconds(100)});
  memory.AddTime({.elapsed_ms = 20.0F, .shift_ms = 30.0F}, {80.0F});
  Play(100, {80.0F}, memory);

  EXPECT_FALSE(memory.KeepsDelay(0));
  memory.Reset();
  EXPECT_TRUE(memory.KeepsDelay(0));
}

TEST(ServiceMemory, JudgesANewLimitOnlyByLaterAudio) {
  ServiceMemory<1> memory({.max_delay = milliseconds(50)});
  Play(500, {80.0F}, memory);
  memory.AddGaps({1000.0F});
  EXPECT_FALSE(memory.KeepsDelay(0));

  memory.SetLevel({.max_late_percent = 1.0, .max_delay = milliseconds(70)});
  EXPECT_TRUE(memory.KeepsDelay(0));
  EXPECT_FALSE(memory.KeepsLateShare(0));  // that share does not depend on the limit

  Play(50, {80.0F}, memory);
  EXPECT_FALSE(memory.KeepsDelay(0));
}

TEST(ReferenceHeight, IsMeasuredFromTheLeastOfTheLastMinutes) {
  ReferenceHeight height;
  EXPECT_EQ(height.Update({.elapsed_ms = 20.0F}), 0.0F);
  EXPECT_EQ(height.Update({.elapsed_ms = 20.0F, .shift_ms = 50.0F}), 50.0F);
  EXPECT_EQ(height.Update({.elapsed_ms = 20.0F, .shift_ms = -70.0F}), 0.0F);
  EXPECT_EQ(height.Update({.elapsed_ms = 20.0F, .shift_ms = 10.0F}), 10.0F);
  for (int i = 0; i < 2900; ++i) EXPECT_EQ(height.Update(kPacket), 10.0F);
  for (int i = 0; i < 3100; ++i) height.Update(kPacket);
  EXPECT_EQ(height.Update(kPacket), 0.0F);
}

}  // namespace
}  // namespace neteq::delay
