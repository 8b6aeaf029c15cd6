// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/payload_arena.h"

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

TEST(PayloadArena, KeepsEveryPayloadHoweverTheyComeAndGo) {
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

TEST(PayloadArena, KeepsWhatWasWrittenIntoTheRoom) {
  constexpr uint16_t kOwners = 20;
  PayloadArena arena(4096, kOwners);
  std::vector<std::vector<std::byte>> stored(kOwners);
  Random random(2);
  int kept = 0;

  for (int step = 0; step < 20'000; ++step) {
    const auto owner = static_cast<uint16_t>(random.Next() % kOwners);
    const auto bytes = Bytes(1 + random.Next() % 700, random.Next());
    const size_t skipped = random.Next() % 150;
    const auto dice = random.Next() % 8;
    if (!stored[owner].empty()) {
      arena.Free(owner);
      stored[owner].clear();
    } else if (dice == 0 && PayloadArena::BlocksFor(bytes.size()) <= arena.free_blocks()) {
      arena.CloseRoom();
      arena.Store(owner, bytes);
      stored[owner] = bytes;
    } else if (const auto room = arena.OpenRoom(skipped + bytes.size()); !room.empty()) {
      const auto payload = room.subspan(skipped);
      std::copy(bytes.begin(), bytes.end(), payload.begin());
      ASSERT_TRUE(arena.IsInRoom(payload));
      if (dice < 5) {
        arena.KeepRoom(owner, payload);
        stored[owner] = bytes;
        ASSERT_FALSE(arena.IsInRoom(payload));
        ++kept;
      }
    }
    for (uint16_t i = 0; i < kOwners; ++i) {
      ASSERT_EQ(Copy(arena.Read(i)), stored[i]) << step << ' ' << i;
    }
  }
  arena.CloseRoom();
  for (uint16_t owner = 0; owner < kOwners; ++owner) arena.Free(owner);

  EXPECT_GT(kept, 1000);
  EXPECT_EQ(arena.free_blocks(), 4096 / 128);
}

TEST(PayloadArena, HasNoRoomWithoutAGapAsWide) {
  PayloadArena arena(1024, 9);  // eight blocks
  for (uint16_t owner = 0; owner < 8; ++owner) arena.Store(owner, Bytes(128, owner));
  for (uint16_t owner = 0; owner < 8; owner += 2) arena.Free(owner);

  EXPECT_TRUE(arena.OpenRoom(129).empty());
  EXPECT_EQ(arena.OpenRoom(128).size(), 128U);
  EXPECT_EQ(arena.free_blocks(), 3);
}

TEST(PayloadArena, MovesScatteredPayloadsTogetherForALongOne) {
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
