// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/trace/delta_blob.h"

#include "tests/simulator/event_log_bytes.h"
#include <gtest/gtest.h>

namespace neteq::sim {
namespace {

using Column = std::vector<std::optional<uint64_t>>;

TEST(DecodeDeltas, RepeatsTheBaseForAnEmptyBlob) {
  EXPECT_EQ(DecodeDeltas({}, 7, 3), (Column{7, 7, 7}));
  EXPECT_EQ(DecodeDeltas({}, std::nullopt, 1), (Column{std::nullopt}));
}

TEST(DecodeDeltas, AddsUnsignedDeltasOfFixedWidth) {
  BitWriter bits;
  bits.Write(0, 2).Write(5 - 1, 6).Write(1, 5).Write(31, 5).Write(0, 5);

  EXPECT_EQ(DecodeDeltas(bits.bytes(), 100, 3), (Column{101, 132, 132}));
}

TEST(DecodeDeltas, WrapsSignedDeltasAtTheWidthOfTheValues) {
  EXPECT_EQ(DecodeDeltas(DeltaBlob({1, 1, -3}, 3, 16), 65534, 3), (Column{65535, 0, 65533}));
  EXPECT_EQ(DecodeDeltas(DeltaBlob({-1}, 64, 64), 0, 1), (Column{~uint64_t{0}}));
}

TEST(DecodeDeltas, ReturnsAbsentValuesAsNullopt) {
  BitWriter bits;
  bits.Write(1, 2).Write(4 - 1, 6).Write(0, 1).Write(1, 1).Write(8 - 1, 6);
  bits.Write(0b101, 3).Write(2, 4).Write(3, 4);

  EXPECT_EQ(DecodeDeltas(bits.bytes(), 10, 3), (Column{12, std::nullopt, 15}));
}

TEST(DecodeDeltas, ReadsTheFirstValueAsVarintWithoutABase) {
  BitWriter bits;
  bits.Write(1, 2).Write(4 - 1, 6).Write(0, 1).Write(1, 1).Write(16 - 1, 6);
  bits.Write(0b011, 3).Write(0xAC, 8).Write(0x02, 8).Write(1, 4);  // 300, then a delta of 1

  EXPECT_EQ(DecodeDeltas(bits.bytes(), std::nullopt, 3), (Column{std::nullopt, 300, 301}));
}

TEST(DecodeDeltas, RejectsUnknownEncodingsAndShortBlobs) {
  const std::vector<std::byte> good = DeltaBlob({1, 2, 3, 4}, 9, 32);
  for (size_t size = 1; size < good.size(); ++size) {
    EXPECT_EQ(DecodeDeltas(ConstBytes(good).first(size), 0, 4), std::nullopt) << size;
  }
  EXPECT_EQ(DecodeDeltas(good, 0, size_t{1} << 40U), std::nullopt);
  EXPECT_EQ(DecodeDeltas(BitWriter().Write(2, 2).Write(0, 30).bytes(), 0, 1), std::nullopt);
}

}  // namespace
}  // namespace neteq::sim
