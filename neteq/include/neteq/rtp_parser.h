// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "neteq/packet.h"

namespace neteq {

/// Reads an RTP packet (RFC 3550 section 5.1): version, CSRC list, header extension and padding are
/// checked and left out of the payload. Nullopt when the bytes are not a whole RTP packet. The
/// payload views into `bytes`; it is empty for a packet of padding only.
std::optional<RtpPacketView> ParseRtp(std::span<const std::byte> bytes) noexcept;

}  // namespace neteq
