// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/receive/red.h"

#include <optional>

namespace neteq::internal {
namespace {

// RFC 2198 section 3.
constexpr size_t kHeaderBytes = 4;
constexpr unsigned kMoreBit = 0x80;
constexpr unsigned kPayloadTypeMask = 0x7F;
constexpr unsigned kLengthBits = 10;

struct BlockHeader {
  uint8_t payload_type = 0;
  int timestamp_offset = 0;
  size_t length = 0;
};

bool MoreFollow(std::byte first) { return (std::to_integer<unsigned>(first) & kMoreBit) != 0; }

uint8_t PayloadType(std::byte first) {
  return static_cast<uint8_t>(std::to_integer<unsigned>(first) & kPayloadTypeMask);
}

BlockHeader ReadHeader(std::span<const std::byte> bytes) {
  unsigned low = 0;
  for (const std::byte byte : bytes.subspan(1, kHeaderBytes - 1)) {
    low = (low << 8U) | std::to_integer<unsigned>(byte);
  }
  return {.payload_type = PayloadType(bytes[0]),
          .timestamp_offset = static_cast<int>(low >> kLengthBits),
          .length = low & ((1U << kLengthBits) - 1U)};
}

using Headers = FixedVector<BlockHeader, kMaxRedBlocks>;

/// Reads the headers from the front of `rest`. On success, the blocks in `rest` have the announced
/// total length.
RedError ReadHeaders(std::span<const std::byte>& rest, Headers& headers) {
  size_t redundant_bytes = 0;
  while (!rest.empty() && MoreFollow(rest[0])) {
    if (rest.size() < kHeaderBytes) return RedError::kTruncatedHeader;
    const BlockHeader header = ReadHeader(rest);
    if (!headers.PushBack(header)) return RedError::kTooManyBlocks;
    redundant_bytes += header.length;
    rest = rest.subspan(kHeaderBytes);
  }
  if (rest.empty()) return RedError::kTruncatedHeader;
  BlockHeader primary{.payload_type = PayloadType(rest[0])};
  rest = rest.subspan(1);
  if (redundant_bytes > rest.size()) return RedError::kTruncatedBlock;
  primary.length = rest.size() - redundant_bytes;
  return headers.PushBack(primary) ? RedError::kNone : RedError::kTooManyBlocks;
}

}  // namespace

RedSplit SplitRed(std::span<const std::byte> payload) noexcept {
  RedSplit split;
  if (payload.empty()) {
    split.error = RedError::kEmpty;
    return split;
  }
  Headers headers;
  split.error = ReadHeaders(payload, headers);
  if (split.error != RedError::kNone) return split;

  for (size_t level = 0; level < headers.size(); ++level) {
    const BlockHeader& header = headers[headers.size() - 1 - level];
    const auto block = payload.last(header.length);
    payload = payload.first(payload.size() - header.length);
    if (block.empty()) continue;
    split.blocks.PushBack({.payload_type = header.payload_type,
                           .red_level = static_cast<uint8_t>(level),
                           .timestamp_offset = header.timestamp_offset,
                           .payload = block});
  }
  if (split.blocks.empty()) split.error = RedError::kEmpty;
  return split;
}

RedBlocks FilterBlocks(const RedBlocks& blocks) noexcept {
  RedBlocks kept;
  std::optional<uint8_t> main_type;
  for (const RedBlock& block : blocks) {
    if (block.role == PayloadRole::kRed) continue;
    if (block.role != PayloadRole::kComfortNoise && block.role != PayloadRole::kTelephoneEvent) {
      if (!main_type) main_type = block.payload_type;
      if (block.payload_type != *main_type) continue;
    }
    kept.PushBack(block);
  }
  return kept;
}

}  // namespace neteq::internal
