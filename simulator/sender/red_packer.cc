// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/sender/red_packer.h"

#include "simulator/trace/bytes.h"

namespace neteq::sim {
namespace {

// RFC 2198 section 3, bits: more 1, payload type 7, timestamp offset 14, length 10.
constexpr uint32_t kMore = 1U << 31U;
constexpr uint32_t kMaxOffset = (1U << 14U) - 1U;
constexpr size_t kMaxLength = (1U << 10U) - 1U;

}  // namespace

std::vector<std::byte> RedPacker::Pack(const RedMedia& primary) {
  std::vector<std::byte> headers;
  std::vector<std::byte> blocks;
  for (const RedMedia& earlier : history_) {
    const uint32_t offset = primary.timestamp - earlier.timestamp;
    if (offset > kMaxOffset || earlier.payload.size() > kMaxLength) continue;
    const uint32_t header = kMore | static_cast<uint32_t>(earlier.payload_type) << 24U |
                            offset << 10U | static_cast<uint32_t>(earlier.payload.size());
    AppendBigEndian(header, 4, headers);
    blocks.insert(blocks.end(), earlier.payload.begin(), earlier.payload.end());
  }
  headers.push_back(static_cast<std::byte>(primary.payload_type));
  headers.insert(headers.end(), blocks.begin(), blocks.end());
  headers.insert(headers.end(), primary.payload.begin(), primary.payload.end());

  history_.push_back(primary);
  if (history_.size() > distance_) history_.pop_front();
  return headers;
}

}  // namespace neteq::sim
