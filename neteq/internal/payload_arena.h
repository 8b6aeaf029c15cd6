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
/// Model  The free piece that comes next after the payload stored last, as packets leave in much
///        the order in which they come; when the free blocks lie scattered, all payloads move
///        together once.
/// Cost   O(bytes), and O(capacity) at the rare move.
class PayloadArena {
 public:
  /// For payloads of `owners` packets, which are called 0 to owners - 1 (at most 65534).
  PayloadArena(int capacity_bytes, int owners)
      : owner_of_(static_cast<size_t>(BlocksFor(static_cast<size_t>(capacity_bytes))), kFree),
        bytes_(owner_of_.size() * kBlockBytes),
        pieces_(static_cast<size_t>(owners)),
        max_payload_(std::min(bytes_.size(), kMaxPayload)),
        free_blocks_(static_cast<int>(owner_of_.size())) {}

  bool CanEverHold(size_t bytes) const { return bytes <= max_payload_; }
  int free_blocks() const { return free_blocks_; }
  static int BlocksFor(size_t bytes) {
    return static_cast<int>((bytes + kBlockBytes - 1) / kBlockBytes);
  }

  /// At most free_blocks() blocks. `owner` has nothing stored.
  void Store(uint16_t owner, std::span<const std::byte> payload) {
    const auto count = static_cast<size_t>(BlocksFor(payload.size()));
    NETEQ_DCHECK(static_cast<int>(count) <= free_blocks_ && pieces_[owner].bytes == 0);
    if (count == 0) return;
    size_t first = FindFree(next_, count);
    if (first == kNone) first = FindFree(0, count);
    if (first == kNone) first = MoveTogether();
    std::fill_n(owner_of_.begin() + static_cast<ptrdiff_t>(first), count, owner);
    pieces_[owner] = {static_cast<uint32_t>(first), static_cast<uint32_t>(payload.size())};
    std::memcpy(At(first), payload.data(), payload.size());
    free_blocks_ -= static_cast<int>(count);
    next_ = first + count;
  }

  /// Gives the blocks back. Their bytes stay as they are until the next Store.
  void Free(uint16_t owner) {
    Piece& piece = pieces_[owner];
    const auto count = static_cast<size_t>(BlocksFor(piece.bytes));
    std::fill_n(owner_of_.begin() + static_cast<ptrdiff_t>(piece.first), count, kFree);
    free_blocks_ += static_cast<int>(count);
    piece = {};
  }

  /// Valid until the next Store.
  std::span<const std::byte> Read(uint16_t owner) const {
    const Piece& piece = pieces_[owner];
    if (piece.bytes == 0) return {};
    return {At(piece.first), piece.bytes};
  }

 private:
  /// 20 ms of Opus at up to 102 kbit/s in one block.
  static constexpr size_t kBlockBytes = 256;
  /// A UDP datagram cannot carry more.
  static constexpr size_t kMaxPayload = 65'535;
  static constexpr uint16_t kFree = 0xFFFF;
  static constexpr size_t kNone = SIZE_MAX;
  struct Piece {
    uint32_t first = 0;  ///< block
    uint32_t bytes = 0;
  };

  std::byte* At(size_t block) { return bytes_.data() + block * kBlockBytes; }
  const std::byte* At(size_t block) const { return bytes_.data() + block * kBlockBytes; }

  /// First of `count` free blocks in a row from `begin` on.
  size_t FindFree(size_t begin, size_t count) const {
    size_t row = 0;
    for (size_t i = begin; i < owner_of_.size(); ++i) {
      row = owner_of_[i] == kFree ? row + 1 : 0;
      if (row == count) return i + 1 - count;
    }
    return kNone;
  }

  /// To the front, in the order in which they lie. Returns the first block behind them.
  size_t MoveTogether() {
    size_t to = 0;
    for (size_t from = 0; from < owner_of_.size();) {
      const uint16_t owner = owner_of_[from];
      if (owner == kFree) {
        ++from;
        continue;
      }
      Piece& piece = pieces_[owner];
      const auto count = static_cast<size_t>(BlocksFor(piece.bytes));
      std::memmove(At(to), At(from), piece.bytes);
      std::fill_n(owner_of_.begin() + static_cast<ptrdiff_t>(from), count, kFree);
      std::fill_n(owner_of_.begin() + static_cast<ptrdiff_t>(to), count, owner);
      piece.first = static_cast<uint32_t>(to);
      from += count;
      to += count;
    }
    return to;
  }

  std::vector<uint16_t> owner_of_;  ///< of each block
  std::vector<std::byte> bytes_;    ///< of all blocks
  std::vector<Piece> pieces_;       ///< of each owner
  size_t max_payload_;
  size_t next_ = 0;  ///< block behind the payload stored last
  int free_blocks_;
};

}  // namespace neteq::internal
