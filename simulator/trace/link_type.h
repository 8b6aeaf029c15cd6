// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace neteq::sim {

/// Supported link layers.
enum class LinkType {
  kEthernet,
  kLinuxCooked,   ///< version 1: `tcpdump -i any` until 2020
  kLinuxCooked2,  ///< version 2: `tcpdump -i any` today
  kLoopback,      ///< BSD null and loopback: 4-byte header before IP
  kRawIp,         ///< IPv4 or IPv6 without a link header
  kPpp,           ///< PPP, with or without HDLC framing (RFC 1662)
  kPppoe,         ///< PPP over Ethernet session packets (RFC 2516)
  kWlan,          ///< IEEE 802.11
  kRadiotap,      ///< IEEE 802.11 behind a radiotap header
};

/// The link layer with this number in pcap files (tcpdump.org/linktypes.html); nullopt if it is not
/// supported.
std::optional<LinkType> LinkTypeOf(uint32_t number);

/// For people: "link type 189 (USB)".
std::string LinkTypeName(uint32_t number);

/// For error messages: the supported link layers.
inline constexpr char kSupportedLinks[] =
    "Ethernet, Linux cooked, loopback, raw IP, PPP, PPPoE, 802.11 or radiotap";

}  // namespace neteq::sim
