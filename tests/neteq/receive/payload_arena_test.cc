// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/receive/payload_arena.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <gtest/gtest.h>

#include "neteq/base/random.h"

namespace neteq::internal {
namespace {

std::vector<std::byte> Bytes(size_t count, uint64_t seed) {
  Random random(seed);
  std::vector<std::byte> bytes(count);
  for (std::byte& byte : bytes) byte = static_cast<std::byte>(random.Next());
  return bytes;
}

std::vector<std::byte> Copy(std::span<const std::byte> bytes) {
  return {bytes.begin(), bytes.end()};
}

TEST(PayloadArena, KeepsEveryPayload) {
  constexpr uint16_t kOwners = 20;
  PayloadArena arena(4096, kOwners);
  std::vector<std::vector<std::byte>> stored(kOwners);
  Random random(1);

  for (int step = 0; step < 20'000; ++step) {
    const auto owner = static_cast<uint16_t>(random.Next() % kOwners);
    if (!stored[owner].empty()) {
      arena.Free(owner);
      stored[owner].clear();
    } else if (const auto bytes = Bytes(1 + random.Next() % 700, random.Next());
               PayloadArena::BlocksFor(bytes.size()) <= arena.free_blocks()) {
      arena.Store(owner, bytes);
      stored[owner] = bytes;
    }
    for (uint16_t i = 0; i < kOwners; ++i) {
      ASSERT_EQ(Copy(arena.Read(i)), stored[i]) << step << ' ' << i;
    }
  }
}

TEST(PayloadArena, TransfersPartOfReservedMemoryInPlace) {
  PayloadArena arena(1024, 3);
  const auto reserved = arena.Reserve(0, 300);
  ASSERT_TRUE(reserved);
  const auto bytes = Bytes(200, 7);
  std::copy(bytes.begin(), bytes.end(), reserved->begin() + 50);

  arena.Transfer(0, 1, 50, bytes.size());

  EXPECT_EQ(arena.Read(1).data(), reserved->data() + 50);
  EXPECT_EQ(Copy(arena.Read(1)), bytes);
  EXPECT_TRUE(arena.Read(0).empty());
  EXPECT_EQ(arena.free_blocks(), 8 - 2);
}

TEST(PayloadArena, ReservesNothingWithoutAWideEnoughGap) {
  PayloadArena arena(1024, 9);  // eight blocks
  for (uint16_t owner = 0; owner < 8; ++owner) arena.Store(owner, Bytes(128, owner));
  for (uint16_t owner = 0; owner < 8; owner += 2) arena.Free(owner);

  EXPECT_FALSE(arena.Reserve(8, 129));
  EXPECT_EQ(arena.Reserve(8, 128)->size(), 128U);
  EXPECT_EQ(arena.free_blocks(), 3);
}

TEST(PayloadArena, CompactsPayloadsForALongOne) {
  PayloadArena arena(1024, 9);  // eight blocks
  for (uint16_t owner = 0; owner < 8; ++owner) arena.Store(owner, Bytes(128, owner));
  for (uint16_t owner = 0; owner < 8; owner += 2) arena.Free(owner);

  arena.Store(8, Bytes(512, 8));

  EXPECT_EQ(arena.free_blocks(), 0);
  EXPECT_EQ(Copy(arena.Read(8)), Bytes(512, 8));
  for (uint16_t owner = 1; owner < 8; owner += 2) {
    EXPECT_EQ(Copy(arena.Read(owner)), Bytes(128, owner)) << owner;
  }
}

}  // namespace
}  // namespace neteq::internal
