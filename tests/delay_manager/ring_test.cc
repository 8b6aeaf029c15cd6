// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/delay_manager/ring.h"

#include <gtest/gtest.h>

namespace neteq::delay {
namespace {

TEST(Ring, KeepsItsOrderRoundTheEdge) {
  Ring<int> ring(3);
  for (int i = 0; i < 10; ++i) {
    if (ring.full()) ring.PopFront();
    ring.PushBack(i);
  }

  ASSERT_EQ(ring.size(), 3U);
  EXPECT_EQ(ring.front(), 7);
  EXPECT_EQ(ring[1], 8);
  EXPECT_EQ(ring.back(), 9);
}

TEST(Ring, MakesRoomBeforeAPosition) {
  Ring<int> ring(4);
  for (int i = 0; i < 4; ++i) ring.PushBack(i);
  ring.PopFront();

  ring.InsertBefore(1, 9);

  EXPECT_EQ(ring[0], 1);
  EXPECT_EQ(ring[1], 9);
  EXPECT_EQ(ring[2], 2);
  EXPECT_EQ(ring[3], 3);
}

TEST(Ring, IsEmptyOnceCleared) {
  Ring<int> ring(4);
  for (int i = 0; i < 4; ++i) ring.PushBack(i);
  ring.PopFront();

  ring.Clear();

  EXPECT_TRUE(ring.empty());
}

}  // namespace
}  // namespace neteq::delay
