// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/receive/transit_floor.h"

#include <limits>

#include <gtest/gtest.h>

namespace neteq::internal {
namespace {

TEST(TransitFloor, IsEmptyBeforeTheFirstPacket) { EXPECT_FALSE(TransitFloor().ms().has_value()); }

TEST(TransitFloor, IsTheFastestRecentPacket) {
  TransitFloor floor;
  for (const double transit_ms : {40.0, 25.0, 90.0, 30.0}) floor.OnPacket(0.0, transit_ms);

  EXPECT_EQ(floor.ms(), 25.0);
}

TEST(TransitFloor, ForgetsAfterTwoWindows) {
  TransitFloor floor;
  floor.OnPacket(0.0, 10.0);
  floor.OnPacket(5000.0, 50.0);
  EXPECT_EQ(floor.ms(), 10.0);

  floor.OnPacket(10'000.0, 60.0);

  EXPECT_EQ(floor.ms(), 50.0);
}

TEST(TransitFloor, TakesAnyTime) {
  constexpr double kHuge = std::numeric_limits<double>::max() / 4;
  TransitFloor floor;
  for (const double time : {kHuge, -kHuge, 0.0}) floor.OnPacket(time, time);

  EXPECT_TRUE(floor.ms().has_value());
}

}  // namespace
}  // namespace neteq::internal
