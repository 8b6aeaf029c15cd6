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

/// Network captures: pcap files to write, pcap and pcapng to read (see Capture).
namespace neteq::sim {

/// Reads all RTP streams of a pcap or pcapng file in memory. With `port`, everything sent to that
/// UDP port is RTP; without, RtpFinder decides. Arrival times are relative to the first RTP packet.
/// Fails with kUnreadable, naming `name` and the byte offset.
Result<Trace> ParsePcap(std::span<const std::byte> file, const std::string& name,
                        std::optional<uint16_t> port = {});

/// Formats a trace as a pcap file of IPv4 packets on the loopback address. RTP has port 5004 and
/// RTCP 5005; each further path of the trace has the next two ports. Fails with kInvalidArgument for
/// arrivals before 0 or after 2^31 s and for packets too large for IPv4.
Result<std::vector<std::byte>> FormatPcap(const Trace& trace);

}  // namespace neteq::sim
