// SPDX-License-Identifier: BSD-3-Clause
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

#include "neteq/internal/receive/red.h"

namespace {

using neteq::PayloadRole;
using neteq::internal::RedBlock;
using neteq::internal::RedBlocks;

void Require(bool condition) {
  if (!condition) std::abort();
}

/// Blocks are adjacent, in order, and start after the first byte.
void CheckPlaces(const RedBlocks& blocks, std::span<const std::byte> payload) {
  const std::byte* end = payload.data() + payload.size();
  int level = -1;
  for (const RedBlock& block : blocks) {
    Require(!block.payload.empty() && block.payload.data() > payload.data());
    Require(block.payload.data() + block.payload.size() <= end);
    Require(block.payload_type < 128 && block.red_level > level);
    Require(block.timestamp_offset >= 0 && block.timestamp_offset < 1 << 14);
    end = block.payload.data();
    level = block.red_level;
  }
}

}  // namespace

/// The low bits of a payload type select its role, so every mix of roles occurs.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::span<const std::byte> payload(reinterpret_cast<const std::byte*>(data), size);
  auto split = neteq::internal::SplitRed(payload);
  Require(split.blocks.empty() == (split.error != neteq::internal::RedError::kNone));
  CheckPlaces(split.blocks, payload);

  std::array<PayloadRole, 128> roles{};
  for (size_t type = 0; type < roles.size(); ++type)
    roles[type] = static_cast<PayloadRole>(type % 5);
  for (RedBlock& block : split.blocks) block.role = roles[block.payload_type];
  const RedBlocks kept = neteq::internal::FilterBlocks(split.blocks);
  Require(kept.size() <= split.blocks.size());
  CheckPlaces(kept, payload);
  for (const RedBlock& block : kept) Require(roles[block.payload_type] != PayloadRole::kRed);
  return 0;
}
