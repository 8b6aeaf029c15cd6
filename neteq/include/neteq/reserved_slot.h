// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <span>

#include "neteq/base/realtime.h"
#include "neteq/neteq.h"

/// Zero-copy receive, for callers to whom 50 ns per packet matter. Unstable: any version may change
/// this header.
namespace neteq {

/// [stream] Reserves `bytes` in the packet buffer of `neteq` for the next datagram or payload. When
/// the payload given to InsertPacket() lies in this memory, it stays there instead of being copied.
/// Returns an empty span for more than 2048 bytes or when the packet buffer is full: receive
/// elsewhere then. May be called again before the insertion. Valid until the next InsertPacket(),
/// Flush() or RemovePayloadType(). The thread rules of NetEq hold.
///
///   auto slot = ReserveSlot(*neteq, 1500);
///   slot = slot.first(recv(socket, slot.data(), slot.size(), 0));
///   if (const auto packet = ParseRtp(slot)) neteq->InsertPacket(*packet, now);
[[nodiscard]] std::span<std::byte> ReserveSlot(NetEq& neteq, size_t bytes) noexcept NETEQ_REALTIME;

}  // namespace neteq
