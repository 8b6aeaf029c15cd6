// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/trace/stream.h"

#include "tests/simulator/rtp_bytes.h"
#include <gtest/gtest.h>

#include "simulator/sender/red_packer.h"

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

TEST(SelectStream, SelectsTheFirstRegisteredSpeech) {
  const Trace trace = TwoStreams();

  const Stream stream = Selected(trace);

  EXPECT_EQ(stream.ssrc, 2U);
  EXPECT_EQ(stream.packets.size(), 1U);
  EXPECT_EQ(stream.other_ssrc_skipped, 3);
  EXPECT_EQ(stream.format.name, "PCMU");
}

TEST(SelectStream, SelectsTheRequestedSsrc) {
  const Trace trace = TwoStreams();

  const auto stream = SelectStream(trace, PayloadTypes::Defaults(), 1);

  ASSERT_TRUE(stream.ok());
  EXPECT_EQ(stream->packets.size(), 2U);
  EXPECT_EQ(stream->format.name, "PCMA");
}

TEST(SelectStream, ListsStreamsAndPayloadTypesOnFailure) {
  const Trace trace = TwoStreams();

  const Status no_ssrc = SelectStream(trace, PayloadTypes::Defaults(), 9).status();
  const Status no_type = SelectStream(trace, PayloadTypes(), std::nullopt).status();

  EXPECT_EQ(no_ssrc.code(), StatusCode::kInvalidArgument);
  EXPECT_NE(no_ssrc.detail().find("0x00000001, 0x00000002, 0x00000003"), std::string::npos);
  EXPECT_EQ(no_type.code(), StatusCode::kInvalidArgument);
  EXPECT_NE(no_type.detail().find("the trace has 0, 8, 50"), std::string::npos);
}

TEST(SelectStream, UsesTheFormatOfTheRedPrimary) {
  RedPacker packer(1);
  Trace trace;
  for (uint16_t sequence = 0; sequence < 2; ++sequence) {
    const RedMedia media{8, 160U * sequence, std::vector<std::byte>(160)};
    trace.Add(AtMs(20.0 * sequence),
              RtpBytes({.payload_type = 117, .sequence = sequence}, packer.Pack(media)));
  }

  EXPECT_EQ(Selected(trace).format.name, "PCMA");
}

TEST(SelectStream, KeepsComfortNoiseAndEventsInTheStream) {
  Trace trace;
  trace.Add(AtMs(0), RtpBytes({.payload_type = 13, .ssrc = 1}));
  trace.Add(AtMs(10), RtpBytes({.payload_type = 106, .ssrc = 2}));
  trace.Add(AtMs(20), RtpBytes({.payload_type = 99, .ssrc = 2}));
  trace.Add(AtMs(30), RtpBytes({.payload_type = 9, .ssrc = 2}));

  const Stream stream = Selected(trace);

  EXPECT_EQ(stream.ssrc, 2U);
  EXPECT_EQ(stream.format.name, "G722");
  EXPECT_EQ(stream.packets.size(), 3U);
}

TEST(SelectStream, RequiresSpeech) {
  Trace trace;
  trace.Add(AtMs(0), RtpBytes({.payload_type = 13}));
  trace.Add(AtMs(0), RtpBytes({.payload_type = 117, .payload_bytes = 3}));  // malformed RED

  const auto stream = SelectStream(trace, PayloadTypes::Defaults(), std::nullopt);

  EXPECT_EQ(stream.status().code(), StatusCode::kInvalidArgument);
}

TEST(ApplyNetwork, DelaysAndLosesInOrderOfArrival) {
  const Trace trace = MuLawTrace({0, 0, 0, 0});
  Stream stream = Selected(trace);

  const Status status = ApplyNetwork({FromMs(50), std::nullopt, FromMs(5)}, stream);

  ASSERT_TRUE(status.ok());
  ASSERT_EQ(stream.packets.size(), 3U);  // sent at 0, 40 and 60 ms
  EXPECT_EQ(stream.packets[0].arrival, AtMs(45));
  EXPECT_EQ(stream.packets[1].arrival, AtMs(50));
  EXPECT_EQ(stream.packets[2].arrival, AtMs(110));
}

TEST(ApplyNetwork, RejectsTotalLoss) {
  const Trace trace = MuLawTrace({0, 0});
  Stream stream = Selected(trace);

  const Status status = ApplyNetwork({std::nullopt}, stream);

  EXPECT_NE(status.detail().find("--network"), std::string::npos);
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

TEST(MeasureNetwork, IgnoresTransitOfTelephoneEvents) {
  Trace trace = MuLawTrace({40, 40});
  trace.Add(AtMs(500), RtpBytes({.payload_type = 106, .sequence = 2, .timestamp = 320}));

  const NetworkFigures figures = MeasureNetwork(Selected(trace));

  EXPECT_EQ(figures.relative_transit_ms, (std::vector<double>{0, 0}));
}

TEST(SendClock, CountsFromTheFirstPacketInBothDirections) {
  const Trace trace = MuLawTrace({0, 0}, 0, 80);
  SendClock clock(Selected(trace));

  EXPECT_DOUBLE_EQ(clock.SendMs(RtpTimestamp(240)), 20.0);
  EXPECT_DOUBLE_EQ(clock.SendMs(RtpTimestamp(0xFFFFFFF8)), -11.0);
}

}  // namespace
}  // namespace neteq::sim
