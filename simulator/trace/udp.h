// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>

#include "simulator/trace/bytes.h"

/// From a captured frame down to its UDP datagram.
namespace neteq::sim {

/// Link layers that are understood.
enum class LinkType {
  kEthernet,      ///< with any number of VLAN tags
  kLinuxCooked,   ///< version 1: `tcpdump -i any` until 2020
  kLinuxCooked2,  ///< version 2: `tcpdump -i any` today
  kLoopback,      ///< BSD null and loopback: four bytes before the IP header
  kRawIp,         ///< IPv4 or IPv6 without anything before it
};

struct Endpoint {
  std::array<std::byte, 16> address{};  ///< IPv4: the first four bytes
  uint16_t port = 0;
  friend auto operator<=>(const Endpoint&, const Endpoint&) = default;
};

/// Whence and whither.
struct UdpPath {
  bool is_ipv6 = false;
  Endpoint from;
  Endpoint to;
  friend auto operator<=>(const UdpPath&, const UdpPath&) = default;

  /// "10.0.0.1:5004 -> 10.0.0.2:6000", "[2001:db8:0:0:0:0:0:1]:5004 -> ..."
  std::string Label() const;
};

enum class UdpOutcome { kDatagram, kFragment, kNotUdp, kMalformed };

struct UdpDatagram {
  UdpOutcome outcome = UdpOutcome::kNotUdp;
  UdpPath path{};
  ConstBytes payload{};      ///< as far as it was captured
  size_t missing_bytes = 0;  ///< of its end
};

/// IPv4 (with options) and IPv6 (with extension headers). Views into `frame`.
UdpDatagram ExtractUdp(LinkType link, ConstBytes frame);

}  // namespace neteq::sim
