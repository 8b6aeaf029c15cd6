// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

namespace neteq::sim {

/// What an RTP packet would hold without redundancy.
struct RedMedia {
  uint8_t payload_type = 0;
  uint32_t timestamp = 0;
  std::vector<std::byte> payload;
};

/// Writes RFC 2198 payloads: the packets before as redundant blocks, oldest first, then the new
/// one. Blocks that its fields cannot hold (above 1023 bytes, more than 16383 ticks ago) are left
/// out.
class RedPacker {
 public:
  /// `distance`: how many packets before come along.
  explicit RedPacker(size_t distance) : distance_(distance) {}

  std::vector<std::byte> Pack(const RedMedia& primary);

 private:
  size_t distance_;
  std::deque<RedMedia> history_;
};

}  // namespace neteq::sim
