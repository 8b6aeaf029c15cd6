// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/trace/frame_parser.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

namespace neteq::sim {

/// Fields and payload of an IP packet.
struct FrameParser::IpPacket {
  UdpPath path{};
  uint8_t protocol = 0;
  ConstBytes payload{};
  bool is_fragment = false;
  uint32_t identification = 0;
  size_t offset = 0;
  bool has_more = false;
};

namespace {

constexpr int kMaxDepth = 16;  // heuristic: VLANs, MPLS and two tunnels need half of it

// EtherTypes (IEEE registry).
constexpr uint16_t kIpv4 = 0x0800;
constexpr uint16_t kIpv6 = 0x86DD;
constexpr uint16_t kVlan = 0x8100;
constexpr uint16_t kServiceVlan = 0x88A8;
constexpr uint16_t kOldVlan = 0x9100;  // of older switches
constexpr uint16_t kPppoeSession = 0x8864;
constexpr uint16_t kMpls = 0x8847;
constexpr uint16_t kMplsMulticast = 0x8848;
constexpr uint16_t kBridging = 0x6558;  // transparent Ethernet bridging (RFC 1701)
constexpr uint16_t kErspan2 = 0x88BE;
constexpr uint16_t kErspan3 = 0x22EB;
constexpr uint16_t kPpp = 0x880B;
constexpr uint16_t kLargestLength = 1500;  // smaller numbers are lengths: IEEE 802.3

// Protocol numbers (IANA).
constexpr uint8_t kIpInIp = 4;
constexpr uint8_t kTcp = 6;
constexpr uint8_t kUdp = 17;
constexpr uint8_t kIpv6InIp = 41;
constexpr uint8_t kGre = 47;
constexpr uint8_t kMplsInIp = 137;

// UDP ports of tunnels (IANA).
constexpr uint16_t kGtpPort = 2152;
constexpr uint16_t kVxlanPort = 4789;
constexpr uint16_t kOldVxlanPort = 8472;  // of Linux
constexpr uint16_t kGenevePort = 6081;

constexpr size_t kUdpHeader = 8;

/// `bytes` without the first `count`; empty if there are fewer.
ConstBytes Behind(ConstBytes bytes, size_t count) {
  return bytes.subspan(std::min(count, bytes.size()));
}

void CopyAddress(ConstBytes from, size_t offset, size_t count, Endpoint& to) {
  const auto address = from.subspan(offset, count);
  std::copy(address.begin(), address.end(), to.address.begin());
}

/// True for extension headers with a next header and a length (RFC 8200, IANA "IPv6 Extension
/// Header Types").
bool IsExtension(uint8_t protocol) {
  constexpr std::array<uint8_t, 7> kExtensions = {0, 43, 51, 60, 135, 139, 140};
  return std::find(kExtensions.begin(), kExtensions.end(), protocol) != kExtensions.end();
}

/// Parses an IPv4 header (RFC 791). Bytes after the total length are link-layer padding.
template <class IpPacket>
std::optional<IpPacket> ReadIpv4(ConstBytes bytes) {
  constexpr size_t kFixed = 20;
  constexpr uint16_t kMoreFragments = 0x2000;
  constexpr uint16_t kOffset = 0x1FFF;
  if (bytes.size() < kFixed) return std::nullopt;
  const size_t header = size_t{4} * (ReadUint8(bytes, 0) & 0x0FU);
  size_t total = ReadUint16(bytes, 2);
  if (total == 0) total = bytes.size();  // segmentation offload: the network card fills it in
  if (header < kFixed || total < header || bytes.size() < header) return std::nullopt;
  IpPacket packet;
  CopyAddress(bytes, 12, 4, packet.path.from);
  CopyAddress(bytes, 16, 4, packet.path.to);
  packet.protocol = ReadUint8(bytes, 9);
  const uint16_t fragment = ReadUint16(bytes, 6);
  packet.is_fragment = (fragment & (kMoreFragments | kOffset)) != 0;
  packet.identification = ReadUint16(bytes, 4);
  packet.offset = size_t{8} * (fragment & kOffset);
  packet.has_more = (fragment & kMoreFragments) != 0;
  packet.payload = bytes.first(std::min(total, bytes.size())).subspan(header);
  return packet;
}

/// Skips the chain of extension headers. Returns false if it leaves the packet.
template <class IpPacket>
bool SkipExtensions(IpPacket& packet) {
  constexpr uint8_t kFragment = 44;
  constexpr uint8_t kAuthentication = 51;
  while (IsExtension(packet.protocol) || packet.protocol == kFragment) {
    if (packet.payload.size() < 8) return false;
    const size_t length = ReadUint8(packet.payload, 1);
    size_t size = 8 + 8 * length;
    if (packet.protocol == kAuthentication) size = 8 + 4 * length;  // RFC 4302 section 2.2
    if (packet.protocol == kFragment) {
      size = 8;
      const uint16_t fragment = ReadUint16(packet.payload, 2);
      // Offset and M flag 0: an atomic fragment, which is a whole packet (RFC 6946).
      packet.is_fragment = (fragment & 0xFFF9U) != 0;
      packet.offset = fragment & 0xFFF8U;
      packet.has_more = (fragment & 1U) != 0;
      packet.identification = ReadUint32(packet.payload, 4);
    }
    if (packet.payload.size() < size) return false;
    packet.protocol = ReadUint8(packet.payload, 0);
    packet.payload = packet.payload.subspan(size);
    if (packet.is_fragment) return true;
  }
  return true;
}

/// Parses an IPv6 header (RFC 8200).
template <class IpPacket>
std::optional<IpPacket> ReadIpv6(ConstBytes bytes) {
  constexpr size_t kFixed = 40;
  if (bytes.size() < kFixed) return std::nullopt;
  const size_t length = ReadUint16(bytes, 4);
  IpPacket packet;
  packet.path.is_ipv6 = true;
  CopyAddress(bytes, 8, 16, packet.path.from);
  CopyAddress(bytes, 24, 16, packet.path.to);
  packet.protocol = ReadUint8(bytes, 6);
  packet.payload = bytes.subspan(kFixed);
  if (length != 0) packet.payload = packet.payload.first(std::min(length, packet.payload.size()));
  if (!SkipExtensions(packet)) return std::nullopt;
  return packet;
}

}  // namespace

void FrameParser::Parse(LinkType link, ConstBytes frame) {
  depth_ = 0;
  switch (link) {
    case LinkType::kEthernet:
      return ParseEthernet(frame);
    case LinkType::kLinuxCooked:
      if (frame.size() < 16) return Malformed();
      return ParseEtherType(ReadUint16(frame, 14), frame.subspan(16));
    case LinkType::kLinuxCooked2:
      if (frame.size() < 20) return Malformed();
      return ParseEtherType(ReadUint16(frame, 0), frame.subspan(20));
    case LinkType::kLoopback:
      // The address families in the header differ between systems: the IP version decides.
      return ParseIp(Behind(frame, 4));
    case LinkType::kRawIp:
      return ParseIp(frame);
    case LinkType::kPpp:
      return ParsePpp(frame);
    case LinkType::kPppoe:
      return ParsePppoe(frame);
    case LinkType::kWlan:
      return ParseWlan(frame);
    case LinkType::kRadiotap:
      break;
  }
  if (frame.size() < 4) return Malformed();
  const size_t length = ReadUint8(frame, 2) | size_t{ReadUint8(frame, 3)} << 8U;
  ParseWlan(Behind(frame, length));
}

/// Data frames of IEEE 802.11 that are not encrypted.
void FrameParser::ParseWlan(ConstBytes frame) {
  constexpr size_t kHeader = 24;
  if (frame.size() < 2) return Malformed();
  const unsigned control = ReadUint8(frame, 0);
  const unsigned flags = ReadUint8(frame, 1);
  const bool is_data = (control & 0x0CU) == 0x08U;
  const bool has_no_body = (control & 0x40U) != 0;
  const bool is_encrypted = (flags & 0x40U) != 0;
  if (!is_data || has_no_body || is_encrypted) return NotUdp();
  size_t header = kHeader;
  if ((flags & 3U) == 3U) header += 6;  // between access points: a fourth address
  if ((control & 0x80U) != 0) header += (flags & 0x80U) != 0 ? 6 : 2;  // QoS, and HT control
  ParseLlc(Behind(frame, header));
}

void FrameParser::ParseEthernet(ConstBytes frame) {
  constexpr size_t kHeader = 14;
  if (frame.size() < kHeader) return Malformed();
  ParseEtherType(ReadUint16(frame, 12), frame.subspan(kHeader));
}

void FrameParser::ParseEtherType(uint16_t ether_type, ConstBytes bytes) {
  if (++depth_ > kMaxDepth) return Malformed();
  switch (ether_type) {
    case kIpv4:
    case kIpv6:
      return ParseIp(bytes);
    case kVlan:
    case kServiceVlan:
    case kOldVlan:
      if (bytes.size() < 4) return Malformed();
      return ParseEtherType(ReadUint16(bytes, 2), bytes.subspan(4));
    case kPppoeSession:
      return ParsePppoe(bytes);
    case kMpls:
    case kMplsMulticast:
      return ParseMpls(bytes);
    case kBridging:
      return ParseEthernet(bytes);
    default:
      return ether_type <= kLargestLength ? ParseLlc(bytes) : NotUdp();
  }
}

/// LLC with SNAP (IEEE 802.2, RFC 1042).
void FrameParser::ParseLlc(ConstBytes bytes) {
  constexpr uint32_t kSnap = 0xAAAA0300;
  if (bytes.size() < 8 || ReadUint32(bytes, 0) != kSnap) return NotUdp();
  ParseEtherType(ReadUint16(bytes, 6), bytes.subspan(8));
}

/// PPP (RFC 1661): address and control bytes are optional.
void FrameParser::ParsePpp(ConstBytes bytes) {
  constexpr uint16_t kHdlc = 0xFF03;
  constexpr uint16_t kPppIpv4 = 0x0021;
  constexpr uint16_t kPppIpv6 = 0x0057;
  constexpr uint16_t kPppMpls = 0x0281;
  if (bytes.size() >= 2 && ReadUint16(bytes, 0) == kHdlc) bytes = bytes.subspan(2);
  if (bytes.size() < 2) return Malformed();
  size_t head = 2;
  uint16_t protocol = ReadUint16(bytes, 0);
  if ((ReadUint8(bytes, 0) & 1U) != 0) {  // compressed to one byte
    protocol = ReadUint8(bytes, 0);
    head = 1;
  }
  if (protocol == kPppIpv4 || protocol == kPppIpv6) return ParseIp(bytes.subspan(head));
  if (protocol == kPppMpls) return ParseMpls(bytes.subspan(head));
  NotUdp();
}

void FrameParser::ParsePppoe(ConstBytes bytes) {
  constexpr size_t kHeader = 6;
  if (bytes.size() < kHeader) return Malformed();
  ParsePpp(bytes.subspan(kHeader));
}

void FrameParser::ParseMpls(ConstBytes bytes) {
  if (++depth_ > kMaxDepth) return Malformed();
  bool is_last = false;
  while (!is_last) {
    if (bytes.size() < 4) return Malformed();
    is_last = (ReadUint8(bytes, 2) & 1U) != 0;
    bytes = bytes.subspan(4);
  }
  if (bytes.empty()) return Malformed();
  const unsigned nibble = ReadUint8(bytes, 0) >> 4U;
  if (nibble == 4 || nibble == 6) return ParseIp(bytes);
  ParseEthernet(nibble == 0 ? Behind(bytes, 4) : bytes);  // 0: a control word
}

void FrameParser::ParseIp(ConstBytes bytes) {
  if (bytes.empty() || ++depth_ > kMaxDepth) return Malformed();
  const unsigned version = ReadUint8(bytes, 0) >> 4U;
  std::optional<IpPacket> packet;
  if (version == 4) packet = ReadIpv4<IpPacket>(bytes);
  if (version == 6) packet = ReadIpv6<IpPacket>(bytes);
  if (!packet) return Malformed();
  if (!packet->is_fragment) return ParseTransport(*packet);
  const auto whole = fragments_.Add({packet->path, packet->protocol, packet->identification,
                                     packet->offset, packet->has_more, packet->payload});
  if (!whole) return;
  packet->payload = *whole;
  ParseTransport(*packet);
}

void FrameParser::ParseTransport(const IpPacket& packet) {
  switch (packet.protocol) {
    case kUdp:
      return ParseUdp(packet);
    case kTcp:
      return ParseTcp(packet);
    case kIpInIp:
    case kIpv6InIp:
      return ParseIp(packet.payload);
    case kGre:
      return ParseGre(packet.payload);
    case kMplsInIp:
      return ParseMpls(packet.payload);
    default:
      return NotUdp();
  }
}

/// Parses a UDP header (RFC 768).
void FrameParser::ParseUdp(const IpPacket& packet) {
  if (packet.payload.size() < kUdpHeader) return Malformed();
  UdpDatagram datagram{packet.path};
  datagram.path.from.port = ReadUint16(packet.payload, 0);
  datagram.path.to.port = ReadUint16(packet.payload, 2);
  size_t length = ReadUint16(packet.payload, 4);
  if (length == 0) length = packet.payload.size();
  if (length < kUdpHeader) return Malformed();
  const size_t captured = std::min(length, packet.payload.size());
  datagram.payload = packet.payload.subspan(kUdpHeader, captured - kUdpHeader);
  datagram.missing_bytes = length - captured;
  if (!ParseTunnel(datagram.path.to.port, datagram.payload)) handler_.on_datagram(datagram);
}

void FrameParser::ParseTcp(const IpPacket& packet) {
  constexpr size_t kFixed = 20;
  constexpr unsigned kSyn = 2;
  if (packet.payload.size() < kFixed) return Malformed();
  const size_t header = size_t{4} * (ReadUint8(packet.payload, 12) >> 4U);
  if (header < kFixed || header > packet.payload.size()) return Malformed();
  TcpSegment segment{packet.path};
  segment.path.from.port = ReadUint16(packet.payload, 0);
  segment.path.to.port = ReadUint16(packet.payload, 2);
  segment.sequence = ReadUint32(packet.payload, 4);
  segment.is_start = (ReadUint8(packet.payload, 13) & kSyn) != 0;
  segment.payload = packet.payload.subspan(header);
  handler_.on_segment(segment);
}

void FrameParser::ParseGre(ConstBytes bytes) {
  constexpr uint16_t kChecksum = 0x8000;
  constexpr uint16_t kRouting = 0x4000;
  constexpr uint16_t kKey = 0x2000;
  constexpr uint16_t kSequence = 0x1000;
  constexpr uint16_t kAcknowledgment = 0x0080;  // version 1, of PPTP (RFC 2637)
  if (bytes.size() < 4 || ++depth_ > kMaxDepth) return Malformed();
  const uint16_t flags = ReadUint16(bytes, 0);
  const uint16_t type = ReadUint16(bytes, 2);
  const bool is_version_1 = (flags & 7U) == 1;
  size_t header = 4;
  if ((flags & (kChecksum | kRouting)) != 0) header += 4;
  if ((flags & kKey) != 0) header += 4;
  if ((flags & kSequence) != 0) header += 4;
  if (is_version_1 && (flags & kAcknowledgment) != 0) header += 4;
  if (bytes.size() <= header) return NotUdp();  // a keep-alive
  const ConstBytes inside = bytes.subspan(header);
  if (type == kPpp) return ParsePpp(inside);
  // ERSPAN type I has no header and no sequence number.
  if (type == kErspan2) return ParseEthernet(Behind(inside, (flags & kSequence) != 0 ? 8 : 0));
  if (type == kErspan3) {
    const bool has_more = inside.size() >= 12 && (ReadUint8(inside, 11) & 1U) != 0;
    return ParseEthernet(Behind(inside, has_more ? 20 : 12));
  }
  ParseEtherType(type, inside);
}

bool FrameParser::ParseTunnel(uint16_t port, ConstBytes payload) {
  constexpr unsigned kHasNetwork = 0x08;  // VXLAN: the network identifier is valid
  if (payload.size() < 8 || depth_ >= kMaxDepth) return false;
  const unsigned first = ReadUint8(payload, 0);
  if ((port == kVxlanPort || port == kOldVxlanPort) && first == kHasNetwork) {
    ParseEthernet(payload.subspan(8));
    return true;
  }
  if (port == kGenevePort && first >> 6U == 0) {
    ParseEtherType(ReadUint16(payload, 2), Behind(payload, 8 + size_t{4} * (first & 0x3FU)));
    return true;
  }
  return port == kGtpPort && ParseGtp(payload);
}

bool FrameParser::ParseGtp(ConstBytes payload) {
  constexpr unsigned kVersion1 = 0x30;
  constexpr unsigned kUserData = 0xFF;  // message type G-PDU
  const unsigned flags = ReadUint8(payload, 0);
  if ((flags & 0xF0U) != kVersion1 || ReadUint8(payload, 1) != kUserData) return false;
  size_t header = 8;
  if ((flags & 7U) != 0) {
    header += 4;
    if (payload.size() < header) return false;
    unsigned next = (flags & 4U) != 0 ? ReadUint8(payload, header - 1) : 0U;
    while (next != 0) {
      if (payload.size() <= header) return false;
      const size_t length = size_t{4} * ReadUint8(payload, header);
      if (length == 0 || payload.size() < header + length) return false;
      header += length;
      next = ReadUint8(payload, header - 1);
    }
  }
  ParseIp(payload.subspan(header));
  return true;
}

}  // namespace neteq::sim
