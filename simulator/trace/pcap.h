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

/// Network captures, pcap and pcapng, read with libpcap. Arrival times are relative to the first
/// RTP packet.
namespace neteq::sim {

/// True if the bytes begin like a pcap or pcapng file.
bool LooksLikePcap(std::span<const std::byte> file);

/// Reads RTP over UDP over IPv4 or IPv6; link layers as in LinkType. With `port`, everything sent
/// to that UDP port is RTP; without, RtpFinder decides. Fails with kUnreadable, naming `name` and
/// the byte offset.
Result<Trace> ParsePcap(std::span<const std::byte> file, const std::string& name,
                        std::optional<uint16_t> port = {});

/// Writes a pcap file of IPv4 packets on the loopback address, RTP on port 5004 and RTCP on 5005.
/// Fails with kInvalidArgument for arrivals before 0 or after 2^31 s and for packets too large for
/// IPv4.
Result<std::vector<std::byte>> FormatPcap(const Trace& trace);

}  // namespace neteq::sim
