// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/base/seq_lock.h"

#include <array>
#include <atomic>
#include <cstdint>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace neteq {
namespace {

using Row = std::array<uint32_t, 33>;  // not a whole number of words

Row RowOf(uint32_t value) {
  Row row{};
  row.fill(value);
  return row;
}

TEST(SeqLock, GivesWhatWasStoredLast) {
  SeqLock<Row> lock;
  EXPECT_EQ(lock.Load(), Row{});

  lock.Store(RowOf(1));
  lock.Store(RowOf(2));

  EXPECT_EQ(lock.Load(), RowOf(2));
}

TEST(SeqLock, NeverGivesHalfOfOneValueAndHalfOfAnother) {
  constexpr uint32_t kCount = 20'000;
  SeqLock<Row> lock;
  std::atomic<int> torn = 0;
  std::vector<std::thread> readers;
  for (int i = 0; i < 2; ++i) {
    readers.emplace_back([&] {
      for (uint32_t newest = 0; newest < kCount;) {
        const Row row = lock.Load();
        if (row != RowOf(row[0]) || row[0] < newest) ++torn;
        newest = row[0];
      }
    });
  }

  for (uint32_t i = 1; i <= kCount; ++i) lock.Store(RowOf(i));
  for (std::thread& reader : readers) reader.join();

  EXPECT_EQ(torn, 0);
}

}  // namespace
}  // namespace neteq
