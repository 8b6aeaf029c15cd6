// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <vector>

namespace neteq::test {

/// An RTP packet with 20 ms of G.711 at 8 kHz, as bytes. The payload depends on `sequence`.
inline std::vector<uint8_t> Datagram(uint16_t sequence, uint8_t payload_type = 0) {
  const uint32_t timestamp = 160U * sequence;
  std::vector<uint8_t> bytes = {0x80,
                                payload_type,
                                static_cast<uint8_t>(sequence >> 8U),
                                static_cast<uint8_t>(sequence),
                                static_cast<uint8_t>(timestamp >> 24U),
                                static_cast<uint8_t>(timestamp >> 16U),
                                static_cast<uint8_t>(timestamp >> 8U),
                                static_cast<uint8_t>(timestamp),
                                0,
                                0,
                                0x12,
                                0x34};
  for (uint32_t i = 0; i < 160; ++i) bytes.push_back(static_cast<uint8_t>(i * 7U + sequence));
  return bytes;
}

}  // namespace neteq::test
