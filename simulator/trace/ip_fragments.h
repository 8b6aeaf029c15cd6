// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "simulator/trace/bytes.h"
#include "simulator/trace/udp.h"

namespace neteq::sim {

/// One IP fragment.
struct IpFragment {
  UdpPath path{};  ///< addresses; the ports are in the payload
  uint8_t protocol = 0;
  uint32_t identification = 0;
  size_t offset = 0;  ///< position of the payload in the whole packet
  bool has_more = false;
  ConstBytes payload{};
};

/// Puts IP fragments together (RFC 791, RFC 8200). Memory is bounded: the oldest incomplete packet
/// makes room for a new one.
class IpFragments {
 public:
  /// Adds a fragment. Returns the payload of the whole packet if it is complete now.
  std::optional<std::vector<std::byte>> Add(const IpFragment& fragment);

  /// Fragments of packets that are not complete.
  int64_t left() const { return added_ - used_; }

 private:
  struct Key {
    UdpPath path;
    uint8_t protocol = 0;
    uint32_t identification = 0;
    friend auto operator<=>(const Key&, const Key&) = default;
  };
  struct Packet {
    uint64_t age = 0;
    std::map<size_t, std::vector<std::byte>> pieces{};  // by offset
    std::optional<size_t> size{};
    int64_t fragments = 0;
  };

  static std::optional<std::vector<std::byte>> Whole(const Packet& packet);

  std::map<Key, Packet> packets_;
  uint64_t next_age_ = 0;
  int64_t added_ = 0;
  int64_t used_ = 0;
};

}  // namespace neteq::sim
