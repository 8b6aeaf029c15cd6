// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "neteq/base/status.h"
#include "simulator/trace/trace.h"

/// WebRTC's RtcEventLog, both formats: what a browser writes with --webrtc-event-logging, or from
/// chrome://webrtc-internals. WebRTC gives no guarantee of stability for it.
namespace neteq::sim {

/// The bytes begin as a message that such a log may hold.
bool LooksLikeEventLog(std::span<const std::byte> file);

/// The incoming RTP packets, headers only: payloads are not in the log. If the log names streams of
/// audio, all others are counted and left out. Also the receiver's own pulls of audio and minimum
/// delays, and of RTCP what the log holds in plain (format 2: the first datagram of each batch).
/// Arrival times count from the first packet. kUnreadable naming `name` and the byte offset.
Result<Trace> ParseEventLog(std::span<const std::byte> file, const std::string& name);

}  // namespace neteq::sim
