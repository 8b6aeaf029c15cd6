// SPDX-License-Identifier: BSD-3-Clause
#include "delay_manager/sliding_extremes.h"

#include <algorithm>
#include <cstddef>
#include <deque>
#include <random>

#include <gtest/gtest.h>

namespace neteq::delay {
namespace {

TEST(SlidingExtremes, AreThoseOfAllThatIsInTheQueue) {
  constexpr size_t kCapacity = 7;
  std::mt19937 random(1);
  SlidingExtremes extremes(kCapacity);
  std::deque<Duration> queue;
  for (int64_t key = 0; key < 2000; ++key) {
    while (queue.size() == kCapacity || (!queue.empty() && random() % 3 == 0)) {
      EXPECT_EQ(extremes.oldest(), Duration(key) - Duration(static_cast<int64_t>(queue.size())));
      extremes.PopFront();
      queue.pop_front();
    }
    const Duration value(static_cast<int64_t>(random() % 20) - 10);
    extremes.PushBack(Duration(key), value);
    queue.push_back(value);

    ASSERT_EQ(extremes.least(), *std::min_element(queue.begin(), queue.end())) << key;
    ASSERT_EQ(extremes.largest(), *std::max_element(queue.begin(), queue.end())) << key;
  }
}

TEST(SlidingExtremes, ForgetAllOnceCleared) {
  SlidingExtremes extremes(4);
  for (const int value : {-5, 9, 3}) extremes.PushBack(Duration(value), Duration(value));
  extremes.PopFront();

  extremes.Clear();
  EXPECT_TRUE(extremes.empty());

  extremes.PushBack(Duration(0), Duration(2));
  EXPECT_EQ(extremes.least(), Duration(2));
  EXPECT_EQ(extremes.largest(), Duration(2));
}

}  // namespace
}  // namespace neteq::delay
