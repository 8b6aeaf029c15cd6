// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/trace/capture.h"

#include <functional>
#include <string>

#include "tests/simulator/capture_bytes.h"
#include <gtest/gtest.h>

#include "simulator/trace/pcap.h"
#include "simulator/trace/stream.h"

namespace neteq::sim {
namespace {

constexpr uint32_t kNull = 0;
constexpr uint32_t kEthernet = 1;
constexpr uint32_t kPpp = 9;
constexpr uint32_t kPppoe = 51;
constexpr uint32_t kRaw = 101;
constexpr uint32_t kWlan = 105;
constexpr uint32_t kRadiotap = 127;

using Wrap = std::function<Bytes(const Bytes&)>;

Bytes InIp(const Bytes& rtp) { return Ipv4(Udp(rtp)); }
Bytes InEthernet(const Bytes& rtp) { return Ethernet(InIp(rtp)); }

Bytes Packet(uint32_t index, uint16_t first = 65000, uint32_t ssrc = 0x1234) {
  return RtpBytes(
      {.sequence = static_cast<uint16_t>(first + index), .timestamp = 160 * index, .ssrc = ssrc});
}

/// A call of `count` packets, 20 ms apart.
std::vector<Frame> Call(const Wrap& wrap, uint32_t count = 40, uint16_t first = 65000) {
  std::vector<Frame> frames;
  for (uint32_t i = 0; i < count; ++i) frames.push_back({20'000 * i, wrap(Packet(i, first))});
  return frames;
}

void ExpectPackets(const Bytes& file, size_t packets, size_t streams = 1) {
  const auto trace = ParsePcap(file, "x");
  ASSERT_TRUE(trace.ok()) << trace.status().detail();
  EXPECT_EQ(trace->packets().size(), packets);
  EXPECT_EQ(StreamsOf(*trace).size(), streams);
}

/// A GRE header with these flags and optional words.
Bytes Gre(uint32_t flags, uint32_t type, size_t options, const Bytes& inside) {
  return Ipv4(Join({Words({flags, type}), Bytes(options), inside}), {.protocol = 47});
}

using NamedWrap = std::pair<std::string, Wrap>;

std::vector<NamedWrap> LinkTunnels() {
  const Bytes label = Words({0, 0x0140});  // MPLS, the last of the stack
  const Bytes not_last = Words({0, 0x0040});
  const Bytes ppp = Words({0x1100, 7, 0, 0x21});  // PPPoE session 7, PPP with IPv4
  return {
      {"PPPoE",
       [=](const Bytes& rtp) {
         return Ethernet(Join({ppp, InIp(rtp)}), 0x8864);
       }},
      {"PPPoE with VLAN",
       [=](const Bytes& rtp) {
         return Ethernet(Join({Words({5, 0x8864}), ppp, InIp(rtp)}), 0x8100);
       }},
      {"PPPoE with IPv6",
       [](const Bytes& rtp) {
         return Ethernet(Join({Words({0x1100, 7, 0, 0x57}), Ipv6(Udp(rtp))}), 0x8864);
       }},
      {"MPLS",
       [=](const Bytes& rtp) {
         return Ethernet(Join({not_last, label, InIp(rtp)}), 0x8847);
       }},
      {"MPLS with IPv6",
       [=](const Bytes& rtp) {
         return Ethernet(Join({label, Ipv6(Udp(rtp))}), 0x8847);
       }},
      {"MPLS pseudowire",
       [=](const Bytes& rtp) {
         return Ethernet(Join({label, Bytes(4), InEthernet(rtp)}), 0x8847);
       }},
  };
}

std::vector<NamedWrap> IpTunnels() {
  return {
      {"IP in IP", [](const Bytes& rtp) { return Ethernet(Ipv4(InIp(rtp), {.protocol = 4})); }},
      {"IPv6 in IP",
       [](const Bytes& rtp) { return Ethernet(Ipv4(Ipv6(Udp(rtp)), {.protocol = 41})); }},
      {"GRE", [](const Bytes& rtp) { return Ethernet(Gre(0, 0x0800, 0, InIp(rtp))); }},
      {"GRE with checksum, key and sequence",
       [](const Bytes& rtp) { return Ethernet(Gre(0xB000, 0x0800, 12, InIp(rtp))); }},
      {"GRE with Ethernet",
       [](const Bytes& rtp) { return Ethernet(Gre(0x2000, 0x6558, 4, InEthernet(rtp))); }},
      {"ERSPAN I", [](const Bytes& rtp) { return Ethernet(Gre(0, 0x88BE, 0, InEthernet(rtp))); }},
      {"ERSPAN II",
       [](const Bytes& rtp) {
         return Ethernet(Gre(0x1000, 0x88BE, 4, Join({Bytes(8), InEthernet(rtp)})));
       }},
      {"PPTP",
       [](const Bytes& rtp) {
         return Ethernet(Gre(0x3001, 0x880B, 8, Join({Words({0xFF03, 0x21}), InIp(rtp)})));
       }},
      {"VXLAN",
       [](const Bytes& rtp) {
         return Ethernet(Ipv4(Udp(Join({Words({0x0800, 0, 0, 0x700}), InEthernet(rtp)}), 4789)));
       }},
      {"GENEVE",
       [](const Bytes& rtp) {
         return Ethernet(
             Ipv4(Udp(Join({Words({0x0100, 0x6558, 0, 0}), Bytes(4), InEthernet(rtp)}), 6081)));
       }},
      {"GTP-U",
       [](const Bytes& rtp) {
         return Ethernet(Ipv4(Udp(Join({Words({0x30FF, 200, 0, 1}), InIp(rtp)}), 2152)));
       }},
      {"GTP-U with an extension header",
       [](const Bytes& rtp) {
         const Bytes head = Words({0x34FF, 208, 0, 1, 0, 0x0085, 0x0110, 0x0900});
         return Ethernet(Ipv4(Udp(Join({head, InIp(rtp)}), 2152)));
       }},
      {"LLC and SNAP",
       [](const Bytes& rtp) {
         return Join({Bytes(12), Words({208, 0xAAAA, 0x0300, 0, 0x0800}), InIp(rtp)});
       }},
  };
}

TEST(Capture, ReadsTunnels) {
  for (const auto& wraps : {LinkTunnels(), IpTunnels()}) {
    for (const auto& [name, wrap] : wraps) {
      SCOPED_TRACE(name);
      ExpectPackets(Pcap(kEthernet, Call(wrap)), 40);
    }
  }
}

TEST(Capture, ReadsOtherLinks) {
  const Bytes snap = Words({0xAAAA, 0x0300, 0, 0x0800});
  const std::vector<std::pair<uint32_t, Wrap>> wraps = {
      {kPpp,
       [](const Bytes& rtp) {
         return Join({Words({0xFF03, 0x0021}), InIp(rtp)});
       }},
      {kPpp,
       [](const Bytes& rtp) {
         return Join({Bytes{std::byte{0x21}}, InIp(rtp)});
       }},
      {kPppoe,
       [](const Bytes& rtp) {
         return Join({Words({0x1100, 7, 0, 0x21}), InIp(rtp)});
       }},
      {kWlan,
       [&](const Bytes& rtp) {
         return Join({Words({0x0801}), Bytes(22), snap, InIp(rtp)});
       }},
      {kWlan,
       [&](const Bytes& rtp) {
         return Join({Words({0x8802}), Bytes(24), snap, InIp(rtp)});
       }},
      {kRadiotap,
       [&](const Bytes& rtp) {
         return Join({Words({0, 0x0C00}), Bytes(8), Words({0x0801}), Bytes(22), snap, InIp(rtp)});
       }},
  };
  for (const auto& [link, wrap] : wraps) {
    SCOPED_TRACE(link);
    ExpectPackets(Pcap(link, Call(wrap)), 40);
  }
}

TEST(Capture, PutsFragmentsTogetherInAnyOrder) {
  for (const bool is_reversed : {false, true}) {
    std::vector<Frame> frames;
    for (uint32_t i = 0; i < 10; ++i) {
      const Bytes datagram = Udp(Packet(i));
      const Bytes first(datagram.begin(), datagram.begin() + 96);
      const Bytes second(datagram.begin() + 96, datagram.end());
      Frame a{20'000 * i, Ethernet(Ipv4(first, {.flags = 0x2000, .identification = i}))};
      Frame b{20'000 * i + 1, Ethernet(Ipv4(second, {.flags = 12, .identification = i}))};
      if (is_reversed) std::swap(a.bytes, b.bytes);
      frames.push_back(a);
      if (i != 7) frames.push_back(b);  // half of a packet is lost
    }
    const auto trace = ParsePcap(Pcap(kEthernet, frames), "x");
    ASSERT_TRUE(trace.ok()) << trace.status().detail();
    EXPECT_EQ(trace->packets().size(), 9U);
    EXPECT_EQ(trace->packets()[0].rtp.payload.size(), 160U);
    EXPECT_EQ(trace->skipped().fragments, 1);
  }
}

TEST(Capture, ReadsRtpOverTcp) {
  const auto framed = [](const Bytes& rtp) {
    return Join({Words({static_cast<uint32_t>(rtp.size())}), rtp});
  };
  const auto interleaved = [](const Bytes& rtp) {
    return Join({Words({0x2400, static_cast<uint32_t>(rtp.size())}), rtp});
  };
  for (const auto& frame : {Wrap(framed), Wrap(interleaved)}) {
    Bytes stream;
    for (uint32_t i = 0; i < 40; ++i) stream = Join({stream, frame(Packet(i))});
    // Segments of 250 bytes, which cut the frames anywhere; some twice, some out of order.
    std::vector<Frame> frames;
    for (uint32_t at = 0; at < stream.size(); at += 250) {
      const auto end = std::min<size_t>(stream.size(), at + 250);
      const Bytes bytes(stream.begin() + at, stream.begin() + static_cast<ptrdiff_t>(end));
      frames.push_back({10'000 * at / 250, Ethernet(Ipv4(Tcp(bytes, at), {.protocol = 6}))});
    }
    std::swap(frames[5].bytes, frames[6].bytes);
    frames.insert(frames.begin() + 12, frames[11]);
    ExpectPackets(Pcap(kEthernet, frames), 40);
  }
}

TEST(Capture, FindsStreamsWithRestartsRepeatsAndLatePackets) {
  // Sequence numbers far back and far ahead, as after a transfer.
  for (const int jump : {-8618, -400, 20'000}) {
    SCOPED_TRACE(jump);
    std::vector<Frame> frames;
    for (uint32_t i = 0; i < 60; ++i) {
      const auto first = static_cast<uint16_t>(20'000 + (i < 10 ? 0 : jump));
      frames.push_back({20'000 * i, InEthernet(Packet(i, first))});
    }
    ExpectPackets(Pcap(kEthernet, frames), 60);
  }
  std::vector<Frame> twice;
  std::vector<Frame> late;
  for (const Frame& frame : Call(InEthernet)) {
    twice.insert(twice.end(), {frame, frame});
    late.push_back(frame);
    if (late.size() > 10) late.push_back(late[late.size() - 9]);
  }
  ExpectPackets(Pcap(kEthernet, twice), 80);
  ExpectPackets(Pcap(kEthernet, late), late.size());
  const auto trace = ParsePcap(Pcap(kEthernet, twice), "x");
  const auto stream = SelectStream(*trace, PayloadTypes::Defaults(), {});
  EXPECT_EQ(MeasureNetwork(*stream).duplicate, 40);
  EXPECT_EQ(MeasureNetwork(*stream).lost, 0);
}

TEST(Capture, TellsPathsApart) {
  std::vector<Frame> frames;
  for (uint32_t i = 0; i < 40; ++i) {
    const Bytes rtp = Packet(i);
    const Bytes back = Packet(i, 100);
    if (i % 10 != 0) frames.push_back({20'000 * i, InEthernet(rtp)});  // a leg with loss
    frames.push_back({20'000 * i + 50, Ethernet(Ipv4(Udp(rtp), {.from = 2, .to = 3}))});
    frames.push_back(
        {20'000 * i + 90, Ethernet(Ipv4(Udp(back, 4000, 5004), {.from = 2, .to = 1}))});
  }
  const auto trace = ParsePcap(Pcap(kEthernet, frames), "x");
  ASSERT_TRUE(trace.ok()) << trace.status().detail();
  ASSERT_EQ(StreamsOf(*trace).size(), 3U);
  const auto stream = SelectStream(*trace, PayloadTypes::Defaults(), {});
  ASSERT_TRUE(stream.ok());
  EXPECT_EQ(stream->packets.size() + static_cast<size_t>(stream->other_ssrc_skipped), 116U);
  EXPECT_TRUE(stream->packets.size() == 36 || stream->packets.size() == 40);
}

TEST(Capture, KeepsTheOrderWhenTheClockIsSetBack) {
  std::vector<Frame> frames = Call(InEthernet);
  for (size_t i = 20; i < frames.size(); ++i) frames[i].seconds = -3600;
  const auto trace = ParsePcap(Pcap(kEthernet, frames), "x");
  ASSERT_TRUE(trace.ok()) << trace.status().detail();
  for (size_t i = 0; i < 40; ++i) {
    EXPECT_EQ(trace->packets()[i].rtp.timestamp.value(), 160 * i);
    EXPECT_EQ(trace->packets()[i].arrival, AtMs(20.0 * static_cast<double>(i)));
  }
  ASSERT_EQ(trace->warnings().size(), 1U);
  EXPECT_NE(trace->warnings()[0].find("set back 1 time"), std::string::npos);
}

TEST(Capture, RepairsTheTimeOfSingleRecords) {
  for (const int days : {-11, 11, 400}) {
    SCOPED_TRACE(days);
    std::vector<Frame> frames = Call(InEthernet);
    frames[20].seconds = 86'400 * days;
    const auto trace = ParsePcap(Pcap(kEthernet, frames), "x");
    ASSERT_TRUE(trace.ok()) << trace.status().detail();
    EXPECT_EQ(trace->packets().back().arrival, AtMs(20 * 39));
    EXPECT_EQ(trace->packets()[20].rtp.timestamp.value(), 160U * 20);
    EXPECT_EQ(trace->warnings().size(), 1U);
  }
}

TEST(Capture, ShortensGapsOfDays) {
  std::vector<Frame> frames = Call(InEthernet);
  for (size_t i = 20; i < frames.size(); ++i) frames[i].seconds = 86'400 * 11;
  const auto trace = ParsePcap(Pcap(kEthernet, frames), "x");
  ASSERT_TRUE(trace.ok()) << trace.status().detail();
  EXPECT_GT(trace->packets().back().arrival, AtMs(86'400'000.0 * 11));
  const auto stream = SelectStream(*trace, PayloadTypes::Defaults(), {});
  EXPECT_EQ(stream->packets.back().arrival, AtMs(380 + 1000 + 380));
  ASSERT_EQ(stream->notes.size(), 1U);
}

TEST(Capture, ReadsTheWholePacketsOfACutFile) {
  for (const Bytes& file :
       {Pcap(kEthernet, Call(InEthernet, 20)), Pcapng({kEthernet}, Call(InEthernet, 20))}) {
    size_t last = 0;
    for (size_t size = 0; size < file.size(); size += 7) {
      const auto trace = ParsePcap(std::span(file).first(size), "x");
      if (!trace.ok()) {
        EXPECT_TRUE(trace.status().detail().starts_with("x: byte ")) << trace.status().detail();
        EXPECT_EQ(last, 0U);
        continue;
      }
      EXPECT_GE(trace->packets().size(), last);
      last = trace->packets().size();
    }
    EXPECT_EQ(last, 19U);
    const auto trace = ParsePcap(std::span(file).first(file.size() - 1), "x");
    ASSERT_EQ(trace->warnings().size(), 1U);
    EXPECT_NE(trace->warnings()[0].find("truncated"), std::string::npos);
  }
}

TEST(Capture, ReadsSeveralInterfacesAndSections) {
  std::vector<Frame> frames;
  for (uint32_t i = 0; i < 40; ++i) {
    const bool is_second = i % 3 == 0;
    const bool is_third = i % 5 == 1;  // of a link type that is not supported
    const Bytes ip = InIp(Packet(i));
    Frame frame{20'000 * i, is_second ? Join({LittleEndian({2}), ip}) : Ethernet(ip)};
    frame.interface = is_second ? 1 : 0;
    frames.push_back(frame);
    if (is_third) frames.push_back({20'000 * i, Bytes(60), 0, 0, 2});
  }
  const Bytes section = Pcapng({kEthernet, kNull, 189}, frames);
  ExpectPackets(section, 40);
  const auto trace = ParsePcap(section, "x");
  ASSERT_EQ(trace->warnings().size(), 1U);
  EXPECT_NE(trace->warnings()[0].find("8 frames"), std::string::npos) << trace->warnings()[0];
  std::vector<Frame> raw = Call(InIp, 20, 65040);
  ExpectPackets(Join({section, Pcapng({kRaw}, raw)}), 60);
}

TEST(Capture, TellsRtpFromRtcpByMoreThanTheType) {
  for (const uint8_t type : {64, 70, 79, 85, 93, 94, 95}) {
    SCOPED_TRACE(int{type});
    std::vector<Frame> frames;
    for (uint32_t i = 0; i < 60; ++i) {
      Bytes rtp = RtpBytes(
          {.payload_type = type, .sequence = static_cast<uint16_t>(i), .timestamp = 160 * i});
      rtp[1] |= std::byte{0x80};
      frames.push_back({20'000 * i, InEthernet(rtp)});
    }
    ExpectPackets(Pcap(kEthernet, frames), 60);
  }
  // Sender reports, reports behind others, and encrypted ones (SRTCP) are RTCP.
  const Bytes report = Join({Words({0x80C8, 6}), Bytes(24)});
  EXPECT_TRUE(IsRtcp(report));
  EXPECT_TRUE(IsRtcp(Join({report, Words({0x81CA, 1, 0, 1})})));
  EXPECT_TRUE(IsRtcp(Join({Words({0x80C9, 1, 0, 1}), Bytes(30, std::byte{0x5A})})));
  EXPECT_FALSE(IsRtcp(Join({Words({0x80C8, 600}), Bytes(24)})));
  EXPECT_FALSE(IsRtcp(Join({Words({0x80DE, 6}), Bytes(24)})));
}

TEST(Capture, FindsSessionDescriptionsInSip) {
  const std::string sip =
      "INVITE sip:b@example.org SIP/2.0\r\nContent-Type: application/sdp\r\n\r\n"
      "v=0\r\no=- 1 1 IN IP4 10.0.0.2\r\ns=-\r\nc=IN IP4 10.0.0.2\r\nt=0 0\r\n"
      "m=audio 5004 RTP/AVP 107 96\r\na=rtpmap:107 opus/48000/2\r\na=fmtp:107 stereo=1\r\n"
      "a=rtpmap:96 telephone-event/8000\r\nm=video 6000 RTP/AVP 99\r\na=rtpmap:99 VP8/90000\r\n";
  const auto text = std::as_bytes(std::span(sip));
  std::vector<Frame> frames = Call(InEthernet);
  frames.insert(frames.begin(), {0, Ethernet(Ipv4(Udp(Bytes(text.begin(), text.end()), 5060)))});
  const auto trace = ParsePcap(Pcap(kEthernet, frames), "x");
  ASSERT_TRUE(trace.ok()) << trace.status().detail();
  ASSERT_EQ(trace->sdp().size(), 1U);
  EXPECT_EQ(trace->sdp()[0].destination, "10.0.0.2:5004");
  EXPECT_EQ(trace->sdp()[0].payload_types,
            (std::vector<std::string>{"96=telephone-event/8000", "107=opus/48000/2;stereo=1"}));
}

TEST(Capture, ReadsOnlyTheStreamsThatAreWanted) {
  std::vector<Frame> frames;
  for (uint32_t i = 0; i < 400; ++i) {
    frames.push_back({2000 * i, InEthernet(Packet(i, 0, 1))});
    frames.push_back({2000 * i, InEthernet(Packet(i, 0, 2))});
  }
  const Bytes file = Pcap(kEthernet, frames);
  Capture capture([&] { return Result<InputPtr>(OpenMemory(file)); }, "x", {});
  ASSERT_TRUE(capture.Survey().ok());
  EXPECT_EQ(capture.Streams().size(), 2U);
  const auto trace = capture.Read([](const StreamKey& key) { return key.ssrc == 2; }, true);
  ASSERT_TRUE(trace.ok());
  EXPECT_EQ(trace->packets().size(), 400U);
  EXPECT_EQ(trace->packets()[0].bytes.size(), 172U);
  EXPECT_EQ(trace->packets()[399].bytes.size(), 12U);
  EXPECT_EQ(trace->packets()[399].full_size(), 172U);
}

}  // namespace
}  // namespace neteq::sim
