// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/receive/red.h"

#include <array>
#include <initializer_list>
#include <vector>

#include <gtest/gtest.h>

#include "neteq/base/random.h"

namespace neteq::internal {
namespace {

constexpr uint8_t kOpus = 111;
constexpr uint8_t kPcmu = 0;
constexpr uint8_t kNoise = 13;
constexpr uint8_t kEvent = 101;
constexpr uint8_t kRed = 127;

using Bytes = std::vector<std::byte>;

/// Builds RED packets.
class RedBuilder {
 public:
  RedBuilder& Redundant(uint8_t type, unsigned offset, size_t length) {
    const unsigned low = (offset << 10U) | static_cast<unsigned>(length);
    for (const unsigned value : {0x80U | type, low >> 16U, low >> 8U, low}) Put(headers_, value);
    Fill(length);
    return *this;
  }
  RedBuilder& Primary(uint8_t type, size_t length) {
    Put(headers_, type);
    Fill(length);
    return *this;
  }
  Bytes Build() const {
    Bytes packet = headers_;
    packet.insert(packet.end(), data_.begin(), data_.end());
    return packet;
  }

 private:
  static void Put(Bytes& bytes, unsigned value) {
    bytes.push_back(static_cast<std::byte>(value & 0xFFU));
  }
  /// Fills each block with its number, counted from 1.
  void Fill(size_t length) { data_.insert(data_.end(), length, static_cast<std::byte>(++blocks_)); }

  Bytes headers_;
  Bytes data_;
  int blocks_ = 0;
};

std::array<PayloadRole, 128> Roles() {
  std::array<PayloadRole, 128> roles{};
  roles[kOpus] = roles[kPcmu] = PayloadRole::kSpeech;
  roles[kNoise] = PayloadRole::kComfortNoise;
  roles[kEvent] = PayloadRole::kTelephoneEvent;
  roles[kRed] = PayloadRole::kRed;
  return roles;
}

std::vector<int> TypesOf(const RedBlocks& blocks) {
  std::vector<int> types;
  for (const RedBlock& block : blocks) types.push_back(block.payload_type);
  return types;
}

std::vector<int> FilteredTypes(std::initializer_list<uint8_t> types) {
  RedBlocks blocks;
  const auto roles = Roles();
  for (const uint8_t type : types) blocks.PushBack({.payload_type = type, .role = roles[type]});
  return TypesOf(FilterBlocks(blocks));
}

TEST(SplitRed, SplitsTheExampleOfTheRfc) {
  // RFC 2198 section 4: a DVI4 primary block and an LPC block that is 20 ms older, at 8 kHz.
  const Bytes packet = RedBuilder().Redundant(7, 160, 14).Primary(5, 84).Build();

  const RedSplit split = SplitRed(packet);

  ASSERT_EQ(split.error, RedError::kNone);
  ASSERT_EQ(split.blocks.size(), 2U);
  EXPECT_EQ(split.blocks[0].payload_type, 5);
  EXPECT_EQ(split.blocks[0].red_level, 0);
  EXPECT_EQ(split.blocks[0].timestamp_offset, 0);
  EXPECT_EQ(split.blocks[0].payload.size(), 84U);
  EXPECT_EQ(split.blocks[0].payload[83], std::byte{2});
  EXPECT_EQ(split.blocks[1].payload_type, 7);
  EXPECT_EQ(split.blocks[1].red_level, 1);
  EXPECT_EQ(split.blocks[1].timestamp_offset, 160);
  EXPECT_EQ(split.blocks[1].payload.size(), 14U);
  EXPECT_EQ(split.blocks[1].payload[0], std::byte{1});
}

TEST(SplitRed, ReadsWholeRangeOfOffsetAndLength) {
  const Bytes packet = RedBuilder().Redundant(127, 16'383, 1023).Primary(0, 1).Build();

  const RedSplit split = SplitRed(packet);

  ASSERT_EQ(split.blocks.size(), 2U);
  EXPECT_EQ(split.blocks[1].payload_type, 127);
  EXPECT_EQ(split.blocks[1].timestamp_offset, 16'383);
  EXPECT_EQ(split.blocks[1].payload.size(), 1023U);
}

TEST(SplitRed, OrdersBlocksByDistanceFromThePrimary) {
  const Bytes packet =
      RedBuilder().Redundant(kOpus, 1920, 3).Redundant(kOpus, 960, 2).Primary(kOpus, 4).Build();

  const RedSplit split = SplitRed(packet);

  ASSERT_EQ(split.blocks.size(), 3U);
  for (uint8_t level = 0; level < 3; ++level) {
    EXPECT_EQ(split.blocks[level].red_level, level);
    EXPECT_EQ(split.blocks[level].timestamp_offset, 960 * level);
    EXPECT_EQ(split.blocks[level].payload[0], static_cast<std::byte>(3 - level));
  }
}

TEST(SplitRed, SkipsEmptyBlocksAndKeepsTheLevelOfOthers) {
  const Bytes packet =
      RedBuilder().Redundant(kOpus, 1920, 3).Redundant(kOpus, 960, 0).Primary(kOpus, 4).Build();

  const RedSplit split = SplitRed(packet);

  ASSERT_EQ(split.blocks.size(), 2U);
  EXPECT_EQ(split.blocks[0].red_level, 0);
  EXPECT_EQ(split.blocks[1].red_level, 2);
}

TEST(SplitRed, AcceptsAnEmptyPrimary) {
  const Bytes packet = RedBuilder().Redundant(kOpus, 960, 3).Primary(kOpus, 0).Build();

  const RedSplit split = SplitRed(packet);

  ASSERT_EQ(split.blocks.size(), 1U);
  EXPECT_EQ(split.blocks[0].red_level, 1);
}

TEST(SplitRed, RefusesPayloadsWithoutData) {
  EXPECT_EQ(SplitRed({}).error, RedError::kEmpty);
  EXPECT_EQ(SplitRed(RedBuilder().Primary(kOpus, 0).Build()).error, RedError::kEmpty);
  EXPECT_EQ(SplitRed(RedBuilder().Redundant(kOpus, 960, 0).Primary(kOpus, 0).Build()).error,
            RedError::kEmpty);
}

TEST(SplitRed, RefusesEveryTruncationThatReachesADeclaredBlock) {
  const Bytes packet =
      RedBuilder().Redundant(kOpus, 1920, 5).Redundant(kOpus, 960, 6).Primary(kOpus, 7).Build();

  for (size_t bytes = 1; bytes < packet.size(); ++bytes) {
    const RedSplit split = SplitRed(std::span(packet).first(bytes));
    const RedError expected = bytes < 9        ? RedError::kTruncatedHeader
                              : bytes < 9 + 11 ? RedError::kTruncatedBlock
                                               : RedError::kNone;
    EXPECT_EQ(split.error, expected) << bytes;
    EXPECT_EQ(split.blocks.empty(), expected != RedError::kNone) << bytes;
  }
}

TEST(SplitRed, AcceptsUpTo32Blocks) {
  RedBuilder most;
  for (unsigned i = 0; i < 31; ++i) most.Redundant(kOpus, i, 1);
  RedBuilder too_many = most;
  too_many.Redundant(kOpus, 0, 1);

  EXPECT_EQ(SplitRed(most.Primary(kOpus, 1).Build()).blocks.size(), 32U);
  EXPECT_EQ(SplitRed(too_many.Primary(kOpus, 1).Build()).error, RedError::kTooManyBlocks);
}

TEST(SplitRed, BlocksOfRandomBytesAreInOrderWithinThePayload) {
  Random random(3);
  for (int round = 0; round < 20'000; ++round) {
    Bytes packet(random.Next() % 600);
    for (std::byte& byte : packet) byte = static_cast<std::byte>(random.Next() & 0xFFU);
    if (!packet.empty()) packet[0] &= static_cast<std::byte>(random.Next() & 0xFFU);

    const RedSplit split = SplitRed(packet);

    const std::byte* end = packet.data() + packet.size();
    for (const RedBlock& block : split.blocks) {
      ASSERT_LE(block.payload.data() + block.payload.size(), end);
      ASSERT_GT(block.payload.data(), packet.data());
      end = block.payload.data();
    }
    ASSERT_EQ(split.blocks.empty(), split.error != RedError::kNone);
  }
}

TEST(FilterBlocks, KeepsRedundancyOfTheMainCodecOnly) {
  EXPECT_EQ(FilteredTypes({kOpus, kOpus, kPcmu, kOpus}), (std::vector<int>{kOpus, kOpus, kOpus}));
}

TEST(FilterBlocks, FirstSpeechBlockIsTheMainOneAfterNoiseAndEvents) {
  EXPECT_EQ(FilteredTypes({kNoise, kEvent, kPcmu, kOpus, kPcmu}),
            (std::vector<int>{kNoise, kEvent, kPcmu, kPcmu}));
}

TEST(FilterBlocks, KeepsNoiseAndEventsTogetherWithSpeech) {
  EXPECT_EQ(FilteredTypes({kOpus, kNoise, kEvent, kOpus}),
            (std::vector<int>{kOpus, kNoise, kEvent, kOpus}));
}

TEST(FilterBlocks, RefusesRedWithinRed) {
  EXPECT_EQ(FilteredTypes({kRed, kOpus, kRed}), (std::vector<int>{kOpus}));
  EXPECT_EQ(FilteredTypes({kRed}), (std::vector<int>{}));
}

TEST(FilterBlocks, LeavesAnUnknownPrimaryForTheCallerToRefuse) {
  EXPECT_EQ(FilteredTypes({77, kOpus}), (std::vector<int>{77}));
  EXPECT_EQ(FilteredTypes({kOpus, 77}), (std::vector<int>{kOpus}));
}

}  // namespace
}  // namespace neteq::internal
