// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "neteq/base/status.h"
#include "simulator/trace/trace.h"

/// Captures of network traffic, pcap and pcapng, through libpcap. Arrival times count from the
/// first RTP packet.
namespace neteq::sim {

/// The bytes begin as a pcap or pcapng file does.
bool LooksLikePcap(std::span<const std::byte> file);

/// RTP over UDP over IPv4 or IPv6; link layers as LinkType. With `port`, everything sent to that
/// UDP port is RTP; without, see RtpFinder. kUnreadable naming `name` and the byte offset.
Result<Trace> ParsePcap(std::span<const std::byte> file, const std::string& name,
                        std::optional<uint16_t> port = {});

/// A pcap file of IPv4 packets on the loopback address, RTP on port 5004 and RTCP on 5005.
/// kInvalidArgument for arrivals before 0 or past 2^31 s, or packets too large for IPv4.
Result<std::vector<std::byte>> FormatPcap(const Trace& trace);

}  // namespace neteq::sim
