// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>

#include "simulator/trace/bytes.h"

/// Extracts UDP datagrams from captured frames.
namespace neteq::sim {

/// Supported link layers.
enum class LinkType {
  kEthernet,      ///< any number of VLAN tags
  kLinuxCooked,   ///< version 1: `tcpdump -i any` until 2020
  kLinuxCooked2,  ///< version 2: `tcpdump -i any` today
  kLoopback,      ///< BSD null and loopback: 4-byte header before IP
  kRawIp,         ///< IPv4 or IPv6 without a link header
};

struct Endpoint {
  std::array<std::byte, 16> address{};  ///< IPv4: the first four bytes
  uint16_t port = 0;
  friend auto operator<=>(const Endpoint&, const Endpoint&) = default;
};

/// Source and destination of a datagram.
struct UdpPath {
  bool is_ipv6 = false;
  Endpoint from;
  Endpoint to;
  friend auto operator<=>(const UdpPath&, const UdpPath&) = default;

  /// "10.0.0.1:5004 -> 10.0.0.2:6000", "[2001:db8:0:0:0:0:0:1]:5004 -> ..."
  std::string Label() const;
};

enum class UdpResult { kDatagram, kFragment, kNotUdp, kMalformed };

struct UdpDatagram {
  UdpResult result = UdpResult::kNotUdp;
  UdpPath path{};
  ConstBytes payload{};      ///< captured part
  size_t missing_bytes = 0;  ///< bytes at the end that were not captured
};

/// Parses IPv4 (with options) and IPv6 (with extension headers). The result views into `frame`.
UdpDatagram ExtractUdp(LinkType link, ConstBytes frame);

}  // namespace neteq::sim
