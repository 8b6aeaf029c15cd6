// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/trace/edit.h"

#include <string>

#include "tests/simulator/rtp_bytes.h"
#include <gtest/gtest.h>

namespace neteq::sim {
namespace {

std::vector<std::byte> SenderReportBytes(uint32_t ssrc, uint32_t timestamp) {
  std::vector<std::byte> bytes;
  for (const uint32_t word : {0x80C80006U, ssrc, 1U, 2U, timestamp, 4U, 5U}) {
    AppendBigEndian(word, 4, bytes);
  }
  return bytes;
}

/// Two mu-law streams and a sender report of the first.
Trace TwoStreams() {
  Trace trace;
  for (uint32_t i = 0; i < 4; ++i) {
    const auto sequence = static_cast<uint16_t>(i);
    trace.Add(AtMs(100 + 20 * i),
              RtpBytes({.sequence = sequence, .timestamp = 160 * i, .ssrc = 1}));
    trace.Add(AtMs(105 + 20 * i),
              RtpBytes({.sequence = sequence, .timestamp = 7000 + 160 * i, .ssrc = 2}));
  }
  trace.AddRtcp(AtMs(130), SenderReportBytes(1, 240));
  return trace;
}

TEST(OnlySsrc, KeepsAStreamAndItsReports) {
  const Trace trace = TwoStreams();

  const auto first = OnlySsrc(trace, 1);
  const auto second = OnlySsrc(trace, 2);

  ASSERT_TRUE(first.ok());
  EXPECT_EQ(first->packets().size(), 4U);
  EXPECT_EQ(first->sender_reports().size(), 1U);
  EXPECT_EQ(second->sender_reports().size(), 0U);
  EXPECT_NE(OnlySsrc(trace, 3).status().detail().find("--ssrc 0x00000003"), std::string::npos);
}

TEST(Cut, KeepsPacketsInAHalfOpenInterval) {
  const auto cut = Cut(TwoStreams(), AtMs(120), AtMs(140));

  ASSERT_TRUE(cut.ok());
  ASSERT_EQ(cut->packets().size(), 2U);
  EXPECT_EQ(cut->packets()[0].arrival, AtMs(120));
  EXPECT_EQ(cut->rtcp().size(), 1U);
  EXPECT_EQ(Cut(TwoStreams(), AtMs(900), AtMs(999)).status().code(), StatusCode::kInvalidArgument);
}

TEST(ShiftTo, ShiftsNumbersAndTimesAcrossTheWrap) {
  const Trace shifted =
      ShiftTo(TwoStreams(), {.sequence = 65534, .timestamp = 0xFFFFFFFF - 200, .arrival = AtMs(7)});

  const auto& packets = shifted.packets();
  ASSERT_EQ(packets.size(), 8U);
  EXPECT_EQ(packets[0].arrival, AtMs(7));
  EXPECT_EQ(packets[7].arrival, AtMs(72));
  for (size_t i = 0; i < 8; ++i) {
    const auto step = static_cast<uint32_t>(i / 2);
    EXPECT_EQ(packets[i].rtp.sequence.value(), static_cast<uint16_t>(65534 + step));
    EXPECT_EQ(packets[i].rtp.timestamp.value(), 0xFFFFFFFF - 200 + 160 * step);
  }
  EXPECT_EQ(shifted.sender_reports()[0].clocks.rtp.value(), 0xFFFFFFFF - 200 + 240);
  EXPECT_EQ(shifted.sender_reports()[0].arrival, AtMs(37));
}

TEST(ShiftTo, ChangesNothingByDefault) {
  const Trace trace = TwoStreams();

  const Trace shifted = ShiftTo(trace, {});

  for (size_t i = 0; i < 8; ++i) {
    const auto a = trace.packets()[i].bytes;
    const auto b = shifted.packets()[i].bytes;
    EXPECT_TRUE(std::equal(a.begin(), a.end(), b.begin(), b.end()));
  }
}

TEST(Concatenate, ContinuesTheStream) {
  std::vector<Trace> traces;
  traces.push_back(MuLawTrace({0, 0, 5}, 65534, 1000));
  traces.push_back(MuLawTrace({30, 20}, 77, 5));  // the second packet comes first
  const PayloadTypes types = PayloadTypes::Defaults();

  const auto whole = Concatenate(traces, FromMs(20), &types);

  ASSERT_TRUE(whole.ok()) << whole.status().detail();
  ASSERT_EQ(whole->packets().size(), 5U);
  const TracePacket& fourth = whole->packets()[3];
  EXPECT_EQ(fourth.arrival, AtMs(65));
  EXPECT_EQ(fourth.rtp.sequence.value(), 1);
  EXPECT_EQ(fourth.rtp.timestamp.value(), 1000U + 3 * 160);
  EXPECT_EQ(whole->packets()[4].arrival, AtMs(75));
  EXPECT_EQ(whole->packets()[4].rtp.timestamp.value(), 1000U + 4 * 160);
}

TEST(Concatenate, KeepsHeadersWithoutPayloadTypes) {
  std::vector<Trace> traces;
  traces.push_back(TwoStreams());
  traces.push_back(TwoStreams());
  const PayloadTypes types = PayloadTypes::Defaults();

  const auto whole = Concatenate(traces, FromMs(1000), nullptr);

  ASSERT_TRUE(whole.ok());
  EXPECT_EQ(whole->packets()[8].arrival, AtMs(1165));
  EXPECT_EQ(whole->packets()[8].rtp.sequence.value(), 0);
  EXPECT_EQ(whole->rtcp().size(), 2U);
  EXPECT_NE(Concatenate(traces, FromMs(20), &types).status().detail().find("several streams"),
            std::string::npos);
}

TEST(Concatenate, NeedsTheClockOfThePayloadType) {
  std::vector<Trace> traces;
  traces.push_back(MuLawTrace({0}));
  traces.push_back(MuLawTrace({0}));
  const PayloadTypes none;

  EXPECT_NE(Concatenate(traces, FromMs(20), &none).status().detail().find("--pt"),
            std::string::npos);
}

TEST(SendOver, DelaysLosesAndReorders) {
  const auto network = ParseNetworkProfile("50\nlost\n0\n", "x");
  const Trace sent = MuLawTrace({0, 0, 0, 0});

  const auto received = SendOver(sent, *network, {});

  ASSERT_TRUE(received.ok());
  ASSERT_EQ(received->packets().size(), 3U);
  EXPECT_EQ(received->packets()[0].rtp.sequence.value(), 2);
  EXPECT_EQ(received->packets()[0].arrival, AtMs(40));
  EXPECT_EQ(received->packets()[1].arrival, AtMs(50));
  EXPECT_EQ(received->packets()[2].arrival, AtMs(110));
  EXPECT_EQ(SendOver(sent, *ParseNetworkProfile("1", "x"), {}).status().code(),
            StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace neteq::sim
