// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/trace/csv.h"

#include <string>

#include "tests/simulator/rtp_bytes.h"
#include <gtest/gtest.h>

namespace neteq::sim {
namespace {

void ExpectUnreadable(const std::string& csv, size_t line, const std::string& what) {
  const auto trace = ParseCsv(csv, "t.csv");
  ASSERT_FALSE(trace.ok()) << csv;
  EXPECT_EQ(trace.status().code(), StatusCode::kUnreadable);
  const std::string& detail = trace.status().detail();
  EXPECT_TRUE(detail.starts_with("t.csv: line " + std::to_string(line) + ": ")) << detail;
  EXPECT_NE(detail.find(what), std::string::npos) << detail;
}

TEST(Csv, ReadsColumnsInAnyOrder) {
  const auto trace = ParseCsv(
      "marker, arrival_ms,note,ssrc,seq,timestamp,send_ms,size,payload_type\r\n"
      "1,40.5,x,0xAB,65535,4294967295,0,172,0\r\n"
      "\r\n"
      "0,lost,,171,0,159,20,172,0\r\n"
      "0,,,171,1,319,40,172,0\r\n"
      "0,30,,171,2,479,60.25,172,0",
      "x");

  ASSERT_TRUE(trace.ok()) << trace.status().detail();
  ASSERT_EQ(trace->packets().size(), 2U);
  const TracePacket& late = trace->packets()[1];
  EXPECT_EQ(late.arrival, AtMs(40.5));
  EXPECT_EQ(late.sent, AtMs(0));
  EXPECT_EQ(late.rtp.ssrc, 0xABU);
  EXPECT_EQ(late.rtp.sequence.value(), 65535);
  EXPECT_EQ(late.rtp.timestamp.value(), 0xFFFFFFFF);
  EXPECT_TRUE(late.rtp.marker);
  EXPECT_EQ(late.rtp.payload_type, 0);
  EXPECT_EQ(late.missing_bytes, 160U);
  EXPECT_EQ(trace->packets()[0].sent, AtMs(60.25));
}

TEST(Csv, AcceptsMissingOptionalColumns) {
  const auto trace = ParseCsv("seq,timestamp,arrival_ms\n1,0,0\n2,960,20\n", "x");

  ASSERT_TRUE(trace.ok()) << trace.status().detail();
  EXPECT_EQ(trace->packets()[1].rtp.payload_type, 111);
  EXPECT_EQ(trace->packets()[1].missing_bytes, 60U);
  EXPECT_FALSE(trace->packets()[1].sent.has_value());
}

TEST(Csv, NamesTheLineAndTheColumn) {
  const std::string head = "seq,timestamp,arrival_ms,size,payload_type,marker\n1,0,0,100,0,0\n";
  ExpectUnreadable("", 1, "seq");
  ExpectUnreadable("seq,timestamp\n1,2\n", 1, "lacks the column 'arrival_ms'");
  ExpectUnreadable("seq,timestamp,arrival_ms\n", 1, "no packet");
  ExpectUnreadable("seq,timestamp,arrival_ms\n1,2,lost\n", 1, "no packet");
  ExpectUnreadable(head + "65536,0,0,100,0,0\n", 3, "seq is '65536'");
  ExpectUnreadable(head + "\n1,-1,0,100,0,0\n", 4, "timestamp is '-1'");
  ExpectUnreadable(head + "1,0,soon,100,0,0\n", 3, "arrival_ms is 'soon'; expected milliseconds");
  ExpectUnreadable(head + "1,0,nan,100,0,0\n", 3, "arrival_ms");
  ExpectUnreadable(head + "1,0,0,11,0,0\n", 3, "size");
  ExpectUnreadable(head + "1,0,0,100,128,0\n", 3, "payload_type");
  ExpectUnreadable(head + "1,0,0,100,0,2\n", 3, "marker");
  ExpectUnreadable(head + "1\n", 3, "timestamp is ''");
}

TEST(Csv, TakesEveryPacketForRtp) {
  const auto trace =
      ParseCsv("seq,timestamp,arrival_ms,size,payload_type,marker\n1,0,0,100,72,1\n", "x");
  ASSERT_TRUE(trace.ok()) << trace.status().detail();
  EXPECT_EQ(trace->packets()[0].rtp.payload_type, 72);
}

TEST(Csv, LeavesOutALastLineWithoutEnd) {
  const auto trace = ParseCsv("seq,timestamp,arrival_ms\n1,0,0\n2,160,20\n3,32", "x");
  ASSERT_TRUE(trace.ok()) << trace.status().detail();
  EXPECT_EQ(trace->packets().size(), 2U);
  ASSERT_EQ(trace->warnings().size(), 1U);
  EXPECT_TRUE(trace->warnings()[0].starts_with("line 4: truncated"));
}

TEST(Csv, RoundTrips) {
  Trace written;
  written.Add(AtMs(-3.5), RtpBytes({.payload_type = 9, .sequence = 65535, .timestamp = 1}));
  written.Add(AtMs(12.345), RtpBytes({.sequence = 0, .timestamp = 161}), 40);
  written.last().sent = AtMs(20);

  const std::string csv = FormatCsv(written);
  const auto read = ParseCsv(csv, "x");

  EXPECT_EQ(csv,
            "seq,timestamp,send_ms,arrival_ms,size,payload_type,marker,ssrc\n"
            "65535,1,,-3.500,172,9,0,0x00001234\n"
            "0,161,20.000,12.345,212,0,0,0x00001234\n");
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(FormatCsv(*read), csv);
}

}  // namespace
}  // namespace neteq::sim
