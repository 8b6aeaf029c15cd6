// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <vector>

#include "tests/simulator/rtp_bytes.h"

#include "simulator/trace/bytes.h"

/// Builds captures byte by byte.
namespace neteq::sim {

using Bytes = std::vector<std::byte>;

inline Bytes Join(std::initializer_list<Bytes> parts) {
  Bytes all;
  for (const Bytes& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

/// Big-endian 16-bit numbers.
inline Bytes Words(std::initializer_list<uint32_t> words) {
  Bytes bytes;
  for (const uint32_t word : words) AppendBigEndian(word, 2, bytes);
  return bytes;
}

inline Bytes LittleEndian(std::initializer_list<uint32_t> numbers) {
  Bytes bytes;
  for (const uint32_t number : numbers) {
    for (unsigned i = 0; i < 4; ++i) bytes.push_back(static_cast<std::byte>(number >> (8 * i)));
  }
  return bytes;
}

inline Bytes Udp(const Bytes& payload, uint32_t port = 5004, uint32_t from_port = 4000) {
  return Join({Words({from_port, port, static_cast<uint32_t>(payload.size() + 8), 0}), payload});
}

/// A segment without options.
inline Bytes Tcp(const Bytes& payload, uint32_t sequence) {
  return Join({Words({4000, 5004, sequence >> 16U, sequence & 0xFFFFU, 0, 0, 0x5010, 0xFFFF, 0, 0}),
               payload});
}

struct Ipv4Fields {
  uint32_t flags = 0x4000;
  uint32_t protocol = 17;
  size_t option_bytes = 0;
  uint32_t identification = 0;
  uint32_t from = 1;
  uint32_t to = 2;
};
/// A packet from 10.0.0.1 to 10.0.0.2, or other last bytes.
inline Bytes Ipv4(const Bytes& payload, const Ipv4Fields& fields = {}) {
  const size_t header = 20 + fields.option_bytes;
  const auto first = static_cast<uint32_t>(0x4000 + (header / 4) * 0x100);
  return Join(
      {Words({first, static_cast<uint32_t>(header + payload.size()), fields.identification,
              fields.flags, 0x4000 + fields.protocol, 0, 0x0A00, fields.from, 0x0A00, fields.to}),
       Bytes(fields.option_bytes), payload});
}

/// A packet from 2001:db8::1 to 2001:db8::2.
inline Bytes Ipv6(const Bytes& payload, uint32_t next_header = 17) {
  return Join({Words({0x6000,
                      0,
                      static_cast<uint32_t>(payload.size()),
                      next_header * 256 + 64,
                      0x2001,
                      0xDB8,
                      0,
                      0,
                      0,
                      0,
                      0,
                      1,
                      0x2001,
                      0xDB8,
                      0,
                      0,
                      0,
                      0,
                      0,
                      2}),
               payload});
}

inline Bytes Ethernet(const Bytes& payload, uint32_t ether_type = 0x0800) {
  return Join({Bytes(12), Words({ether_type}), payload});
}

/// A captured frame without its last `cut` bytes.
struct Frame {
  uint32_t us = 0;
  Bytes bytes;
  uint32_t cut = 0;
  int32_t seconds = 0;     ///< added to the time
  uint32_t interface = 0;  ///< number in a pcapng file
};

/// A little-endian pcap file, version 2.4.
inline Bytes Pcap(uint32_t link_type, const std::vector<Frame>& frames) {
  Bytes file = LittleEndian({0xA1B2C3D4, 0x00040002, 0, 0, 65535, link_type});
  for (const Frame& frame : frames) {
    const auto size = static_cast<uint32_t>(frame.bytes.size());
    file = Join({file,
                 LittleEndian({1'700'000'000U + static_cast<uint32_t>(frame.seconds), frame.us,
                               size - frame.cut, size}),
                 Bytes(frame.bytes.begin(), frame.bytes.end() - frame.cut)});
  }
  return file;
}

/// One section with an interface per link type.
inline Bytes Pcapng(const std::vector<uint32_t>& link_types, const std::vector<Frame>& frames) {
  Bytes file = LittleEndian({0x0A0D0D0A, 28, 0x1A2B3C4D, 1, ~0U, ~0U, 28});
  for (const uint32_t type : link_types) {
    file = Join({file, LittleEndian({1, 20, type, 65535, 20})});
  }
  for (const Frame& frame : frames) {
    const auto size = static_cast<uint32_t>(frame.bytes.size());
    const uint32_t padding = (4 - size % 4) % 4;
    const uint32_t length = 32 + size + padding;
    file = Join({file, LittleEndian({6, length, frame.interface, 0, frame.us, size, size}),
                 frame.bytes, Bytes(padding), LittleEndian({length})});
  }
  return file;
}

}  // namespace neteq::sim
