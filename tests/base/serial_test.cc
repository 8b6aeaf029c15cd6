// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/base/serial.h"

#include <cstdint>

#include <gtest/gtest.h>

#include "neteq/base/random.h"

namespace neteq {
namespace {

TEST(Serial, IsNewerAcrossTheWrap) {
  const SequenceNumber before(65535);
  const SequenceNumber after(2);

  EXPECT_TRUE(after.IsNewerThan(before));
  EXPECT_FALSE(before.IsNewerThan(after));
  EXPECT_EQ(after.DistanceFrom(before), 3);
  EXPECT_EQ(before.DistanceFrom(after), -3);
}

TEST(Serial, HasNoNewerOneAtExactlyHalfTheCircle) {
  for (const int start : {0, 1, 32767, 32768, 65535}) {
    const SequenceNumber a(static_cast<uint16_t>(start));
    const SequenceNumber b = a.Advanced(32768);

    EXPECT_FALSE(a.IsNewerThan(b)) << start;
    EXPECT_FALSE(b.IsNewerThan(a)) << start;
  }
}

TEST(Serial, IsNewerUpToOneStepBelowHalfTheCircle) {
  const RtpTimestamp start(0xFFFFFF00U);

  EXPECT_TRUE(start.Advanced(0x7FFFFFFF).IsNewerThan(start));
  EXPECT_FALSE(start.Advanced(0x80000001).IsNewerThan(start));
}

TEST(Serial, AdvancesInBothDirectionsAcrossTheWrap) {
  EXPECT_EQ(SequenceNumber(65534).Advanced(4), SequenceNumber(2));
  EXPECT_EQ(SequenceNumber(2).Advanced(-4), SequenceNumber(65534));
  EXPECT_EQ(RtpTimestamp(0xFFFFFFFFU).Advanced(960), RtpTimestamp(959));
}

TEST(Unwrapper, StartsAtTheFirstNumber) {
  Unwrapper<RtpTimestamp> unwrapper;

  EXPECT_EQ(unwrapper.Unwrap(RtpTimestamp(0xFFFFFFF0U)), 0xFFFFFFF0LL);
}

TEST(Unwrapper, KeepsEveryDistanceBelowHalfTheCircle) {
  Unwrapper<SequenceNumber> unwrapper;
  Random random(1);
  int64_t expected = 64000;
  unwrapper.Unwrap(SequenceNumber(64000));

  for (int i = 0; i < 10'000; ++i) {
    expected += static_cast<int64_t>(random.Next() % 65535) - 32767;
    ASSERT_EQ(unwrapper.Unwrap(SequenceNumber(static_cast<uint16_t>(expected))), expected);
  }
}

TEST(Unwrapper, PeeksWithoutRemembering) {
  Unwrapper<SequenceNumber> unwrapper;
  unwrapper.Unwrap(SequenceNumber(65000));

  EXPECT_EQ(unwrapper.Peek(SequenceNumber(20000)), 85536);
  // If 20000 had been stored, 40000 would be 20000 ahead of it.
  EXPECT_EQ(unwrapper.Unwrap(SequenceNumber(40000)), 40000);
}

TEST(Unwrapper, StartsAfreshAfterReset) {
  Unwrapper<SequenceNumber> unwrapper;
  unwrapper.Unwrap(SequenceNumber(65535));
  unwrapper.Unwrap(SequenceNumber(0));

  unwrapper.Reset();

  EXPECT_EQ(unwrapper.Unwrap(SequenceNumber(7)), 7);
}

}  // namespace
}  // namespace neteq
