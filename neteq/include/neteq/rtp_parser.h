// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "neteq/packet.h"

namespace neteq {

/// [stream] Parses an RTP packet (RFC 3550, section 5.1). Checks version, CSRC list, header
/// extension and padding, and excludes them from the payload. The payload is a view into `bytes`;
/// it is empty for a packet that contains only padding. Returns nullopt if the bytes are not a
/// complete RTP packet. Keeps no state: threads may call it at the same time.
[[nodiscard]] std::optional<RtpPacketView> ParseRtp(std::span<const std::byte> bytes) noexcept;

}  // namespace neteq
