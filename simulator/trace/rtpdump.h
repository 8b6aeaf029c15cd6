// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "neteq/base/status.h"
#include "simulator/trace/trace.h"

/// The binary rtpdump format of rtptools (`rtpdump -F dump`), as Wireshark and WebRTC write it.
/// All numbers are big-endian:
///
/// - First line: "#!rtpplay1.0 address/port\n".
/// - File header, 16 bytes: start time in seconds u32 and microseconds u32; source address u32 and
///   port u16; padding u16.
/// - Each record: length u16 (including this 8-byte header), RTP length u16 (0 = RTCP),
///   milliseconds since the start u32, the packet bytes.
///
/// Arrival times are relative to the start of the dump. A record shorter than its RTP packet
/// (`rtpdump -F header`) gives a packet with missing bytes.
namespace neteq::sim {

/// True if the bytes begin like an rtpdump file.
bool LooksLikeRtpdump(std::span<const std::byte> file);

/// Reads a file; packets are sorted by arrival, after repairs as in RecordClock. The records before
/// a cut or damage are read, with a warning. Fails with kUnreadable, naming the file and the byte
/// offset, if there is no packet.
Result<Trace> ReadRtpdump(const std::string& path);
/// ReadRtpdump for bytes in memory; `name` is for error messages.
Result<Trace> ParseRtpdump(std::span<const std::byte> file, const std::string& name);

/// Formats a trace; arrivals are rounded to 1 ms. Fails with kInvalidArgument for arrivals outside
/// 0 to 2^32 - 1 ms and packets above 65527 bytes (65535 if their end is missing).
Result<std::vector<std::byte>> FormatRtpdump(const Trace& trace);
/// Writes the result of FormatRtpdump. Also fails with kInvalidArgument if the file cannot be
/// written.
Status WriteRtpdump(const Trace& trace, const std::string& path);

}  // namespace neteq::sim
