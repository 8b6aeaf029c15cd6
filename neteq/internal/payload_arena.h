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
/// Model  A log that goes round: each payload behind the one stored before it, up to the oldest
///        that is left, as packets leave in much the order in which they come. What others leave
///        behind between them is won back by moving all together once.
/// Cost   O(bytes), and O(capacity) at the rare move.
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
    const uint32_t first = RoomFor(count);
    pieces_[owner] = {.first = first,
                      .bytes = static_cast<uint32_t>(payload.size()),
                      .before = newest_,
                      .after = kNone};
    (newest_ == kNone ? oldest_ : pieces_[newest_].after) = owner;
    newest_ = owner;
    std::memcpy(At(first), payload.data(), payload.size());
    free_blocks_ -= count;
  }

  /// Gives the blocks back. Their bytes stay as they are until the next Store.
  void Free(uint16_t owner) {
    Piece& piece = pieces_[owner];
    if (piece.bytes == 0) return;
    (piece.before == kNone ? oldest_ : pieces_[piece.before].after) = piece.after;
    (piece.after == kNone ? newest_ : pieces_[piece.after].before) = piece.before;
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
    uint16_t before = kNone;  ///< owners of the pieces stored just before and after
    uint16_t after = kNone;

    uint32_t end() const { return first + static_cast<uint32_t>(BlocksFor(bytes)); }
  };

  std::byte* At(uint32_t block) { return bytes_.data() + block * kBlockBytes; }
  const std::byte* At(uint32_t block) const { return bytes_.data() + block * kBlockBytes; }

  /// Where the next piece of `count` blocks goes.
  uint32_t RoomFor(uint32_t count) {
    if (newest_ == kNone) return 0;
    const uint32_t oldest = pieces_[oldest_].first;
    const uint32_t end = pieces_[newest_].end();
    if (oldest >= end) return oldest - end >= count ? end : MoveTogether();
    if (blocks_ - end >= count) return end;
    return oldest >= count ? 0 : MoveTogether();
  }

  /// To the front, in the order in which they lie. Returns the first block behind them.
  uint32_t MoveTogether() {
    StartAtTheFront();
    uint32_t to = 0;
    for (uint16_t owner = oldest_; owner != kNone; owner = pieces_[owner].after) {
      Piece& piece = pieces_[owner];
      std::memmove(At(to), At(piece.first), piece.bytes);
      piece.first = to;
      to = piece.end();
    }
    return to;
  }

  /// Cuts the log where it goes round and joins its ends: the piece at the front is the oldest.
  void StartAtTheFront() {
    uint16_t owner = oldest_;
    while (pieces_[owner].after != kNone &&
           pieces_[pieces_[owner].after].first > pieces_[owner].first) {
      owner = pieces_[owner].after;
    }
    const uint16_t front = pieces_[owner].after;
    if (front == kNone) return;
    pieces_[newest_].after = oldest_;
    pieces_[oldest_].before = newest_;
    pieces_[owner].after = kNone;
    pieces_[front].before = kNone;
    newest_ = owner;
    oldest_ = front;
  }

  uint32_t blocks_;
  std::vector<std::byte> bytes_;  ///< of all blocks
  std::vector<Piece> pieces_;     ///< of each owner
  size_t max_payload_;
  uint16_t oldest_ = kNone;  ///< owners of the ends of the log
  uint16_t newest_ = kNone;
  uint32_t free_blocks_;
};

}  // namespace neteq::internal
