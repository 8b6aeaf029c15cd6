// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/delay_manager/sliding_extremes.h"

#include <algorithm>
#include <cstddef>
#include <deque>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace neteq::delay {
namespace {

struct Item {
  int name = 0;
  Duration value{};
};

Duration RandomValue(std::mt19937& random) {
  return Duration(static_cast<int64_t>(random() % 20) - 10);
}

std::vector<Duration> ValuesOf(const std::deque<Item>& queue) {
  std::vector<Duration> values;
  for (const Item& item : queue) {
    values.push_back(item.value);
  }
  return values;
}

TEST(SlidingExtremes, AreThoseOfAllItemsInTheQueue) {
  constexpr size_t kCapacity = 7;
  std::mt19937 random(1);
  SlidingExtremes<int> extremes(kCapacity);
  std::deque<Item> queue;
  for (int name = 0; name < 5000; ++name) {
    while (queue.size() == kCapacity || (!queue.empty() && random() % 3 == 0)) {
      EXPECT_EQ(extremes.front(), queue.front().name);
      extremes.PopFront();
      queue.pop_front();
    }
    const Duration value = RandomValue(random);
    extremes.PushBack(name, value);
    queue.push_back({name, value});

    ASSERT_EQ(extremes.size(), queue.size());
    for (size_t i = 0; i < queue.size(); ++i) ASSERT_EQ(extremes[i], queue[i].name) << name;
    const std::vector<Duration> values = ValuesOf(queue);
    ASSERT_EQ(extremes.least(), *std::min_element(values.begin(), values.end())) << name;
    ASSERT_EQ(extremes.largest(), *std::max_element(values.begin(), values.end())) << name;
  }
}

TEST(SlidingExtremes, ForgetAllOnceCleared) {
  SlidingExtremes<int> extremes(4);
  for (const int value : {-5, 9, 3}) extremes.PushBack(value, Duration(value));
  extremes.PopFront();

  extremes.Clear();
  EXPECT_TRUE(extremes.empty());

  extremes.PushBack(0, Duration(2));
  EXPECT_EQ(extremes.least(), Duration(2));
  EXPECT_EQ(extremes.largest(), Duration(2));
}

}  // namespace
}  // namespace neteq::delay
