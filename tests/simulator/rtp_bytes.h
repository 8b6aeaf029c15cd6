// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "simulator/trace/bytes.h"
#include "simulator/trace/trace.h"

namespace neteq::sim {

/// Fields of a packet to build.
struct RtpFields {
  uint8_t payload_type = 0;
  uint16_t sequence = 0;
  uint32_t timestamp = 0;
  uint32_t ssrc = 0x1234;
  size_t payload_bytes = 160;
};

/// A packet with `payload` instead of payload_bytes of silence.
inline std::vector<std::byte> RtpBytes(const RtpFields& fields,
                                       std::span<const std::byte> payload) {
  std::vector<std::byte> bytes;
  AppendBigEndian(0x80, 1, bytes);
  AppendBigEndian(fields.payload_type, 1, bytes);
  AppendBigEndian(fields.sequence, 2, bytes);
  AppendBigEndian(fields.timestamp, 4, bytes);
  AppendBigEndian(fields.ssrc, 4, bytes);
  bytes.insert(bytes.end(), payload.begin(), payload.end());
  return bytes;
}

inline std::vector<std::byte> RtpBytes(const RtpFields& fields) {
  return RtpBytes(fields, std::vector(fields.payload_bytes, std::byte{0xFF}));  // mu-law silence
}

inline Timestamp AtMs(double ms) { return Timestamp(FromMs(ms)); }

/// A mu-law packet every 20 ms with the given transit times; a negative time is a lost packet.
inline Trace MuLawTrace(const std::vector<double>& transit_ms, uint16_t first_sequence = 0,
                        uint32_t first_timestamp = 0) {
  Trace trace;
  for (size_t i = 0; i < transit_ms.size(); ++i) {
    if (transit_ms[i] < 0) continue;
    const auto index = static_cast<uint32_t>(i);
    trace.Add(AtMs(20.0 * index + transit_ms[i]),
              RtpBytes({.sequence = static_cast<uint16_t>(first_sequence + index),
                        .timestamp = first_timestamp + 160 * index}));
  }
  trace.SortByArrival();
  return trace;
}

}  // namespace neteq::sim
