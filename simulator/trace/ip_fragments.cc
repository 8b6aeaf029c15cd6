// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/trace/ip_fragments.h"

#include <algorithm>

namespace neteq::sim {
namespace {

constexpr size_t kMaxPackets = 64;    // heuristic: voice is rarely fragmented; 4 MiB at most
constexpr size_t kMaxSize = 0x10000;  // largest IP payload
constexpr size_t kMaxPieces = 8192;   // of 8 bytes, the smallest fragments

}  // namespace

std::optional<std::vector<std::byte>> IpFragments::Add(const IpFragment& fragment) {
  ++added_;
  if (fragment.offset + fragment.payload.size() > kMaxSize) return std::nullopt;
  const Key key{fragment.path, fragment.protocol, fragment.identification};
  if (packets_.size() >= kMaxPackets && packets_.count(key) == 0) {
    packets_.erase(std::min_element(packets_.begin(), packets_.end(),
                                    [](auto& a, auto& b) { return a.second.age < b.second.age; }));
  }
  Packet& packet = packets_[key];
  if (packet.fragments++ == 0) packet.age = next_age_++;
  if (packet.pieces.size() < kMaxPieces) {
    packet.pieces.try_emplace(fragment.offset, fragment.payload.begin(), fragment.payload.end());
  }
  if (!fragment.has_more) packet.size = fragment.offset + fragment.payload.size();
  auto whole = Whole(packet);
  if (!whole) return std::nullopt;
  used_ += packet.fragments;
  packets_.erase(key);
  return whole;
}

std::optional<std::vector<std::byte>> IpFragments::Whole(const Packet& packet) {
  if (!packet.size) return std::nullopt;
  size_t end = 0;
  for (const auto& [offset, piece] : packet.pieces) {
    if (offset > end) return std::nullopt;
    end = std::max(end, offset + piece.size());
  }
  if (end < *packet.size) return std::nullopt;
  std::vector<std::byte> whole(end);
  for (const auto& [offset, piece] : packet.pieces) {
    std::copy(piece.begin(), piece.end(), whole.begin() + static_cast<ptrdiff_t>(offset));
  }
  whole.resize(*packet.size);
  return whole;
}

}  // namespace neteq::sim
