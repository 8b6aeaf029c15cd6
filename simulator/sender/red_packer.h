// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

namespace neteq::sim {

/// Content of an RTP packet without redundancy.
struct RedMedia {
  uint8_t payload_type = 0;
  uint32_t timestamp = 0;
  std::vector<std::byte> payload;
};

/// Writes RFC 2198 payloads: earlier payloads as redundant blocks, oldest first, then the new one.
/// Omits blocks that do not fit the header fields (above 1023 bytes or 16383 ticks).
class RedPacker {
 public:
  /// `distance`: number of earlier payloads to repeat.
  explicit RedPacker(size_t distance) : distance_(distance) {}

  std::vector<std::byte> Pack(const RedMedia& primary);

 private:
  size_t distance_;
  std::deque<RedMedia> history_;
};

}  // namespace neteq::sim
