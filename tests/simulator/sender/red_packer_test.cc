// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/sender/red_packer.h"

#include <gtest/gtest.h>

#include "neteq/internal/receive/red.h"

namespace neteq::sim {
namespace {

RedMedia Media(uint32_t timestamp, size_t bytes = 10) {
  return {111, timestamp, std::vector<std::byte>(bytes, static_cast<std::byte>(timestamp / 960))};
}

TEST(RedPacker, RepeatsTheLastPayloadsWithTheirDistance) {
  RedPacker packer(2);
  packer.Pack(Media(0));
  packer.Pack(Media(960));
  packer.Pack({13, 1920, std::vector<std::byte>(5)});

  const auto payload = packer.Pack(Media(4800, 20));

  const auto split = internal::SplitRed(payload);
  ASSERT_EQ(split.blocks.size(), 3U);
  EXPECT_EQ(split.blocks[0].payload_type, 111);
  EXPECT_EQ(split.blocks[0].timestamp_offset, 0);
  EXPECT_EQ(split.blocks[0].payload.size(), 20U);
  EXPECT_EQ(split.blocks[1].payload_type, 13);
  EXPECT_EQ(split.blocks[1].timestamp_offset, 2880);
  EXPECT_EQ(split.blocks[1].payload.size(), 5U);
  EXPECT_EQ(split.blocks[2].timestamp_offset, 3840);
  EXPECT_EQ(split.blocks[2].payload[0], std::byte{1});
}

TEST(RedPacker, BeginsWithoutRedundancy) {
  const auto payload = RedPacker(3).Pack(Media(0));

  ASSERT_EQ(payload.size(), 11U);
  EXPECT_EQ(payload[0], std::byte{111});
}

TEST(RedPacker, CountsAcrossTheWrap) {
  RedPacker packer(1);
  packer.Pack(Media(0xFFFFFFFF));

  const auto payload = packer.Pack(Media(959));

  EXPECT_EQ(internal::SplitRed(payload).blocks[1].timestamp_offset, 960);
}

TEST(RedPacker, OmitsBlocksThatDoNotFit) {
  RedPacker packer(4);
  packer.Pack(Media(0));           // 16384 ticks ago
  packer.Pack(Media(1));           // 16383 ticks ago
  packer.Pack(Media(9600, 1024));  // too long
  packer.Pack(Media(9601, 1023));

  const auto blocks = internal::SplitRed(packer.Pack(Media(16384))).blocks;

  ASSERT_EQ(blocks.size(), 3U);
  EXPECT_EQ(blocks[1].payload.size(), 1023U);
  EXPECT_EQ(blocks[2].timestamp_offset, 16383);
}

}  // namespace
}  // namespace neteq::sim
