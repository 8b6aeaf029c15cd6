// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>

#include "simulator/trace/bytes.h"

namespace neteq::sim {

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
  /// The part of Label() behind the arrow.
  std::string Destination() const;
};

/// Payload of a UDP datagram, or of a frame in a TCP connection (RFC 4571). Views into captured
/// bytes.
struct UdpDatagram {
  UdpPath path{};
  ConstBytes payload{};      ///< captured part
  size_t missing_bytes = 0;  ///< bytes at the end that were not captured
};

/// Payload of a TCP segment.
struct TcpSegment {
  UdpPath path{};
  uint32_t sequence = 0;
  bool is_start = false;  ///< SYN: the payload begins one sequence number later
  ConstBytes payload{};
};

}  // namespace neteq::sim
