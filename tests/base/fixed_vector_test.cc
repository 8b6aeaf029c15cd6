// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/base/fixed_vector.h"

#include <numeric>

#include <gtest/gtest.h>

namespace neteq {
namespace {

TEST(FixedVector, RefusesWhatDoesNotFit) {
  FixedVector<int, 2> numbers;

  EXPECT_TRUE(numbers.PushBack(1));
  EXPECT_TRUE(numbers.PushBack(2));
  EXPECT_FALSE(numbers.PushBack(3));

  EXPECT_EQ(numbers.size(), 2U);
  EXPECT_EQ(numbers.back(), 2);
}

TEST(FixedVector, IteratesOverItsElementsOnly) {
  FixedVector<int, 8> numbers;
  for (int i = 1; i <= 4; ++i) numbers.PushBack(i);

  EXPECT_EQ(std::accumulate(numbers.begin(), numbers.end(), 0), 10);
}

TEST(FixedVector, TakesNewElementsAfterClear) {
  FixedVector<int, 1> numbers;
  numbers.PushBack(1);

  numbers.Clear();

  EXPECT_TRUE(numbers.empty());
  EXPECT_TRUE(numbers.PushBack(2));
  EXPECT_EQ(numbers[0], 2);
}

}  // namespace
}  // namespace neteq
