// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/trace/file.h"

#include <algorithm>
#include <filesystem>
#include <string>

#include "tests/simulator/capture_bytes.h"
#include "tests/simulator/event_log_bytes.h"
#include <gtest/gtest.h>

#include "simulator/trace/csv.h"
#include "simulator/trace/pcap.h"
#include "simulator/trace/rtpdump.h"

namespace neteq::sim {
namespace {

Bytes AsBytes(const std::string& text) {
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

Bytes EventLog() {
  MessageWriter log;
  log.Message(16, MessageWriter().Varint(1, 1).Varint(2, 2));
  log.Message(2, MessageWriter().Varint(1, 5).Varint(4, 7).Fixed32(5, 9).Varint(8, 80));
  return log.bytes();
}

std::string SourcePath(const std::string& name) { return NETEQ_SOURCE_DIR "/" + name; }

TEST(DetectTraceFormat, DetectsByContent) {
  const Trace trace = MuLawTrace({0, 0, 0});

  EXPECT_EQ(DetectTraceFormat(*FormatRtpdump(trace)), TraceFormat::kRtpdump);
  EXPECT_EQ(DetectTraceFormat(*FormatPcap(trace)), TraceFormat::kPcap);
  EXPECT_EQ(DetectTraceFormat(Pcapng({1}, {})), TraceFormat::kPcap);
  EXPECT_EQ(DetectTraceFormat(AsBytes(FormatCsv(trace))), TraceFormat::kCsv);
  EXPECT_EQ(DetectTraceFormat(EventLog()), TraceFormat::kEventLog);
}

TEST(DetectTraceFormat, RejectsOtherFiles) {
  for (const char* text :
       {"", "R",
        "RIFF....WAVEfmt and so on, for more than seventy-three bytes, as a "
        "sound file would have them",
        "20\n30\n40\n20\n30\n40\n20\n30\n40\n20\n30\n40\n20\n30\n40\n20\n30\n40\n", "\n\n",
        "seq,timestamp\n1,2\n", "{\"a\": 1}",
        "\x7F"
        "ELF"}) {
    EXPECT_EQ(DetectTraceFormat(AsBytes(text)), std::nullopt) << text;
  }
}

TEST(ReadTrace, RecognisesNetworkFiles) {
  for (const char* text : {"40\nlost\n20\n", "0101", "1\n500\n2000\n"}) {
    const Status status = ParseTrace(AsBytes(text), "net.txt").status();
    EXPECT_EQ(status.code(), StatusCode::kUnreadable);
    EXPECT_TRUE(status.detail().starts_with("net.txt: byte 0: this is a network")) << text;
  }
}

TEST(ReadTrace, ReadsTheSamePacketsFromEveryFormat) {
  const Trace trace = MuLawTrace({0, 3, 7, -1, 0}, 65534, 100);
  const std::vector<Bytes> files = {*FormatRtpdump(trace), *FormatPcap(trace),
                                    AsBytes(FormatCsv(trace))};
  for (const Bytes& file : files) {
    const auto read = ParseTrace(file, "x");
    ASSERT_TRUE(read.ok()) << read.status().detail();
    ASSERT_EQ(read->packets().size(), trace.packets().size());
    for (size_t i = 0; i < trace.packets().size(); ++i) {
      const TracePacket& a = trace.packets()[i];
      const TracePacket& b = read->packets()[i];
      EXPECT_EQ(a.arrival, b.arrival);
      EXPECT_EQ(a.rtp.sequence, b.rtp.sequence);
      EXPECT_EQ(a.rtp.timestamp, b.rtp.timestamp);
      EXPECT_EQ(a.full_size(), b.full_size());
    }
  }
}

TEST(ReadTrace, ReadsCapturesOfOtherPrograms) {
  const auto original = ReadTrace(SourcePath("traces/clean_pcmu.rtpdump"));
  ASSERT_TRUE(original.ok());
  for (const auto& [name, missing_bytes] :
       {std::pair("any_ipv6_cut.pcap", 144), std::pair("cooked_v1_cut.pcap", 136),
        std::pair("loopback.pcapng", 0)}) {
    SCOPED_TRACE(name);
    const auto trace = ReadTrace(SourcePath(std::string("tests/simulator/captures/") + name));
    ASSERT_TRUE(trace.ok()) << trace.status().detail();
    ASSERT_EQ(trace->packets().size(), 20U);
    EXPECT_EQ(trace->sender_reports().size(), 1U);
    EXPECT_EQ(trace->skipped().not_rtp, 1);
    for (size_t i = 0; i < 20; ++i) {
      const TracePacket& packet = trace->packets()[i];
      const ConstBytes sent = original->packets()[i].bytes;
      EXPECT_EQ(packet.missing_bytes, static_cast<size_t>(missing_bytes));
      EXPECT_EQ(packet.full_size(), sent.size());
      EXPECT_TRUE(std::equal(packet.bytes.begin(), packet.bytes.end(), sent.begin()));
      // Sent in real time every 20 ms; 15 ms of tolerance for scheduling on that machine.
      EXPECT_NEAR(ToMs(packet.arrival.time_since_epoch()), 20.0 * static_cast<double>(i), 15.0);
    }
  }
}

TEST(ReadTrace, ReadsAChromiumLog) {
  const auto trace = ReadTrace(SourcePath("traces/chromium_loopback.rtceventlog"));

  // Reference values from the relay's own record of this call.
  ASSERT_TRUE(trace.ok()) << trace.status().detail();
  ASSERT_EQ(trace->packets().size(), 917U);
  EXPECT_EQ(trace->packets().front().rtp.sequence.value(), 18829);
  EXPECT_EQ(trace->packets().front().rtp.timestamp.value(), 3916876977U);
  EXPECT_EQ(trace->packets().back().rtp.sequence.value(), 19787);
  EXPECT_EQ(trace->receiver().playouts.size(), 1671U);
  EXPECT_EQ(trace->sender_reports().size(), 3U);
  const auto empty = [](const TracePacket& packet) { return packet.payload_size() == 0; };
  EXPECT_EQ(std::count_if(trace->packets().begin(), trace->packets().end(), empty), 132);
}

TEST(WriteTrace, ChoosesTheFormatByExtension) {
  EXPECT_EQ(*TraceFormatOf("a/b.rtpdump"), TraceFormat::kRtpdump);
  EXPECT_EQ(*TraceFormatOf("b.rtp"), TraceFormat::kRtpdump);
  EXPECT_EQ(*TraceFormatOf("b.pcap"), TraceFormat::kPcap);
  EXPECT_EQ(*TraceFormatOf("b.csv"), TraceFormat::kCsv);
  for (const char* path : {"b", "b.pcapng", "b.log", "pcap"}) {
    EXPECT_EQ(TraceFormatOf(path).status().code(), StatusCode::kInvalidArgument) << path;
  }
  EXPECT_EQ(WriteTrace(MuLawTrace({0}), "x.log", TraceFormat::kEventLog).code(),
            StatusCode::kUnsupported);
}

}  // namespace
}  // namespace neteq::sim
