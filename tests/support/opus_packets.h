// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "tests/neteq/opus_encoding.h"
#include "tests/support/stream_harness.h"

namespace neteq::test {

inline constexpr uint8_t kOpusType = 111;

/// `count` packets of 20 ms from a repeated recording of talk.
inline std::vector<SentPacket> OpusPackets(size_t count, bool fec) {
  const auto payloads = EncodeTalk({.name = "talk",
                                    .mode = OpusMode::kSilk,
                                    .application = OPUS_APPLICATION_VOIP,
                                    .bandwidth = OPUS_BANDWIDTH_WIDEBAND,
                                    .bitrate = 24'000,
                                    .channels = 1,
                                    .frame_ms = 20,
                                    .fec = fec});
  std::vector<SentPacket> packets(count);
  for (size_t n = 0; n < count; ++n) {
    packets[n].payload_type = kOpusType;
    packets[n].sequence = static_cast<uint16_t>(n);
    packets[n].timestamp = static_cast<uint32_t>(960 * n);
    packets[n].payload = payloads[n % payloads.size()];
    packets[n].arrival = packets[n].sent = static_cast<int>(n) * milliseconds(20);
  }
  return packets;
}

}  // namespace neteq::test
