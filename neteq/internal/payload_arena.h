// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <numeric>
#include <span>
#include <vector>

#include "base/check.h"

namespace neteq::internal {

/// Bytes of many payloads in chains of small blocks, so that short packets cost little and long
/// ones still fit, without fragmentation. Allocates when made, never after.
class PayloadArena {
 public:
  /// A stored payload; the default one is empty.
  struct Chain {
    int32_t first = kNone;
    int32_t bytes = 0;
  };

  explicit PayloadArena(int capacity_bytes)
      : blocks_(static_cast<size_t>(BlocksFor(static_cast<size_t>(capacity_bytes)))),
        next_(blocks_.size()),
        scratch_(std::min(blocks_.size() * kBlockBytes, kMaxPayload)),
        free_blocks_(static_cast<int>(blocks_.size())) {
    std::iota(next_.begin(), next_.end(), 1);
    if (!next_.empty()) next_.back() = kNone;
    first_free_ = next_.empty() ? kNone : 0;
  }

  bool CanEverHold(size_t bytes) const { return bytes <= scratch_.size(); }
  int free_blocks() const { return free_blocks_; }
  static int BlocksFor(size_t bytes) {
    return static_cast<int>((bytes + kBlockBytes - 1) / kBlockBytes);
  }

  /// At most free_blocks() blocks.
  Chain Store(std::span<const std::byte> payload) {
    NETEQ_DCHECK(BlocksFor(payload.size()) <= free_blocks_);
    Chain chain{payload.empty() ? kNone : first_free_, static_cast<int32_t>(payload.size())};
    int32_t last = kNone;
    while (!payload.empty()) {
      const size_t part = std::min(payload.size(), kBlockBytes);
      CopyPart(block(first_free_).data(), payload.data(), part);
      payload = payload.subspan(part);
      last = first_free_;
      first_free_ = next(last);
      --free_blocks_;
    }
    if (last != kNone) next(last) = kNone;
    return chain;
  }

  /// Gives the blocks back. Their bytes stay as they are until the next Store.
  void Free(Chain chain) {
    for (int32_t at = chain.first; at != kNone;) {
      const int32_t following = next(at);
      next(at) = first_free_;
      first_free_ = at;
      ++free_blocks_;
      at = following;
    }
  }

  /// The payload in one piece; valid until the next Store or Read.
  std::span<const std::byte> Read(Chain chain) {
    const auto bytes = static_cast<size_t>(chain.bytes);
    if (bytes == 0) return {};
    if (bytes <= kBlockBytes) return std::span(block(chain.first)).first(bytes);
    int32_t at = chain.first;
    for (size_t done = 0; done < bytes; done += kBlockBytes, at = next(at)) {
      CopyPart(scratch_.data() + done, block(at).data(), std::min(kBlockBytes, bytes - done));
    }
    return std::span(scratch_).first(bytes);
  }

 private:
  /// Two cache lines: 20 ms of Opus speech at up to 51 kbit/s in one block.
  static constexpr size_t kBlockBytes = 128;
  /// A UDP datagram cannot carry more.
  static constexpr size_t kMaxPayload = 65'535;
  static constexpr int32_t kNone = -1;
  using Block = std::array<std::byte, kBlockBytes>;

  /// Whole blocks have a size known to the compiler: no call.
  static void CopyPart(std::byte* to, const std::byte* from, size_t bytes) {
    if (bytes == kBlockBytes) {
      std::memcpy(to, from, kBlockBytes);
    } else {
      std::memcpy(to, from, bytes);
    }
  }

  Block& block(int32_t i) { return blocks_[static_cast<size_t>(i)]; }
  int32_t& next(int32_t i) { return next_[static_cast<size_t>(i)]; }

  std::vector<Block> blocks_;
  std::vector<int32_t> next_;  ///< block that follows, in its chain or in the free list
  std::vector<std::byte> scratch_;
  int32_t first_free_ = kNone;
  int free_blocks_;
};

}  // namespace neteq::internal
