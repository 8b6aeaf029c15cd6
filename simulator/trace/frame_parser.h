// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <functional>

#include "simulator/trace/bytes.h"
#include "simulator/trace/ip_fragments.h"
#include "simulator/trace/link_type.h"
#include "simulator/trace/udp.h"

namespace neteq::sim {

/// Extracts UDP datagrams and TCP segments from captured frames.
///
/// - Link: LinkType, VLAN tags (IEEE 802.1Q, 802.1ad), LLC/SNAP, PPPoE (RFC 2516), MPLS (RFC 3032,
///   also with an Ethernet pseudowire, RFC 4448).
/// - Network: IPv4 with options, IPv6 with extension headers, fragments.
/// - Tunnels: IP in IP (RFC 2003, 4213), GRE (RFC 2784, 2890) with ERSPAN, VXLAN (RFC 7348), GENEVE
///   (RFC 8926), GTP-U (3GPP TS 29.281). The addresses are those of the innermost packet.
class FrameParser {
 public:
  struct Handler {
    std::function<void(const UdpDatagram&)> on_datagram;
    std::function<void(const TcpSegment&)> on_segment;
  };
  /// Frames without a datagram or segment.
  struct Counts {
    int64_t malformed = 0;
    int64_t not_udp = 0;  ///< neither UDP nor TCP
  };

  explicit FrameParser(Handler handler) : handler_(std::move(handler)) {}

  void Parse(LinkType link, ConstBytes frame);
  const Counts& counts() const { return counts_; }
  /// IP fragments of packets that are not complete.
  int64_t fragments_left() const { return fragments_.left(); }

 private:
  struct IpPacket;

  void ParseWlan(ConstBytes frame);
  void ParseEthernet(ConstBytes frame);
  void ParseEtherType(uint16_t ether_type, ConstBytes bytes);
  void ParseLlc(ConstBytes bytes);
  void ParsePpp(ConstBytes bytes);
  void ParsePppoe(ConstBytes bytes);
  void ParseMpls(ConstBytes bytes);
  void ParseIp(ConstBytes bytes);
  void ParseTransport(const IpPacket& packet);
  void ParseUdp(const IpPacket& packet);
  void ParseTcp(const IpPacket& packet);
  void ParseGre(ConstBytes bytes);
  /// Parses the inside of a tunnel over UDP; false if the datagram is not one.
  bool ParseTunnel(uint16_t port, ConstBytes payload);
  bool ParseGtp(ConstBytes payload);
  void Malformed() { ++counts_.malformed; }
  void NotUdp() { ++counts_.not_udp; }

  Handler handler_;
  IpFragments fragments_;
  Counts counts_;
  int depth_ = 0;  // headers within headers; bounded against damaged frames
};

}  // namespace neteq::sim
