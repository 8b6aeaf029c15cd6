// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <vector>

#include "neteq/base/check.h"

namespace neteq::internal {

/// Bytes of many payloads, each in one piece of whole blocks, so that short packets cost little,
/// long ones still fit and none has to be copied to be read. Allocates when made, never after.
///
/// Model  Before the first payload, behind the last or in the first gap that is wide enough: what
///        few packets need stays in the cache. When the free blocks lie scattered, all payloads
///        move together once.
/// Cost   O(bytes) as long as packets leave in much the order in which they come, else O(owners);
///        O(capacity) at the rare move.
class PayloadArena {
 public:
  /// [setup] For payloads of `owners`, which are numbered from 0 (at most 65535).
  PayloadArena(int capacity_bytes, int owners)
      : blocks_(static_cast<uint32_t>(BlocksFor(static_cast<size_t>(capacity_bytes)))),
        bytes_(blocks_ * kBlockBytes),
        pieces_(static_cast<size_t>(owners)),
        max_payload_(std::min(bytes_.size(), kMaxPayload)),
        free_blocks_(blocks_) {
    NETEQ_DCHECK(owners <= kNone);
  }

  bool CanEverHold(size_t bytes) const { return bytes <= max_payload_; }
  int free_blocks() const { return static_cast<int>(free_blocks_); }
  /// What Free would give back.
  int blocks_of(uint16_t owner) const { return static_cast<int>(pieces_[owner].blocks()); }
  static int BlocksFor(size_t bytes) {
    return static_cast<int>((bytes + kBlockBytes - 1) / kBlockBytes);
  }

  /// Copies `payload`, which needs at most free_blocks() blocks, for `owner`, which stores nothing.
  /// May move all other payloads.
  void Store(uint16_t owner, std::span<const std::byte> payload) {
    const auto count = static_cast<uint32_t>(BlocksFor(payload.size()));
    NETEQ_DCHECK(count <= free_blocks_ && pieces_[owner].bytes == 0);
    if (count == 0) return;
    const Gap gap = MakeGap(count);
    Take(gap, owner, payload.size());
    // memmove: `payload` may lie in memory that was reserved and freed before.
    std::memmove(At(gap.block), payload.data(), payload.size());
  }

  /// Gives the blocks back. Their bytes stay as they are until the next Store.
  void Free(uint16_t owner) {
    Piece& piece = pieces_[owner];
    if (piece.bytes == 0) return;
    LinkNeighbours(piece, piece.after, piece.before);
    free_blocks_ += piece.blocks();
    piece = {};
  }

  /// Valid until the next Store.
  std::span<const std::byte> Read(uint16_t owner) const {
    const Piece& piece = pieces_[owner];
    return {At(piece.first) + piece.skipped, piece.bytes - piece.skipped};
  }

  /// Memory of `bytes` for `owner`, which stores nothing, to be written by the caller; nullopt
  /// without a gap so wide. Never moves the payloads of others.
  std::optional<std::span<std::byte>> Reserve(uint16_t owner, size_t bytes) {
    if (!CanEverHold(bytes)) return {};
    const auto gap = FindGap(static_cast<uint32_t>(BlocksFor(bytes)));
    if (!gap) return {};
    Take(*gap, owner, bytes);
    return std::span(At(gap->block), bytes);
  }
  /// Gives the `bytes` that lie `skipped` bytes after the beginning of the payload of `from` to `to`,
  /// which stores nothing. They stay where they are; the rest is free.
  void Transfer(uint16_t from, uint16_t to, size_t skipped, size_t bytes) {
    const Piece piece = pieces_[from];
    NETEQ_DCHECK(skipped + bytes <= piece.bytes && pieces_[to].bytes == 0);
    Free(from);
    Take({piece.first, piece.before}, to, skipped + bytes);
    pieces_[to].skipped = static_cast<uint32_t>(skipped);
  }

 private:
  /// Two cache lines: 20 ms of Opus speech at up to 51 kbit/s in one block.
  static constexpr size_t kBlockBytes = 128;
  /// A UDP datagram cannot carry more.
  static constexpr size_t kMaxPayload = 65'535;
  static constexpr uint16_t kNone = 0xFFFF;
  struct Piece {
    uint32_t first = 0;       ///< block
    uint32_t bytes = 0;       ///< from its beginning on
    uint32_t skipped = 0;     ///< of them, before the payload
    uint16_t before = kNone;  ///< owners of the neighbours
    uint16_t after = kNone;

    uint32_t blocks() const { return static_cast<uint32_t>(BlocksFor(bytes)); }
    uint32_t end() const { return first + blocks(); }
  };
  /// Where a piece can lie: at `block`, behind the piece of `before`.
  struct Gap {
    uint32_t block;
    uint16_t before;
  };

  std::byte* At(uint32_t block) { return bytes_.data() + block * kBlockBytes; }
  const std::byte* At(uint32_t block) const { return bytes_.data() + block * kBlockBytes; }

  std::optional<Gap> FindGap(uint32_t count) const {
    const uint32_t before_first = last_ == kNone ? blocks_ : pieces_[first_].first;
    if (before_first >= count) return Gap{0, kNone};
    if (last_ == kNone) return {};
    const uint32_t end = pieces_[last_].end();
    if (blocks_ - end >= count) return Gap{end, last_};
    for (uint16_t owner = first_; owner != last_; owner = pieces_[owner].after) {
      const Piece& piece = pieces_[owner];
      if (pieces_[piece.after].first - piece.end() >= count) return Gap{piece.end(), owner};
    }
    return {};
  }

  Gap MakeGap(uint32_t count) {
    if (const auto gap = FindGap(count)) return *gap;
    MoveTogether();
    return {pieces_[last_].end(), last_};
  }

  void Take(const Gap& gap, uint16_t owner, size_t bytes) {
    const uint16_t after = gap.before == kNone ? first_ : pieces_[gap.before].after;
    Piece& piece = pieces_[owner];
    piece = {.first = gap.block,
             .bytes = static_cast<uint32_t>(bytes),
             .before = gap.before,
             .after = after};
    LinkNeighbours(piece, owner, owner);
    free_blocks_ -= piece.blocks();
  }

  void LinkNeighbours(const Piece& piece, uint16_t after_before, uint16_t before_after) {
    (piece.before == kNone ? first_ : pieces_[piece.before].after) = after_before;
    (piece.after == kNone ? last_ : pieces_[piece.after].before) = before_after;
  }

  void MoveTogether() {
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
  std::vector<Piece> pieces_;     ///< one for each owner
  size_t max_payload_;
  uint16_t first_ = kNone;  ///< owners of the pieces at the ends
  uint16_t last_ = kNone;
  uint32_t free_blocks_;
};

}  // namespace neteq::internal
