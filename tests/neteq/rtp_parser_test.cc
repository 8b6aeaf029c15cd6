// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/rtp_parser.h"

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "neteq/base/random.h"

namespace neteq {
namespace {

using Bytes = std::vector<std::byte>;

/// Builds RTP packets.
class RtpBuilder {
 public:
  RtpBuilder() { Append({0x80, 0x6F, 0x12, 0x34, 0xDE, 0xAD, 0xBE, 0xEF, 1, 2, 3, 4}); }

  RtpBuilder& WithFirstByte(uint8_t value) {
    bytes_[0] = static_cast<std::byte>(value);
    return *this;
  }
  RtpBuilder& WithMarker() {
    bytes_[1] |= std::byte{0x80};
    return *this;
  }
  RtpBuilder& Append(std::initializer_list<int> values) {
    for (const int value : values) bytes_.push_back(static_cast<std::byte>(value));
    return *this;
  }
  Bytes Build() const { return bytes_; }

 private:
  Bytes bytes_;
};

Bytes PayloadOf(const Bytes& packet) {
  const auto view = ParseRtp(packet);
  if (!view) return {std::byte{'n'}, std::byte{'o'}};
  return {view->payload.begin(), view->payload.end()};
}

Bytes ToBytes(std::initializer_list<int> values) {
  Bytes bytes;
  for (const int value : values) bytes.push_back(static_cast<std::byte>(value));
  return bytes;
}

/// Expects that no prefix of `packet` with less than `whole` bytes parses.
void ExpectNoTruncationParses(const Bytes& packet, size_t whole) {
  for (size_t bytes = 0; bytes < whole; ++bytes) {
    EXPECT_FALSE(ParseRtp(std::span(packet).first(bytes))) << bytes << " bytes";
  }
}

TEST(RtpParser, ReadsAllFields) {
  const Bytes packet = RtpBuilder().WithMarker().Append({7, 8, 9}).Build();

  const auto view = ParseRtp(packet);

  ASSERT_TRUE(view);
  EXPECT_EQ(view->payload_type, 111);
  EXPECT_TRUE(view->marker);
  EXPECT_EQ(view->sequence, SequenceNumber(0x1234));
  EXPECT_EQ(view->timestamp, RtpTimestamp(0xDEADBEEF));
  EXPECT_EQ(view->ssrc, 0x01020304U);
  EXPECT_EQ(view->payload.data(), packet.data() + 12);
  EXPECT_EQ(view->payload.size(), 3U);
}

TEST(RtpParser, MarkerIsNotPartOfThePayloadType) {
  const auto view = ParseRtp(RtpBuilder().Build());

  ASSERT_TRUE(view);
  EXPECT_FALSE(view->marker);
  EXPECT_EQ(view->payload_type, 111);
}

TEST(RtpParser, HeaderAloneHasEmptyPayload) {
  EXPECT_TRUE(PayloadOf(RtpBuilder().Build()).empty());
}

TEST(RtpParser, RefusesOtherVersions) {
  for (const int version : {0, 1, 3}) {
    const auto first = static_cast<uint8_t>(version << 6);
    EXPECT_FALSE(ParseRtp(RtpBuilder().WithFirstByte(first).Append({7}).Build()));
  }
}

TEST(RtpParser, RefusesTruncatedFixedHeader) { ExpectNoTruncationParses(RtpBuilder().Build(), 12); }

TEST(RtpParser, SkipsCsrcList) {
  const Bytes packet =
      RtpBuilder().WithFirstByte(0x82).Append({1, 1, 1, 1, 2, 2, 2, 2}).Append({7, 8}).Build();

  EXPECT_EQ(PayloadOf(packet), ToBytes({7, 8}));
  ExpectNoTruncationParses(packet, 20);
}

TEST(RtpParser, SkipsExtension) {
  const Bytes packet = RtpBuilder()
                           .WithFirstByte(0x90)
                           .Append({0xBE, 0xDE, 0, 2, 1, 1, 1, 1, 2, 2, 2, 2})
                           .Append({7, 8})
                           .Build();

  EXPECT_EQ(PayloadOf(packet), ToBytes({7, 8}));
  ExpectNoTruncationParses(packet, 24);
}

TEST(RtpParser, AcceptsAnEmptyExtension) {
  const Bytes packet = RtpBuilder().WithFirstByte(0x90).Append({0xBE, 0xDE, 0, 0, 7}).Build();

  EXPECT_EQ(PayloadOf(packet), ToBytes({7}));
}

TEST(RtpParser, RefusesExtensionLongerThanThePacket) {
  const Bytes packet = RtpBuilder().WithFirstByte(0x90).Append({0xBE, 0xDE, 255, 255, 7}).Build();

  EXPECT_FALSE(ParseRtp(packet));
}

TEST(RtpParser, SkipsCsrcListThenExtensionThenPadding) {
  const Bytes packet = RtpBuilder()
                           .WithFirstByte(0xB1)
                           .Append({1, 1, 1, 1})
                           .Append({0xBE, 0xDE, 0, 1, 9, 9, 9, 9})
                           .Append({7, 8, 0, 0, 3})
                           .Build();

  EXPECT_EQ(PayloadOf(packet), ToBytes({7, 8}));
}

TEST(RtpParser, RemovesPadding) {
  const RtpBuilder padded = RtpBuilder().WithFirstByte(0xA0);

  EXPECT_EQ(PayloadOf(RtpBuilder(padded).Append({7, 8, 9, 1}).Build()), ToBytes({7, 8, 9}));
  EXPECT_EQ(PayloadOf(RtpBuilder(padded).Append({7, 0, 0, 3}).Build()), ToBytes({7}));
  EXPECT_TRUE(PayloadOf(RtpBuilder(padded).Append({0, 0, 0, 4}).Build()).empty());
}

TEST(RtpParser, RefusesImpossiblePadding) {
  const RtpBuilder padded = RtpBuilder().WithFirstByte(0xA0);

  EXPECT_FALSE(ParseRtp(padded.Build())) << "no byte to hold the count";
  EXPECT_FALSE(ParseRtp(RtpBuilder(padded).Append({7, 8, 9, 0}).Build())) << "a count of zero";
  EXPECT_FALSE(ParseRtp(RtpBuilder(padded).Append({7, 8, 9, 5}).Build())) << "beyond the payload";
}

TEST(RtpParser, RandomBytesNeverGiveAPayloadOutsideThem) {
  Random random(3550);
  for (int round = 0; round < 100'000; ++round) {
    Bytes packet(random.Next() % 100);
    for (std::byte& byte : packet) byte = static_cast<std::byte>(random.Next() & 0xFFU);
    if (!packet.empty() && round % 2 == 0)
      packet[0] = (packet[0] & std::byte{0x3F}) | std::byte{0x80};

    const auto view = ParseRtp(packet);

    if (!view) continue;
    ASSERT_GE(view->payload.data(), packet.data() + 12);
    ASSERT_LE(view->payload.data() + view->payload.size(), packet.data() + packet.size());
    ASSERT_LE(view->payload_type, 127);
  }
}

}  // namespace
}  // namespace neteq
