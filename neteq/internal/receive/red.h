// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "neteq/base/fixed_vector.h"
#include "neteq/base/realtime.h"
#include "neteq/packet.h"

namespace neteq::internal {

/// One block of a RED packet, as if it had come in a packet of its own.
struct RedBlock {
  uint8_t payload_type = 0;
  uint8_t red_level = 0;                     ///< blocks from here to the primary, which is 0
  PayloadRole role = PayloadRole::kUnknown;  ///< set by the caller of FilterBlocks
  int timestamp_offset = 0;  ///< RTP ticks before the packet's timestamp, 0 to 16383
  std::span<const std::byte> payload{};
};

/// As NetEQ; senders use up to 10.
inline constexpr size_t kMaxRedBlocks = 32;
using RedBlocks = FixedVector<RedBlock, kMaxRedBlocks>;

enum class RedError : uint8_t {
  kNone,
  kEmpty,            ///< no block holds anything
  kTruncatedHeader,  ///< the packet ends before the header of the primary
  kTruncatedBlock,   ///< the lengths add up to more than the packet
  kTooManyBlocks,
};

/// The blocks of a RED packet, primary first, then by growing distance from it.
struct RedSplit {
  RedError error = RedError::kNone;  ///< if any, there are no blocks
  RedBlocks blocks;
};

/// Takes an RFC 2198 payload apart: headers of 4 bytes (more 1, payload type 7, timestamp offset
/// 14, length 10 bits), one of 1 byte for the primary, then the blocks in the same order. Empty
/// blocks are left out; they count for the level of others. Any bytes; the blocks view into
/// `payload`.
RedSplit SplitRed(std::span<const std::byte> payload) noexcept NETEQ_REALTIME;

/// The blocks that can be played together, in the same order: those of the first payload type that
/// is neither comfort noise nor telephone event, and all of these two. RED within RED goes, and so
/// does redundancy in another codec. Blocks with an unknown role are treated as speech, for the
/// caller to refuse.
RedBlocks FilterBlocks(const RedBlocks& blocks) noexcept NETEQ_REALTIME;

}  // namespace neteq::internal
