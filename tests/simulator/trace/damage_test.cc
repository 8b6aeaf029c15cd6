// SPDX-License-Identifier: BSD-3-Clause
#include <chrono>
#include <string>
#include <vector>

#include "tests/simulator/capture_bytes.h"
#include "tests/simulator/event_log_bytes.h"
#include <gtest/gtest.h>

#include "neteq/base/random.h"
#include "simulator/trace/csv.h"
#include "simulator/trace/file.h"
#include "simulator/trace/info.h"
#include "simulator/trace/payload_guess.h"
#include "simulator/trace/pcap.h"
#include "simulator/trace/rtpdump.h"
#include "simulator/trace/stream.h"

/// Damaged files of every format: read in part with a warning, or refused with the place.
namespace neteq::sim {
namespace {

constexpr int kPackets = 120;

struct Format {
  std::string name;
  Bytes file;
};

Bytes AsBytes(const std::string& text) {
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

Bytes Mjr() {
  const std::string info = R"({"t":"a","c":"pcmu","s":1,"u":2})";
  Bytes file =
      Join({AsBytes("MJR00002"), Words({static_cast<uint32_t>(info.size())}), AsBytes(info)});
  for (uint32_t i = 0; i < kPackets; ++i) {
    const Bytes rtp = RtpBytes({.sequence = static_cast<uint16_t>(i), .timestamp = 160 * i});
    file =
        Join({file, AsBytes("MEET"), Words({0, 20 * i, static_cast<uint32_t>(rtp.size())}), rtp});
  }
  return file;
}

Bytes EventLog() {
  MessageWriter log;
  for (int i = 0; i < kPackets; ++i) {
    const auto number = static_cast<uint64_t>(i);
    log.Message(2, MessageWriter()
                       .Varint(1, 5000 + 20 * number)
                       .Varint(2, 0)
                       .Varint(3, 111)
                       .Varint(4, number)
                       .Fixed32(5, static_cast<uint32_t>(960 * number))
                       .Fixed32(6, 7)
                       .Varint(8, 80)
                       .Varint(9, 12)
                       .Varint(10, 0)
                       .Varint(11, 0));
  }
  return log.bytes();
}

Bytes Capture(bool is_pcapng) {
  std::vector<Frame> frames;
  for (uint32_t i = 0; i < kPackets; ++i) {
    const Bytes rtp = RtpBytes({.sequence = static_cast<uint16_t>(i), .timestamp = 160 * i});
    frames.push_back({8000 * i, Ethernet(Ipv4(Udp(rtp)))});
  }
  return is_pcapng ? Pcapng({1, 101}, frames) : Pcap(1, frames);
}

std::vector<Format> Formats() {
  const Trace trace = MuLawTrace(std::vector<double>(kPackets, 0.0));
  return {{"rtpdump", *FormatRtpdump(trace)}, {"pcap", Capture(false)},
          {"pcapng", Capture(true)},          {"csv", AsBytes(FormatCsv(trace))},
          {"rtceventlog", EventLog()},        {"mjr", Mjr()}};
}

/// Reads a file and does everything that the commands do before they replay. Returns the packets
/// read.
size_t Use(const Bytes& file, bool is_damaged) {
  const auto trace = ParseTrace(file, "x");
  if (!trace.ok()) {
    const std::string& detail = trace.status().detail();
    const bool names_place =
        detail.find("byte ") != std::string::npos || detail.find("line ") != std::string::npos;
    EXPECT_TRUE(names_place) << detail;
    EXPECT_EQ(trace.status().code(), StatusCode::kUnreadable) << detail;
    return 0;
  }
  PayloadTypes types = PayloadTypes::Defaults();
  RecognisePayloads(*trace, types);
  const TraceInfo info = Inspect(*trace, types);
  EXPECT_FALSE(TraceInfoText(info, types, "x").empty());
  const auto stream = SelectStream(*trace, types, {});
  if (stream.ok()) {
    // Bounded work of a replay: no gap is longer than 10 min.
    const Duration length = stream->packets.back().arrival - stream->packets.front().arrival;
    EXPECT_LE(length, std::chrono::minutes(10) * static_cast<int64_t>(stream->packets.size()));
  }
  if (is_damaged) EXPECT_FALSE(trace->warnings().empty());
  return trace->packets().size();
}

TEST(Damage, CutFilesAreReadUpToTheCut) {
  constexpr uint64_t kSeed = 21;
  Random random(kSeed);
  for (const Format& format : Formats()) {
    SCOPED_TRACE(format.name);
    ASSERT_EQ(Use(format.file, false), static_cast<size_t>(kPackets));
    size_t readable = 0;
    for (int i = 0; i < 200; ++i) {
      const size_t size = 1 + random.Next() % (format.file.size() - 1);
      const Bytes cut(format.file.begin(), format.file.begin() + static_cast<ptrdiff_t>(size));
      const size_t packets = Use(cut, false);
      // All packets before the cut, but for the one that it hits and its header.
      const double share = static_cast<double>(size) / static_cast<double>(format.file.size());
      if (packets > 0) {
        ++readable;
        EXPECT_NEAR(static_cast<double>(packets), share * kPackets, 4.0) << size;
      }
    }
    EXPECT_GT(readable, 180U);
  }
}

TEST(Damage, ChangedBytesDoNoHarm) {
  constexpr uint64_t kSeed = 22;
  Random random(kSeed);
  for (const Format& format : Formats()) {
    SCOPED_TRACE(format.name);
    const auto start = std::chrono::steady_clock::now();
    size_t readable = 0;
    for (int i = 0; i < 2000; ++i) {
      Bytes file = format.file;
      file[random.Next() % file.size()] ^= static_cast<std::byte>(1 + random.Next() % 255);
      readable += Use(file, false) > 0 ? 1 : 0;
    }
    EXPECT_GT(readable, 50U);  // a row of CSV is refused for most changes
    const auto spent = std::chrono::steady_clock::now() - start;
    EXPECT_LT(spent, std::chrono::minutes(5));  // a hang, not the speed of the machine
  }
}

TEST(Damage, ManyChangedBytesDoNoHarm) {
  constexpr uint64_t kSeed = 23;
  Random random(kSeed);
  for (const Format& format : Formats()) {
    SCOPED_TRACE(format.name);
    Bytes file = format.file;
    for (int i = 0; i < 2000; ++i) {
      file[random.Next() % file.size()] = static_cast<std::byte>(random.Next());
      if (i % 50 == 0) Use(file, false);
    }
  }
}

}  // namespace
}  // namespace neteq::sim
