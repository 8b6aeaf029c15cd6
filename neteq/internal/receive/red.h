// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "neteq/base/fixed_vector.h"
#include "neteq/base/realtime.h"
#include "neteq/packet.h"

namespace neteq::internal {

/// One block of a RED packet.
struct RedBlock {
  uint8_t payload_type = 0;
  uint8_t red_level = 0;                     ///< distance from the primary block in blocks
  PayloadRole role = PayloadRole::kUnknown;  ///< set by the caller of FilterBlocks
  int timestamp_offset = 0;  ///< RTP ticks before the packet's timestamp, 0 to 16383
  std::span<const std::byte> payload{};
};

/// Maximum number of blocks in a packet (NetEQ). Senders use up to 10.
inline constexpr size_t kMaxRedBlocks = 32;
using RedBlocks = FixedVector<RedBlock, kMaxRedBlocks>;

enum class RedError : uint8_t {
  kNone,
  kEmpty,            ///< all blocks are empty
  kTruncatedHeader,  ///< the packet ends before the header of the primary block
  kTruncatedBlock,   ///< the block lengths exceed the length of the packet
  kTooManyBlocks,
};

/// The blocks of a RED packet: primary block first, then by increasing distance from it.
struct RedSplit {
  RedError error = RedError::kNone;  ///< `blocks` is empty if this is an error
  RedBlocks blocks;
};

/// Splits an RFC 2198 payload. A redundant block has a header of 4 bytes (1 bit more, 7 bits
/// payload type, 14 bits timestamp offset, 10 bits length), and the primary block has a header of 1
/// byte. The blocks follow in the same order. Empty blocks are omitted but count towards the level
/// of others. Accepts arbitrary bytes. The returned blocks refer to `payload`.
RedSplit SplitRed(std::span<const std::byte> payload) noexcept NETEQ_REALTIME;

/// Returns the blocks that can be played together, in the same order. Keeps all comfort noise and
/// telephone events, and the blocks whose payload type equals that of the first other block. Drops
/// nested RED and redundancy in another codec. Treats a block with an unknown role as speech; the
/// caller must refuse it.
RedBlocks FilterBlocks(const RedBlocks& blocks) noexcept NETEQ_REALTIME;

}  // namespace neteq::internal
