// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "neteq/base/status.h"
#include "simulator/trace/trace.h"

/// The binary rtpdump format of rtptools (`rtpdump -F dump`), as Wireshark and WebRTC write it:
///
///   "#!rtpplay1.0 address/port\n"
///   16 bytes   start: seconds u32, microseconds u32; source: address u32, port u16; padding u16
///   records    length u16 (with this head of 8 bytes), RTP length u16 (0 = RTCP),
///              milliseconds since the start u32, the bytes
///
/// All numbers big-endian. Arrival times count from the start of the dump. A record that is shorter
/// than its RTP packet (`rtpdump -F header`) gives a packet with missing bytes.
namespace neteq::sim {

/// The bytes begin as an rtpdump file does.
bool LooksLikeRtpdump(std::span<const std::byte> file);

/// kUnreadable naming the file and the byte offset. Packets come in order of arrival.
Result<Trace> ReadRtpdump(const std::string& path);
/// The same from memory; `name` is for error messages.
Result<Trace> ParseRtpdump(std::span<const std::byte> file, const std::string& name);

/// kInvalidArgument for arrivals that the format cannot hold (negative, past 2^32 ms) or packets
/// above 65527 bytes (65535 where the end is missing). Arrivals are rounded to 1 ms.
Result<std::vector<std::byte>> FormatRtpdump(const Trace& trace);
/// As FormatRtpdump; also kInvalidArgument when the file cannot be written.
Status WriteRtpdump(const Trace& trace, const std::string& path);

}  // namespace neteq::sim
