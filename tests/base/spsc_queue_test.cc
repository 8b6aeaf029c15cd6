// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/base/spsc_queue.h"

#include <cstdint>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace neteq {
namespace {

bool Push(SpscQueue<uint64_t>& queue, uint64_t value) {
  uint64_t* const slot = queue.BeginPush();
  if (slot == nullptr) return false;
  *slot = value;
  queue.EndPush();
  return true;
}

TEST(SpscQueue, StartsEmpty) {
  SpscQueue<uint64_t> queue(3, 0);

  EXPECT_EQ(queue.Front(), nullptr);
  EXPECT_EQ(queue.capacity(), 3U);
}

TEST(SpscQueue, TakesAsManyElementsAsItsCapacity) {
  SpscQueue<uint64_t> queue(3, 0);

  EXPECT_TRUE(Push(queue, 1) && Push(queue, 2) && Push(queue, 3));
  EXPECT_FALSE(Push(queue, 4));

  queue.Front();
  queue.Pop();
  EXPECT_TRUE(Push(queue, 4));
  EXPECT_FALSE(Push(queue, 5));
}

TEST(SpscQueue, GivesBackInOrderOverManyRounds) {
  for (const size_t capacity : {1U, 2U, 3U, 8U}) {
    SpscQueue<uint64_t> queue(capacity, 0);
    uint64_t pushed = 0;
    uint64_t popped = 0;
    for (int round = 0; round < 100; ++round) {
      for (int i = 0; i <= round % 5; ++i) pushed += Push(queue, pushed) ? 1U : 0U;
      for (int i = 0; i <= round % 3; ++i) {
        const uint64_t* const front = queue.Front();
        ASSERT_EQ(front == nullptr, pushed == popped);
        if (front == nullptr) break;
        ASSERT_EQ(*front, popped++);
        queue.Pop();
      }
    }
    EXPECT_GT(popped, 90U);
  }
}

TEST(SpscQueue, KeepsTheMemoryThatElementsOwn) {
  SpscQueue<std::vector<int>> queue(1, std::vector<int>(100));
  const int* const memory = queue.BeginPush()->data();
  queue.EndPush();

  EXPECT_EQ(queue.Front()->data(), memory);
}

TEST(SpscQueue, LosesNothingBetweenTwoThreads) {
  constexpr uint64_t kCount = 50'000;
  // Large enough for a busy machine, where the threads take turns only after each time slice.
  SpscQueue<std::vector<uint64_t>> queue(499, std::vector<uint64_t>(4));
  std::thread producer([&] {
    for (uint64_t i = 0; i < kCount;) {
      std::vector<uint64_t>* const slot = queue.BeginPush();
      if (slot == nullptr) {
        std::this_thread::yield();
        continue;
      }
      slot->assign(4, i++);
      queue.EndPush();
    }
  });

  uint64_t wrong = 0;
  for (uint64_t i = 0; i < kCount;) {
    const std::vector<uint64_t>* const front = queue.Front();
    if (front == nullptr) {
      std::this_thread::yield();
      continue;
    }
    wrong += *front == std::vector<uint64_t>(4, i++) ? 0U : 1U;
    queue.Pop();
  }
  producer.join();

  EXPECT_EQ(wrong, 0U);
  EXPECT_EQ(queue.Front(), nullptr);
}

}  // namespace
}  // namespace neteq
