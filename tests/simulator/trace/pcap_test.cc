// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/trace/pcap.h"

#include <algorithm>
#include <functional>
#include <string>

#include "tests/simulator/capture_bytes.h"
#include <gtest/gtest.h>

#include "neteq/base/random.h"

namespace neteq::sim {
namespace {

// Link types as numbered by tcpdump.org.
constexpr uint32_t kNull = 0;
constexpr uint32_t kEthernet = 1;
constexpr uint32_t kRaw = 101;
constexpr uint32_t kLoop = 108;
constexpr uint32_t kLinuxSll = 113;
constexpr uint32_t kUsb = 189;
constexpr uint32_t kIpv4 = 228;
constexpr uint32_t kIpv6 = 229;
constexpr uint32_t kLinuxSll2 = 276;

/// Wraps an RTP packet in a frame.
using Wrap = std::function<Bytes(const Bytes&)>;

/// Five 20 ms packets, 20 ms apart.
std::vector<Frame> Call(const Wrap& wrap, uint32_t ssrc = 0x1234) {
  std::vector<Frame> frames;
  for (uint32_t i = 0; i < 5; ++i) {
    frames.push_back({20'000 * i, wrap(RtpBytes({.sequence = static_cast<uint16_t>(65533 + i),
                                                 .timestamp = 160 * i,
                                                 .ssrc = ssrc}))});
  }
  return frames;
}

Bytes EthernetUdp(const Bytes& rtp) { return Ethernet(Ipv4(Udp(rtp))); }

/// Expects the packets and times of Call().
void ExpectCall(const Result<Trace>& trace) {
  ASSERT_TRUE(trace.ok()) << trace.status().detail();
  ASSERT_EQ(trace->packets().size(), 5U);
  for (size_t i = 0; i < 5; ++i) {
    const TracePacket& packet = trace->packets()[i];
    EXPECT_EQ(packet.arrival, AtMs(20.0 * static_cast<double>(i)));
    EXPECT_EQ(packet.rtp.sequence.value(), static_cast<uint16_t>(65533 + i));
    EXPECT_EQ(packet.rtp.payload.size(), 160U);
    EXPECT_EQ(packet.missing_bytes, 0U);
  }
}

void ExpectUnreadable(const Bytes& file, size_t offset, const std::string& what) {
  const auto trace = ParsePcap(file, "some.pcap");
  ASSERT_FALSE(trace.ok());
  EXPECT_EQ(trace.status().code(), StatusCode::kUnreadable);
  const std::string& detail = trace.status().detail();
  EXPECT_TRUE(detail.starts_with("some.pcap: byte " + std::to_string(offset) + ": ")) << detail;
  EXPECT_NE(detail.find(what), std::string::npos) << detail;
}

TEST(Pcap, ReadsEveryLinkTypeInBothFormats) {
  const std::vector<std::pair<uint32_t, Wrap>> links = {
      {kEthernet, EthernetUdp},
      {kNull,
       [](const Bytes& rtp) {
         return Join({LittleEndian({2}), Ipv4(Udp(rtp))});
       }},
      {kLoop,
       [](const Bytes& rtp) {
         return Join({Words({0, 30}), Ipv6(Udp(rtp))});
       }},
      {kRaw, [](const Bytes& rtp) { return Ipv4(Udp(rtp)); }},
      {kRaw, [](const Bytes& rtp) { return Ipv6(Udp(rtp)); }},
      {kIpv4, [](const Bytes& rtp) { return Ipv4(Udp(rtp)); }},
      {kIpv6, [](const Bytes& rtp) { return Ipv6(Udp(rtp)); }},
      {kLinuxSll,
       [](const Bytes& rtp) {
         return Join({Bytes(14), Words({0x800}), Ipv4(Udp(rtp))});
       }},
      {kLinuxSll2,
       [](const Bytes& rtp) {
         return Join({Words({0x86DD}), Bytes(18), Ipv6(Udp(rtp))});
       }},
  };
  for (const auto& [link, wrap] : links) {
    SCOPED_TRACE(link);
    ExpectCall(ParsePcap(Pcap(link, Call(wrap)), "x"));
    ExpectCall(ParsePcap(Pcapng({link}, Call(wrap)), "x"));
  }
}

TEST(Pcap, SkipsVlanTagsOptionsAndExtensionHeaders) {
  const std::vector<Wrap> wraps = {
      [](const Bytes& rtp) {
        return Ethernet(Join({Words({7, 0x800}), Ipv4(Udp(rtp))}), 0x8100);
      },
      [](const Bytes& rtp) {
        return Ethernet(Join({Words({7, 0x8100, 8, 0x86DD}), Ipv6(Udp(rtp))}), 0x88A8);
      },
      [](const Bytes& rtp) { return Ethernet(Ipv4(Udp(rtp), {.option_bytes = 8})); },
      // Hop-by-hop options of 16 bytes, then an atomic fragment header.
      [](const Bytes& rtp) {
        const Bytes extensions =
            Join({Words({44 * 256 + 1}), Bytes(14), Words({17 * 256, 0}), Bytes(4)});
        return Ethernet(Ipv6(Join({extensions, Udp(rtp)}), 0), 0x86DD);
      },
      // Authentication header of 24 bytes.
      [](const Bytes& rtp) {
        return Ethernet(Ipv6(Join({Words({17 * 256 + 4}), Bytes(22), Udp(rtp)}), 51), 0x86DD);
      },
      // Padding of short Ethernet frames.
      [](const Bytes& rtp) {
        return Join({Ethernet(Ipv4(Udp(rtp))), Bytes(6)});
      },
  };
  for (size_t i = 0; i < wraps.size(); ++i) {
    SCOPED_TRACE(i);
    ExpectCall(ParsePcap(Pcap(kEthernet, Call(wraps[i])), "x"));
  }
}

TEST(Pcap, CountsFragmentsAndOtherTraffic) {
  std::vector<Frame> frames = Call(EthernetUdp);
  const Bytes rtp = RtpBytes({});
  frames.push_back({1, Ethernet(Ipv4(Udp(rtp), {.flags = 0x2000}))});  // first fragment
  frames.push_back(                                                    // a later one of another
      {2, Ethernet(Ipv4(Bytes(100), {.flags = 0x0010, .identification = 7}))});
  frames.push_back(
      {3, Ethernet(Ipv6(Join({Words({17 * 256, 1}), Bytes(4), Udp(rtp)}), 44), 0x86DD)});
  frames.push_back({4, Ethernet(Ipv4(Tcp(Bytes(40), 1), {.protocol = 6}))});  // TCP
  frames.push_back({5, Ethernet(Bytes(28), 0x0806)});                         // ARP
  frames.push_back({6, Ethernet(Ipv4(Udp(Bytes(40))))});                      // not RTP
  frames.push_back({7, Bytes(9)});                                            // not Ethernet

  const auto trace = ParsePcap(Pcap(kEthernet, frames), "x");

  ASSERT_TRUE(trace.ok()) << trace.status().detail();
  EXPECT_EQ(trace->packets().size(), 5U);
  EXPECT_EQ(trace->skipped().fragments, 3);
  EXPECT_EQ(trace->skipped().not_udp, 2);
  EXPECT_EQ(trace->skipped().not_rtp, 1);
  EXPECT_EQ(trace->skipped().malformed, 1);
}

TEST(Pcap, FindsRtpBySequenceNumbersOrPort) {
  std::vector<Frame> frames = Call(EthernetUdp);
  // Version 2 and long enough, but the sequence number field is constant or random (DNS etc.).
  for (const uint16_t sequence : std::initializer_list<uint16_t>{7, 7, 7, 7}) {
    frames.push_back({5, EthernetUdp(RtpBytes({.sequence = sequence, .ssrc = 9}))});
  }
  for (const uint16_t sequence : std::initializer_list<uint16_t>{1000, 60000, 20000, 45000}) {
    frames.push_back({5, EthernetUdp(RtpBytes({.sequence = sequence, .ssrc = 10}))});
  }
  // A stream too short to be recognised, on its own port.
  frames.push_back({9, Ethernet(Ipv4(Udp(RtpBytes({.ssrc = 11}), 7000)))});
  const Bytes file = Pcap(kEthernet, frames);

  const auto found = ParsePcap(file, "x");
  const auto named = ParsePcap(file, "x", 7000);

  ExpectCall(found);
  EXPECT_EQ(found->skipped().not_rtp, 9);
  ASSERT_TRUE(named.ok());
  ASSERT_EQ(named->packets().size(), 1U);
  EXPECT_EQ(named->packets()[0].rtp.ssrc, 11U);
}

TEST(Pcap, ReportsThePathsOfEachStream) {
  std::vector<Frame> frames = Call(EthernetUdp);
  for (Frame& frame :
       Call([](const Bytes& rtp) { return Ethernet(Ipv6(Udp(rtp, 6000)), 0x86DD); })) {
    frames.push_back(frame);
  }

  const auto trace = ParsePcap(Pcap(kEthernet, frames), "x");

  ASSERT_TRUE(trace.ok());
  EXPECT_EQ(trace->packets().size(), 10U);
  EXPECT_EQ(trace->paths(), (std::vector<std::string>{
                                "", "10.0.0.1:4000 -> 10.0.0.2:5004",
                                "[2001:db8:0:0:0:0:0:1]:4000 -> [2001:db8:0:0:0:0:0:2]:6000"}));
  EXPECT_EQ(StreamsOf(*trace).size(), 2U);
}

TEST(Pcap, KeepsSenderReportsOfTheStreamsFound) {
  const auto report = [](uint32_t ssrc) {
    return Join({Words({0x80C8, 6}), Words({0, ssrc, 1, 2, 3, 4, 5, 6}), Bytes(8)});
  };
  std::vector<Frame> frames = Call(EthernetUdp);
  frames.push_back({30'000, Ethernet(Ipv4(Udp(report(0x1234), 5005)))});
  frames.push_back({40'000, Ethernet(Ipv4(Udp(report(0x9999), 5005)))});  // of an unknown SSRC
  const Bytes file = Pcap(kEthernet, frames);

  for (const auto& trace : {ParsePcap(file, "x"), ParsePcap(file, "x", 5004)}) {
    ASSERT_TRUE(trace.ok());
    EXPECT_EQ(trace->rtcp().size(), 1U);
    ASSERT_EQ(trace->sender_reports().size(), 1U);
    const TraceSenderReport& kept = trace->sender_reports()[0];
    EXPECT_EQ(kept.arrival, AtMs(30));
    EXPECT_EQ(kept.ssrc, 0x1234U);
    EXPECT_EQ(kept.clocks.ntp, 0x0001'0002'0003'0004U);
    EXPECT_EQ(kept.clocks.rtp.value(), 0x0005'0006U);
  }
}

TEST(Pcap, ReadsTruncatedPackets) {
  std::vector<Frame> frames = Call(EthernetUdp);
  for (Frame& frame : frames) frame.cut = 100;

  const auto trace = ParsePcap(Pcap(kEthernet, frames), "x");

  ASSERT_TRUE(trace.ok()) << trace.status().detail();
  EXPECT_EQ(trace->packets()[0].rtp.payload.size(), 60U);
  EXPECT_EQ(trace->packets()[0].missing_bytes, 100U);
}

TEST(Pcap, ReadsNanosecondsAndTheOtherByteOrder) {
  Bytes file = Pcap(kEthernet, Call(EthernetUdp));
  const auto swap = [&file](size_t first, size_t count, size_t width) {
    for (size_t i = 0; i < count; ++i) {
      const auto at = file.begin() + static_cast<ptrdiff_t>(first + width * i);
      std::reverse(at, at + static_cast<ptrdiff_t>(width));
    }
  };
  const size_t record = 16 + EthernetUdp(RtpBytes({})).size();
  swap(0, 1, 4);
  swap(4, 2, 2);
  swap(8, 4, 4);
  for (size_t i = 0; i < 5; ++i) swap(24 + record * i, 4, 4);
  ExpectCall(ParsePcap(file, "x"));

  std::vector<Frame> frames = Call(EthernetUdp);
  for (Frame& frame : frames) frame.us *= 1000;
  Bytes nanoseconds = Pcap(kEthernet, frames);
  nanoseconds[0] = std::byte{0x4D};
  nanoseconds[1] = std::byte{0x3C};
  nanoseconds[2] = std::byte{0xB2};
  ExpectCall(ParsePcap(nanoseconds, "x"));
}

TEST(Pcap, NamesTheByteOfATruncation) {
  const Bytes file = Pcap(kEthernet, Call(EthernetUdp));
  const size_t record = (file.size() - 24) / 5;

  ExpectUnreadable(Bytes(file.begin(), file.begin() + 10), 0, "truncated");
  ExpectUnreadable(Bytes(file.begin(), file.begin() + 30), 24, "truncated");
  Bytes garbage = file;
  garbage[24 + record + 11] = std::byte{0x7F};  // length of the second record
  ExpectUnreadable(garbage, 24 + record, "packet");
}

TEST(Pcap, ExplainsUnsupportedFiles) {
  ExpectUnreadable({}, 0, "empty");
  ExpectUnreadable(Pcap(kUsb, {}), 24, "link type 189 (USB)");
  ExpectUnreadable(Pcap(kEthernet, {{0, Ethernet(Ipv4(Udp(Bytes(40))))}}), 24 + 16 + 14 + 28 + 40,
                   "1 other UDP datagrams");
}

TEST(Pcap, RoundTrips) {
  Trace written;
  written.Add(AtMs(0), RtpBytes({.sequence = 1}));
  written.Add(AtMs(20.001), RtpBytes({.sequence = 2}));
  written.Add(AtMs(45), RtpBytes({.sequence = 3}), 17);
  written.AddRtcp(AtMs(30), Join({Words({0x80C8, 6, 0, 0x1234}), Bytes(20)}));

  const auto file = FormatPcap(written);
  ASSERT_TRUE(file.ok()) << file.status().detail();
  const auto read = ParsePcap(*file, "x");

  ASSERT_TRUE(read.ok()) << read.status().detail();
  EXPECT_EQ(*FormatPcap(*read), *file);
  ASSERT_EQ(read->packets().size(), 3U);
  EXPECT_EQ(read->packets()[1].arrival, AtMs(20.001));
  EXPECT_EQ(read->packets()[2].missing_bytes, 17U);
  EXPECT_EQ(read->sender_reports().size(), 1U);
}

TEST(Pcap, RejectsTracesThatPcapCannotHold) {
  Trace early;
  early.Add(AtMs(-1), RtpBytes({}));
  Trace large;
  large.Add(AtMs(0), RtpBytes({.payload_bytes = 65535 - 28 - 12 + 1}));

  EXPECT_EQ(FormatPcap(early).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(FormatPcap(large).status().code(), StatusCode::kInvalidArgument);
}

TEST(Pcap, SurvivesRandomBytes) {
  constexpr uint64_t kSeed = 2;
  Random random(kSeed);
  for (const Bytes& good :
       {Pcap(kEthernet, Call(EthernetUdp)), Pcapng({kEthernet}, Call(EthernetUdp))}) {
    for (int round = 0; round < 2000; ++round) {
      Bytes file = good;
      for (int i = 0; i < 6; ++i) {
        file[4 + random.Next() % (file.size() - 4)] = static_cast<std::byte>(random.Next());
      }
      file.resize(random.Next() % (file.size() + 1));
      const auto trace = ParsePcap(file, "x");
      EXPECT_TRUE(trace.ok() || trace.status().code() == StatusCode::kUnreadable);
    }
  }
}

}  // namespace
}  // namespace neteq::sim
