// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "neteq/base/status.h"
#include "simulator/trace/trace.h"

/// WebRTC's RtcEventLog, both formats. Browsers write it with --webrtc-event-logging or from
/// chrome://webrtc-internals. WebRTC does not guarantee that the format is stable.
namespace neteq::sim {

/// True if the bytes begin with a message that such a log may contain.
bool LooksLikeEventLog(std::span<const std::byte> file);

/// Reads the incoming RTP packets. The log has only their headers, no payloads. If it lists audio
/// streams, packets of other streams are counted and left out. Also reads the receiver's audio
/// pulls and minimum delays, and RTCP that is stored uncompressed (format 2: the first datagram of
/// each batch). Arrival times are relative to the first packet. Fails with kUnreadable, naming
/// `name` and the byte offset.
Result<Trace> ParseEventLog(std::span<const std::byte> file, const std::string& name);

}  // namespace neteq::sim
