// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/serial.h"

namespace neteq {

/// What packets of a payload type hold.
enum class PayloadRole : uint8_t {
  kUnknown,         ///< nothing registered
  kSpeech,          ///< sound, for an AudioDecoder
  kComfortNoise,    ///< RFC 3389
  kRed,             ///< RFC 2198: blocks of other payload types
  kTelephoneEvent,  ///< RFC 4733
};

/// One RTP packet as the application received it; the bytes are copied when inserted.
struct RtpPacketView {
  uint8_t payload_type = 0;  ///< 0 to 127
  SequenceNumber sequence;
  RtpTimestamp timestamp;
  uint32_t ssrc = 0;
  bool marker = false;
  std::span<const std::byte> payload;
};

}  // namespace neteq
