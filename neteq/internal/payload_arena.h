// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

#include "base/check.h"

namespace neteq::internal {

/// Bytes of many payloads, each in one piece of whole blocks, so that short packets cost little,
/// long ones still fit and none has to be copied to be read. Allocates when made, never after.
///
/// Model  Before the first payload, behind the last or in the first gap that is wide enough: what
/// few
///        packets need stays in the cache. When the free blocks lie scattered, all payloads move
///        together once.
/// Cost   O(bytes) as long as packets leave in much the order in which they come, else O(owners);
///        O(capacity) at the rare move.
class PayloadArena {
 public:
  /// For payloads of `owners` packets, which are called 0 to owners - 1 (at most 65534).
  PayloadArena(int capacity_bytes, int owners)
      : blocks_(static_cast<uint32_t>(BlocksFor(static_cast<size_t>(capacity_bytes)))),
        bytes_(blocks_ * kBlockBytes),
        pieces_(static_cast<size_t>(owners)),
        max_payload_(std::min(bytes_.size(), kMaxPayload)),
        free_blocks_(blocks_) {}

  bool CanEverHold(size_t bytes) const { return bytes <= max_payload_; }
  int free_blocks() const { return static_cast<int>(free_blocks_); }
  static int BlocksFor(size_t bytes) {
    return static_cast<int>((bytes + kBlockBytes - 1) / kBlockBytes);
  }

  /// At most free_blocks() blocks. `owner` has nothing stored.
  void Store(uint16_t owner, std::span<const std::byte> payload) {
    const auto count = static_cast<uint32_t>(BlocksFor(payload.size()));
    NETEQ_DCHECK(count <= free_blocks_ && pieces_[owner].bytes == 0);
    if (count == 0) return;
    const Room room = RoomFor(count);
    const uint16_t after = room.before == kNone ? first_ : pieces_[room.before].after;
    pieces_[owner] = {.first = room.block,
                      .bytes = static_cast<uint32_t>(payload.size()),
                      .before = room.before,
                      .after = after};
    (room.before == kNone ? first_ : pieces_[room.before].after) = owner;
    (after == kNone ? last_ : pieces_[after].before) = owner;
    std::memcpy(At(room.block), payload.data(), payload.size());
    free_blocks_ -= count;
  }

  /// Gives the blocks back. Their bytes stay as they are until the next Store.
  void Free(uint16_t owner) {
    Piece& piece = pieces_[owner];
    if (piece.bytes == 0) return;
    (piece.before == kNone ? first_ : pieces_[piece.before].after) = piece.after;
    (piece.after == kNone ? last_ : pieces_[piece.after].before) = piece.before;
    free_blocks_ += piece.end() - piece.first;
    piece = {};
  }

  /// Valid until the next Store.
  std::span<const std::byte> Read(uint16_t owner) const {
    const Piece& piece = pieces_[owner];
    if (piece.bytes == 0) return {};
    return {At(piece.first), piece.bytes};
  }

 private:
  /// Two cache lines: 20 ms of Opus speech at up to 51 kbit/s in one block.
  static constexpr size_t kBlockBytes = 128;
  /// A UDP datagram cannot carry more.
  static constexpr size_t kMaxPayload = 65'535;
  static constexpr uint16_t kNone = 0xFFFF;
  struct Piece {
    uint32_t first = 0;  ///< block
    uint32_t bytes = 0;
    uint16_t before = kNone;  ///< owners of the neighbours
    uint16_t after = kNone;

    uint32_t end() const { return first + static_cast<uint32_t>(BlocksFor(bytes)); }
  };

  std::byte* At(uint32_t block) { return bytes_.data() + block * kBlockBytes; }
  const std::byte* At(uint32_t block) const { return bytes_.data() + block * kBlockBytes; }

  /// Where a piece can lie: at `block`, behind the piece of `before`.
  struct Room {
    uint32_t block;
    uint16_t before;
  };
  Room RoomFor(uint32_t count) {
    if (last_ == kNone || pieces_[first_].first >= count) return {0, kNone};
    const uint32_t end = pieces_[last_].end();
    if (blocks_ - end >= count) return {end, last_};
    for (uint16_t owner = first_; owner != last_; owner = pieces_[owner].after) {
      const Piece& piece = pieces_[owner];
      if (pieces_[piece.after].first - piece.end() >= count) return {piece.end(), owner};
    }
    MoveTogether();
    return {pieces_[last_].end(), last_};
  }

  [[gnu::cold]] void MoveTogether() {
    uint32_t to = 0;
    for (uint16_t owner = first_; owner != kNone; owner = pieces_[owner].after) {
      Piece& piece = pieces_[owner];
      std::memmove(At(to), At(piece.first), piece.bytes);
      piece.first = to;
      to = piece.end();
    }
  }

  uint32_t blocks_;
  std::vector<std::byte> bytes_;  ///< of all blocks
  std::vector<Piece> pieces_;     ///< of each owner
  size_t max_payload_;
  uint16_t first_ = kNone;  ///< owners of the pieces at the ends
  uint16_t last_ = kNone;
  uint32_t free_blocks_;
};

}  // namespace neteq::internal
