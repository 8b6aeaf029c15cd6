// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/support/parallel.h"

#include <atomic>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace neteq::sim {
namespace {

const auto kIgnore = [](size_t) {};

TEST(ForEachInParallel, ProcessesAndCountsEveryIndexOnce) {
  constexpr size_t kCount = 1000;
  for (const int threads : {1, 2, 7, 5000}) {
    std::vector<std::atomic<int>> visits(kCount);
    std::vector<size_t> counts;
    const auto work = [&](size_t i) {
      ++visits[i];
      return Status();
    };

    const Status status =
        ForEachInParallel(kCount, threads, work, [&](size_t done) { counts.push_back(done); });

    EXPECT_TRUE(status.ok());
    for (const auto& visit : visits) EXPECT_EQ(visit, 1);
    ASSERT_EQ(counts.size(), kCount);
    for (size_t i = 0; i < kCount; ++i) EXPECT_EQ(counts[i], i + 1);
  }
}

TEST(ForEachInParallel, ReturnsTheLowestFailureAndStartsNoMore) {
  for (int trial = 0; trial < 50; ++trial) {
    std::atomic<int> begun = 0;
    const auto work = [&](size_t i) {
      ++begun;
      if (i < 40) return Status();
      return Status(StatusCode::kUnreadable, std::to_string(i));
    };

    const Status status = ForEachInParallel(100'000, 4, work, kIgnore);

    EXPECT_EQ(status.detail(), "40");
    EXPECT_LE(begun, 40 + 4);  // each thread may have begun one that fails
  }
}

TEST(ForEachInParallel, RethrowsExceptions) {
  const auto work = [](size_t i) {
    if (i == 3) throw std::runtime_error("three");
    return Status();
  };
  EXPECT_THROW((void)ForEachInParallel(10, 2, work, kIgnore), std::runtime_error);
  EXPECT_THROW((void)ForEachInParallel(10, 1, work, kIgnore), std::runtime_error);
}

TEST(ForEachInParallel, AcceptsACountOfZero) {
  const auto work = [](size_t) { return Status(StatusCode::kUnreadable, "never"); };
  EXPECT_TRUE(ForEachInParallel(0, 4, work, kIgnore).ok());
}

}  // namespace
}  // namespace neteq::sim
