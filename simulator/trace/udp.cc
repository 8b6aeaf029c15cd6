// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/trace/udp.h"

#include <algorithm>
#include <optional>

#include "simulator/support/text.h"

namespace neteq::sim {
namespace {

constexpr uint8_t kUdp = 17;
constexpr size_t kUdpHeader = 8;

/// Fields and payload of an IP packet.
struct IpPacket {
  UdpPath path{};
  uint8_t protocol = 0;
  bool is_fragment = false;
  ConstBytes payload{};
};

/// A frame after its link header.
struct Network {
  uint16_t ether_type = 0;
  ConstBytes bytes{};
};

constexpr uint16_t kEtherTypeIpv4 = 0x0800;
constexpr uint16_t kEtherTypeIpv6 = 0x86DD;

/// Removes VLAN tags: IEEE 802.1Q, 802.1ad, and 0x9100 used by older switches.
Network WithoutVlan(Network network) {
  constexpr std::array<uint16_t, 3> kTags = {0x8100, 0x88A8, 0x9100};
  constexpr size_t kTag = 4;
  while (network.bytes.size() >= kTag &&
         std::find(kTags.begin(), kTags.end(), network.ether_type) != kTags.end()) {
    network = {ReadUint16(network.bytes, 2), network.bytes.subspan(kTag)};
  }
  return network;
}

/// Skips a link header of `header` bytes with the EtherType at `type_at`.
std::optional<Network> BehindHeader(ConstBytes frame, size_t header, size_t type_at) {
  if (frame.size() < header) return std::nullopt;
  return WithoutVlan({ReadUint16(frame, type_at), frame.subspan(header)});
}

/// Derives the EtherType from the version in the IP header: the address families in null and
/// loopback headers differ between systems.
std::optional<Network> BareIp(ConstBytes frame, size_t header) {
  if (frame.size() <= header) return std::nullopt;
  const bool is_ipv6 = ReadUint8(frame, header) >> 4U == 6;
  return Network{is_ipv6 ? kEtherTypeIpv6 : kEtherTypeIpv4, frame.subspan(header)};
}

std::optional<Network> ReadLink(LinkType link, ConstBytes frame) {
  switch (link) {
    case LinkType::kEthernet:
      return BehindHeader(frame, 14, 12);
    case LinkType::kLinuxCooked:
      return BehindHeader(frame, 16, 14);
    case LinkType::kLinuxCooked2:
      return BehindHeader(frame, 20, 0);
    case LinkType::kLoopback:
      return BareIp(frame, 4);
    case LinkType::kRawIp:
      return BareIp(frame, 0);
  }
  return std::nullopt;
}

void CopyAddress(ConstBytes from, size_t offset, size_t count, Endpoint& to) {
  const auto address = from.subspan(offset, count);
  std::copy(address.begin(), address.end(), to.address.begin());
}

/// Parses an IPv4 header (RFC 791). Bytes after the total length are link-layer padding.
std::optional<IpPacket> ReadIpv4(ConstBytes bytes) {
  constexpr size_t kFixed = 20;
  constexpr uint16_t kMoreFragments = 0x2000;
  constexpr uint16_t kOffset = 0x1FFF;
  if (bytes.size() < kFixed || ReadUint8(bytes, 0) >> 4U != 4) return std::nullopt;
  const size_t header = size_t{4} * (ReadUint8(bytes, 0) & 0x0FU);
  size_t total = ReadUint16(bytes, 2);
  if (total == 0) total = bytes.size();  // segmentation offload: the network card fills it in
  if (header < kFixed || total < header || bytes.size() < header) return std::nullopt;
  IpPacket packet;
  CopyAddress(bytes, 12, 4, packet.path.from);
  CopyAddress(bytes, 16, 4, packet.path.to);
  packet.protocol = ReadUint8(bytes, 9);
  packet.is_fragment = (ReadUint16(bytes, 6) & (kMoreFragments | kOffset)) != 0;
  packet.payload = bytes.first(std::min(total, bytes.size())).subspan(header);
  return packet;
}

/// True for extension headers with a next header and a length (RFC 8200, IANA "IPv6 Extension
/// Header Types").
bool IsExtension(uint8_t protocol) {
  constexpr std::array<uint8_t, 7> kExtensions = {0, 43, 51, 60, 135, 139, 140};
  return std::find(kExtensions.begin(), kExtensions.end(), protocol) != kExtensions.end();
}

/// Skips the chain of extension headers. Returns false if it leaves the packet.
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
      // Offset and M flag 0: an atomic fragment, which is a whole packet (RFC 6946).
      packet.is_fragment |= (ReadUint16(packet.payload, 2) & 0xFFF9U) != 0;
    }
    if (packet.payload.size() < size) return false;
    packet.protocol = ReadUint8(packet.payload, 0);
    packet.payload = packet.payload.subspan(size);
    if (packet.is_fragment) return true;
  }
  return true;
}

/// Parses an IPv6 header (RFC 8200).
std::optional<IpPacket> ReadIpv6(ConstBytes bytes) {
  constexpr size_t kFixed = 40;
  if (bytes.size() < kFixed || ReadUint8(bytes, 0) >> 4U != 6) return std::nullopt;
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

/// Parses a UDP header (RFC 768).
UdpDatagram ReadUdp(const IpPacket& packet) {
  UdpDatagram datagram{UdpResult::kMalformed, packet.path};
  if (packet.payload.size() < kUdpHeader) return datagram;
  datagram.path.from.port = ReadUint16(packet.payload, 0);
  datagram.path.to.port = ReadUint16(packet.payload, 2);
  size_t length = ReadUint16(packet.payload, 4);
  if (length == 0) length = packet.payload.size();
  if (length < kUdpHeader) return datagram;
  datagram.result = UdpResult::kDatagram;
  const size_t captured = std::min(length, packet.payload.size());
  datagram.payload = packet.payload.subspan(kUdpHeader, captured - kUdpHeader);
  datagram.missing_bytes = length - captured;
  return datagram;
}

std::string Ipv4Text(const Endpoint& endpoint) {
  std::string text;
  for (size_t i = 0; i < 4; ++i) {
    if (i > 0) text += '.';
    text += std::to_string(ReadUint8(endpoint.address, i));
  }
  return text;
}

std::string Ipv6Text(const Endpoint& endpoint) {
  std::string text = "[";
  for (size_t i = 0; i < 16; i += 2) {
    const std::string word = FormatHex(ReadUint16(endpoint.address, i)).substr(2);
    if (i > 0) text += ':';
    text += word.substr(std::min<size_t>(word.find_first_not_of('0'), 7));
  }
  return text + ']';
}

}  // namespace

std::string UdpPath::Label() const {
  const auto text = [this](const Endpoint& endpoint) {
    return (is_ipv6 ? Ipv6Text(endpoint) : Ipv4Text(endpoint)) + ':' +
           std::to_string(endpoint.port);
  };
  return text(from) + " -> " + text(to);
}

UdpDatagram ExtractUdp(LinkType link, ConstBytes frame) {
  const auto network = ReadLink(link, frame);
  if (!network) return {UdpResult::kMalformed};
  const bool is_ipv6 = network->ether_type == kEtherTypeIpv6;
  if (!is_ipv6 && network->ether_type != kEtherTypeIpv4) return {UdpResult::kNotUdp};
  const auto packet = is_ipv6 ? ReadIpv6(network->bytes) : ReadIpv4(network->bytes);
  if (!packet) return {UdpResult::kMalformed};
  if (packet->is_fragment) return {UdpResult::kFragment};
  if (packet->protocol != kUdp) return {UdpResult::kNotUdp};
  return ReadUdp(*packet);
}

}  // namespace neteq::sim
