// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/trace/rtpdump.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>

#include "tests/simulator/rtp_bytes.h"
#include <gtest/gtest.h>

#include "neteq/base/random.h"

namespace neteq::sim {
namespace {

using Bytes = std::vector<std::byte>;

constexpr std::string_view kFirstLine = "#!rtpplay1.0 10.0.0.1/5004\n";
constexpr size_t kRecords = kFirstLine.size() + 16;  // offset of the first record

Bytes FileStart(std::string_view first_line = kFirstLine) {
  const auto text = std::as_bytes(std::span(first_line));
  Bytes file(text.begin(), text.end());
  file.resize(file.size() + 16);
  return file;
}

void AppendRecord(Bytes& file, uint32_t arrival_ms, const Bytes& packet) {
  AppendBigEndian(static_cast<uint32_t>(packet.size() + 8), 2, file);
  AppendBigEndian(static_cast<uint32_t>(packet.size()), 2, file);
  AppendBigEndian(arrival_ms, 4, file);
  file.insert(file.end(), packet.begin(), packet.end());
}

Bytes FileWithTwoPackets() {
  Bytes file = FileStart();
  AppendRecord(file, 10, RtpBytes({.sequence = 1}));
  AppendRecord(file, 30, RtpBytes({.sequence = 2}));
  return file;
}

/// Expects an error that names the file and the byte offset and contains `what`.
void ExpectUnreadable(const Bytes& file, size_t offset, const std::string& what) {
  const auto trace = ParseRtpdump(file, "some.rtpdump");
  ASSERT_FALSE(trace.ok());
  EXPECT_EQ(trace.status().code(), StatusCode::kUnreadable);
  const std::string& detail = trace.status().detail();
  EXPECT_TRUE(detail.starts_with("some.rtpdump: byte " + std::to_string(offset) + ": ")) << detail;
  EXPECT_NE(detail.find(what), std::string::npos) << detail;
}

TEST(Rtpdump, RoundTrips) {
  Trace written;
  written.Add(AtMs(7), RtpBytes({.payload_type = 111, .sequence = 65535, .timestamp = 0xFFFFFFFF}));
  written.Add(AtMs(4'000'000'000.0), RtpBytes({.sequence = 0, .payload_bytes = 1400}));

  const auto file = FormatRtpdump(written);
  ASSERT_TRUE(file.ok());
  const auto read = ParseRtpdump(*file, "x");

  ASSERT_TRUE(read.ok()) << read.status().detail();
  ASSERT_EQ(read->packets().size(), 2U);
  for (size_t i = 0; i < 2; ++i) {
    const TracePacket& a = written.packets()[i];
    const TracePacket& b = read->packets()[i];
    EXPECT_EQ(a.arrival, b.arrival);
    EXPECT_TRUE(std::equal(a.bytes.begin(), a.bytes.end(), b.bytes.begin(), b.bytes.end()));
    EXPECT_EQ(a.rtp.sequence, b.rtp.sequence);
    EXPECT_EQ(a.rtp.payload.size(), b.rtp.payload.size());
  }
  EXPECT_EQ(*FormatRtpdump(*read), *file);
}

TEST(Rtpdump, WritesArrivalsRoundedToMilliseconds) {
  Trace trace;
  trace.Add(AtMs(12.6), RtpBytes({}));

  const auto read = ParseRtpdump(*FormatRtpdump(trace), "x");

  EXPECT_EQ(read->packets()[0].arrival, AtMs(13));
}

TEST(Rtpdump, RejectsTracesThatRtpdumpCannotHold) {
  Trace early;
  early.Add(AtMs(-1), RtpBytes({}));
  Trace large;
  large.Add(AtMs(0), RtpBytes({.payload_bytes = 65516}));

  EXPECT_EQ(FormatRtpdump(early).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(FormatRtpdump(large).status().code(), StatusCode::kInvalidArgument);
}

TEST(Rtpdump, ReadsWebRtcFiles) {
  Bytes file = FileStart("#!RTPencode1.0 0.0.0.0/0\n");
  AppendRecord(file, 0, RtpBytes({}));

  EXPECT_TRUE(ParseRtpdump(file, "x").ok());
}

TEST(Rtpdump, SortsByArrivalAndKeepsTheOrderOfEqualTimes) {
  Bytes file = FileStart();
  AppendRecord(file, 50, RtpBytes({.sequence = 1}));
  AppendRecord(file, 20, RtpBytes({.sequence = 2}));
  AppendRecord(file, 50, RtpBytes({.sequence = 3}));

  const auto trace = ParseRtpdump(file, "x");

  ASSERT_EQ(trace->packets().size(), 3U);
  EXPECT_EQ(trace->packets()[0].rtp.sequence.value(), 2);
  EXPECT_EQ(trace->packets()[1].rtp.sequence.value(), 1);
  EXPECT_EQ(trace->packets()[2].rtp.sequence.value(), 3);
}

TEST(Rtpdump, CountsRtcpAndMalformedPackets) {
  Bytes file = FileWithTwoPackets();
  AppendBigEndian(12, 2, file);  // RTCP: marked by an RTP length of 0
  AppendBigEndian(0, 2, file);
  AppendBigEndian(40, 4, file);
  AppendBigEndian(0x80C80000, 4, file);
  Bytes sender_report = RtpBytes({});
  sender_report[1] = std::byte{200};
  AppendRecord(file, 50, sender_report);
  AppendRecord(file, 60, Bytes(5));  // shorter than an RTP header

  const auto trace = ParseRtpdump(file, "x");

  ASSERT_TRUE(trace.ok()) << trace.status().detail();
  EXPECT_EQ(trace->packets().size(), 2U);
  EXPECT_EQ(trace->rtcp_skipped(), 2);
  EXPECT_EQ(trace->malformed_skipped(), 1);
}

TEST(Rtpdump, RejectsAnEmptyFile) { ExpectUnreadable({}, 0, "empty"); }

TEST(Rtpdump, RejectsOtherFiles) {
  for (const std::string_view text :
       {"RIFF....WAVEfmt ", "#!/bin/sh\necho hello\n", "#!rtpplay1.0 without a line feed", "#"}) {
    const auto bytes = std::as_bytes(std::span(text));
    ExpectUnreadable(Bytes(bytes.begin(), bytes.end()), 0, "not an rtpdump file");
  }
}

TEST(Rtpdump, RejectsAFileWithoutRtpPackets) {
  ExpectUnreadable(FileStart(), kRecords, "no RTP packets");
}

TEST(Rtpdump, ReadsHeaderOnlyRecords) {
  Bytes file = FileStart();
  Bytes header = RtpBytes({.payload_bytes = 0});
  header[0] = std::byte{0xA0};  // padding bit; the padding count was not captured
  AppendBigEndian(20, 2, file);
  AppendBigEndian(172, 2, file);
  AppendBigEndian(0, 4, file);
  file.insert(file.end(), header.begin(), header.end());

  const auto trace = ParseRtpdump(file, "x");

  ASSERT_TRUE(trace.ok()) << trace.status().detail();
  ASSERT_EQ(trace->packets().size(), 1U);
  EXPECT_EQ(trace->packets()[0].missing_bytes, 160U);
  EXPECT_EQ(trace->packets()[0].full_size(), 172U);
  EXPECT_TRUE(trace->packets()[0].rtp.payload.empty());
  const auto again = ParseRtpdump(*FormatRtpdump(*trace), "x");
  EXPECT_EQ(again->packets()[0].missing_bytes, 160U);
}

TEST(Rtpdump, KeepsTheOrderOfRtcp) {
  Trace written;
  written.Add(AtMs(10), RtpBytes({}));
  written.Add(AtMs(30), RtpBytes({}));
  Bytes report;
  for (const uint32_t word : {0x80C80006U, 0x1234U, 1U, 2U, 3U, 4U, 5U}) {
    AppendBigEndian(word, 4, report);
  }
  written.AddRtcp(AtMs(20), report);

  const auto read = ParseRtpdump(*FormatRtpdump(written), "x");

  ASSERT_TRUE(read.ok()) << read.status().detail();
  ASSERT_EQ(read->sender_reports().size(), 1U);
  EXPECT_EQ(read->sender_reports()[0].arrival, AtMs(20));
  EXPECT_EQ(read->sender_reports()[0].ssrc, 0x1234U);
  EXPECT_EQ(read->sender_reports()[0].clocks.ntp, 0x1'0000'0002U);
  EXPECT_EQ(read->sender_reports()[0].clocks.rtp.value(), 3U);
  EXPECT_EQ(*FormatRtpdump(*read), *FormatRtpdump(written));
}

TEST(Rtpdump, ReadsTheRecordsBeforeDamage) {
  Bytes file = FileWithTwoPackets();
  const std::string offset = std::to_string(file.size());
  AppendBigEndian(7, 2, file);
  AppendBigEndian(0, 2, file);
  AppendBigEndian(0, 4, file);

  const auto trace = ParseRtpdump(file, "x");

  ASSERT_TRUE(trace.ok()) << trace.status().detail();
  EXPECT_EQ(trace->packets().size(), 2U);
  ASSERT_EQ(trace->warnings().size(), 1U);
  EXPECT_TRUE(trace->warnings()[0].starts_with("byte " + offset + ": garbage"))
      << trace->warnings()[0];
}

TEST(Rtpdump, ReadsTheRecordsBeforeATruncationAtEveryByte) {
  const Bytes file = FileWithTwoPackets();
  const size_t second = kRecords + (file.size() - kRecords) / 2;
  for (size_t size = 0; size < file.size(); ++size) {
    const auto trace = ParseRtpdump(std::span(file).first(size), "x");
    ASSERT_EQ(trace.ok(), size >= second) << size;
    if (!trace.ok()) continue;
    EXPECT_EQ(trace->packets().size(), 1U) << size;
    EXPECT_EQ(trace->warnings().size(), size == second ? 0U : 1U) << size;
  }
}

TEST(Rtpdump, BelievesTheRecordsAboutRtp) {
  Bytes file = FileStart();
  for (uint16_t sequence = 0; sequence < 64; ++sequence) {
    Bytes rtp = RtpBytes({.payload_type = 94, .sequence = sequence});
    rtp[1] = std::byte{0x80 | 94};  // with the marker like RTCP
    AppendRecord(file, 20U * sequence, rtp);
  }

  const auto trace = ParseRtpdump(file, "x");

  ASSERT_TRUE(trace.ok()) << trace.status().detail();
  EXPECT_EQ(trace->packets().size(), 64U);
}

TEST(Rtpdump, SurvivesRandomBytes) {
  constexpr uint64_t kSeed = 1;
  Random random(kSeed);
  const Bytes good = FileWithTwoPackets();
  for (int round = 0; round < 5000; ++round) {
    Bytes file = good;
    const size_t first =
        round % 2 == 0 ? kRecords : 0;  // half of the rounds have a valid file header
    for (int i = 0; i < 8; ++i) {
      file[first + random.Next() % (file.size() - first)] = static_cast<std::byte>(random.Next());
    }
    file.resize(random.Next() % (file.size() + 1));
    const auto trace = ParseRtpdump(file, "x");
    EXPECT_TRUE(trace.ok() || trace.status().code() == StatusCode::kUnreadable);
  }
}

TEST(Rtpdump, RejectsUnreadablePaths) {
  for (const char* path : {"/nonexistent/file", "/"}) {
    const auto trace = ReadRtpdump(path);
    ASSERT_FALSE(trace.ok());
    EXPECT_EQ(trace.status().code(), StatusCode::kUnreadable);
    EXPECT_TRUE(trace.status().detail().starts_with(path));
  }
}

}  // namespace
}  // namespace neteq::sim
