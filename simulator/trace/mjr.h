// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <span>
#include <string>

#include "neteq/base/status.h"
#include "simulator/trace/trace.h"

/// Recordings of the Janus WebRTC server (.mjr). All numbers are big-endian:
///
/// - Start: "MJR00002" or "MJR00001", the length u16 of a JSON text, and the text: "t" is the medium
///   ("a" for audio), "c" the codec.
/// - Version 2, each packet: "MEET", milliseconds since the start u32, length u16, the RTP packet.
/// - Version 1, each packet: "MEETECHO", length u16, the RTP packet; there are no times.
namespace neteq::sim {

/// True if the bytes begin like such a recording.
bool LooksLikeMjr(std::span<const std::byte> file);

/// Reads the packets before a cut or damage, with a warning. Without times in the file, packets
/// arrive when their timestamps say, and a warning says so. The codec of the start is stored as a
/// session description of the payload type of the first packet. Fails with kUnreadable, naming
/// `name` and the byte offset, if there is no packet.
Result<Trace> ParseMjr(std::span<const std::byte> file, const std::string& name);

}  // namespace neteq::sim
