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

/// Memory for many payloads. Each payload occupies contiguous blocks: short packets use little
/// memory, long packets fit, and reading needs no copy. Allocates only in the constructor.
///
/// - Placement: before the first payload, after the last one, or in the first gap that is wide
///   enough. A few packets thus stay in a small, cached part of the arena. If no gap is wide
///   enough, the arena is compacted.
/// - Cost: O(bytes) while packets leave roughly in the order of arrival, otherwise O(owners).
///   Compacting is rare and costs O(capacity).
class PayloadArena {
 public:
  /// [setup] `owners`: number of payloads that can be stored, at most 65535. Owners count from 0.
  PayloadArena(int capacity_bytes, int owners)
      : blocks_(static_cast<uint32_t>(BlocksFor(static_cast<size_t>(capacity_bytes)))),
        bytes_(blocks_ * kBlockBytes),
        pieces_(static_cast<size_t>(owners)),
        max_payload_(std::min(bytes_.size(), kMaxPayload)),
        free_blocks_(blocks_) {
    NETEQ_DCHECK(owners <= kNone);
  }

  /// True if a payload of this size fits into the empty arena.
  bool CanEverHold(size_t bytes) const { return bytes <= max_payload_; }
  int free_blocks() const { return static_cast<int>(free_blocks_); }
  /// Number of blocks that Free would release.
  int blocks_of(uint16_t owner) const { return static_cast<int>(pieces_[owner].blocks()); }
  static int BlocksFor(size_t bytes) {
    return static_cast<int>((bytes + kBlockBytes - 1) / kBlockBytes);
  }

  /// Copies `payload` into the arena. `owner` must have no payload, and `payload` must need at most
  /// free_blocks() blocks. May move all other payloads.
  void Store(uint16_t owner, std::span<const std::byte> payload) {
    const auto count = static_cast<uint32_t>(BlocksFor(payload.size()));
    NETEQ_DCHECK(count <= free_blocks_ && pieces_[owner].bytes == 0);
    if (count == 0) return;
    const Gap gap = MakeGap(count);
    Take(gap, owner, payload.size());
    // memmove, because `payload` may overlap: it can be in memory that was reserved and then freed.
    std::memmove(At(gap.block), payload.data(), payload.size());
  }

  /// Releases the blocks of `owner`. Their bytes stay unchanged until the next Store.
  void Free(uint16_t owner) {
    Piece& piece = pieces_[owner];
    if (piece.bytes == 0) return;
    LinkNeighbours(piece, piece.after, piece.before);
    free_blocks_ += piece.blocks();
    piece = {};
  }

  /// The payload of `owner`. Valid until the next Store.
  std::span<const std::byte> Read(uint16_t owner) const {
    const Piece& piece = pieces_[owner];
    return {At(piece.first) + piece.skipped, piece.bytes - piece.skipped};
  }

  /// Reserves `bytes` for the caller to write. `owner` must have no payload. Returns nullopt if no
  /// gap is wide enough. Never moves other payloads.
  std::optional<std::span<std::byte>> Reserve(uint16_t owner, size_t bytes) {
    if (!CanEverHold(bytes)) return {};
    const auto gap = FindGap(static_cast<uint32_t>(BlocksFor(bytes)));
    if (!gap) return {};
    Take(*gap, owner, bytes);
    return std::span(At(gap->block), bytes);
  }
  /// Makes `bytes` of the payload of `from`, starting at offset `skipped`, the payload of `to`,
  /// which must have none. The bytes are not moved. Releases the rest of the payload of `from`.
  void Transfer(uint16_t from, uint16_t to, size_t skipped, size_t bytes) {
    const Piece piece = pieces_[from];
    NETEQ_DCHECK(skipped + bytes <= piece.bytes && pieces_[to].bytes == 0);
    Free(from);
    Take({piece.first, piece.before}, to, skipped + bytes);
    pieces_[to].skipped = static_cast<uint32_t>(skipped);
  }

 private:
  /// Two cache lines. One block holds 20 ms of Opus speech at up to 51 kbit/s.
  static constexpr size_t kBlockBytes = 128;
  /// Upper limit of a UDP datagram.
  static constexpr size_t kMaxPayload = 65'535;
  static constexpr uint16_t kNone = 0xFFFF;
  struct Piece {
    uint32_t first = 0;    ///< index of the first block
    uint32_t bytes = 0;    ///< used bytes from the start of the first block, skipped ones included
    uint32_t skipped = 0;  ///< bytes before the payload
    uint16_t before = kNone;  ///< owner of the previous piece
    uint16_t after = kNone;   ///< owner of the next piece

    uint32_t blocks() const { return static_cast<uint32_t>(BlocksFor(bytes)); }
    uint32_t end() const { return first + blocks(); }
  };
  /// A place for a piece: at `block`, after the piece of `before`.
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
  std::vector<std::byte> bytes_;  ///< memory of all blocks
  std::vector<Piece> pieces_;     ///< one per owner
  size_t max_payload_;
  uint16_t first_ = kNone;  ///< owner of the first piece
  uint16_t last_ = kNone;   ///< owner of the last piece
  uint32_t free_blocks_;
};

}  // namespace neteq::internal
