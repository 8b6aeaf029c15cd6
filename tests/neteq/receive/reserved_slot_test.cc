// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/receive/reserved_slot.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <gtest/gtest.h>

#include "neteq/base/random.h"

namespace neteq::internal {
namespace {

constexpr uint16_t kOwners = 20;

std::vector<std::byte> Bytes(size_t count, uint64_t seed) {
  Random random(seed);
  std::vector<std::byte> bytes(count);
  for (std::byte& byte : bytes) byte = static_cast<std::byte>(random.Next());
  return bytes;
}

std::vector<std::byte> Copy(std::span<const std::byte> bytes) {
  return {bytes.begin(), bytes.end()};
}

TEST(ReservedSlot, KeepsPayloadsReceivedInIt) {
  PayloadArena arena(4096, kOwners + 1);
  ReservedSlot slot(kOwners);
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
      slot.Close(arena);
      if (PayloadArena::BlocksFor(bytes.size()) > arena.free_blocks()) continue;
      arena.Store(owner, bytes);
      stored[owner] = bytes;
    } else if (const auto memory = slot.Open(skipped + bytes.size(), arena); !memory.empty()) {
      const auto payload = memory.subspan(skipped);
      std::copy(bytes.begin(), bytes.end(), payload.begin());
      ASSERT_TRUE(slot.Holds(payload));
      ASSERT_EQ(Copy(slot.CopyOut(payload)), bytes);
      if (dice < 5) {
        slot.Keep(payload, owner, arena);
        stored[owner] = bytes;
        ASSERT_FALSE(slot.Holds(payload));
        ++kept;
      }
    }
    for (uint16_t i = 0; i < kOwners; ++i) {
      ASSERT_EQ(Copy(arena.Read(i)), stored[i]) << step << ' ' << i;
    }
  }
  slot.Close(arena);
  for (uint16_t owner = 0; owner < kOwners; ++owner) arena.Free(owner);

  EXPECT_GT(kept, 1000);
  EXPECT_EQ(arena.free_blocks(), 4096 / 128);
}

TEST(ReservedSlot, HoldsNoEmptyPayloadAndNoOtherMemory) {
  PayloadArena arena(4096, 1);
  ReservedSlot slot(0);
  const std::vector<std::byte> outside(10);
  EXPECT_FALSE(slot.Holds(outside));
  EXPECT_FALSE(slot.Holds({}));

  const auto memory = slot.Open(100, arena);
  EXPECT_TRUE(slot.Holds(memory));
  EXPECT_FALSE(slot.Holds(memory.first(0)));
  EXPECT_FALSE(slot.Holds(outside));
  EXPECT_EQ(slot.CopyOut(outside).data(), outside.data());
}

TEST(ReservedSlot, IsRefusedAboveItsLimit) {
  PayloadArena arena(64'000, 1);
  ReservedSlot slot(0);
  EXPECT_EQ(slot.Open(ReservedSlot::kMaxBytes, arena).size(), ReservedSlot::kMaxBytes);
  EXPECT_TRUE(slot.Open(ReservedSlot::kMaxBytes + 1, arena).empty());
}

}  // namespace
}  // namespace neteq::internal
