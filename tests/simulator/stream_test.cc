// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/stream.h"

#include "tests/simulator/rtp_bytes.h"
#include <gtest/gtest.h>

namespace neteq::sim {
namespace {

Trace TwoStreams() {
  Trace trace;
  trace.Add(AtMs(0), RtpBytes({.payload_type = 50, .ssrc = 1}));
  trace.Add(AtMs(10), RtpBytes({.payload_type = 0, .ssrc = 2}));
  trace.Add(AtMs(20), RtpBytes({.payload_type = 8, .ssrc = 1}));
  trace.Add(AtMs(30), RtpBytes({.payload_type = 8, .ssrc = 3}));
  return trace;
}

Stream Selected(const Trace& trace) {
  auto stream = SelectStream(trace, PayloadTypes::Defaults(), std::nullopt);
  EXPECT_TRUE(stream.ok()) << stream.status().detail();
  return *stream;
}

TEST(SelectStream, TakesTheFirstWithARegisteredPayloadType) {
  const Trace trace = TwoStreams();

  const Stream stream = Selected(trace);

  EXPECT_EQ(stream.ssrc, 2U);
  EXPECT_EQ(stream.packets.size(), 1U);
  EXPECT_EQ(stream.other_ssrc_skipped, 3);
  EXPECT_EQ(stream.format.codec, Codec::kPcmu);
}

TEST(SelectStream, TakesTheOneAskedForWithAllItsPackets) {
  const Trace trace = TwoStreams();

  const auto stream = SelectStream(trace, PayloadTypes::Defaults(), 1);

  ASSERT_TRUE(stream.ok());
  EXPECT_EQ(stream->packets.size(), 2U);
  EXPECT_EQ(stream->format.codec, Codec::kPcma);
}

TEST(SelectStream, SaysWhatThereIsWhenNothingFits) {
  const Trace trace = TwoStreams();

  const Status no_ssrc = SelectStream(trace, PayloadTypes::Defaults(), 9).status();
  const Status no_type = SelectStream(trace, PayloadTypes(), std::nullopt).status();

  EXPECT_EQ(no_ssrc.code(), StatusCode::kInvalidArgument);
  EXPECT_NE(no_ssrc.detail().find("0x00000001, 0x00000002, 0x00000003"), std::string::npos);
  EXPECT_EQ(no_type.code(), StatusCode::kInvalidArgument);
  EXPECT_NE(no_type.detail().find("seen: 0, 8, 50"), std::string::npos);
}

TEST(MeasureNetwork, CountsLossDuplicatesAndReorderingAcrossTheWrap) {
  Trace trace;
  for (const int sequence : {65534, 65535, 1, 0, 1, 5}) {  // 2, 3 and 4 are lost
    trace.Add(AtMs(20.0 * static_cast<double>(trace.packets().size())),
              RtpBytes({.sequence = static_cast<uint16_t>(sequence)}));
  }

  const NetworkFigures figures = MeasureNetwork(Selected(trace));

  EXPECT_EQ(figures.lost, 3);
  EXPECT_EQ(figures.duplicate, 1);
  EXPECT_EQ(figures.reordered, 1);
}

TEST(MeasureNetwork, MeasuresTransitAboveTheSmallestAcrossTheWrap) {
  const Trace trace = MuLawTrace({50, 45, 45, 80}, 65534, 0xFFFFFF00);

  const NetworkFigures figures = MeasureNetwork(Selected(trace));

  EXPECT_DOUBLE_EQ(figures.min_transit_ms, 45.0);
  EXPECT_EQ(figures.relative_transit_ms, (std::vector<double>{5, 0, 0, 35}));
}

TEST(SendClock, CountsFromTheFirstPacketInBothDirections) {
  const Trace trace = MuLawTrace({0, 0}, 0, 80);
  SendClock clock(Selected(trace));

  EXPECT_DOUBLE_EQ(clock.SendMs(RtpTimestamp(240)), 20.0);
  EXPECT_DOUBLE_EQ(clock.SendMs(RtpTimestamp(0xFFFFFFF8)), -11.0);
}

}  // namespace
}  // namespace neteq::sim
