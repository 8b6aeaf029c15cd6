// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "neteq/base/fixed_vector.h"
#include "neteq/base/serial.h"
#include "neteq/base/units.h"

namespace neteq {

/// Kind of content that packets of a payload type carry.
enum class PayloadRole : uint8_t {
  kUnknown,         ///< the payload type is not registered
  kSpeech,          ///< coded audio for an AudioDecoder
  kComfortNoise,    ///< RFC 3389
  kRed,             ///< RFC 2198: blocks of other payload types
  kTelephoneEvent,  ///< RFC 4733
};

/// Audio level that the sender measured for a packet (RFC 6464).
struct AudioLevel {
  uint8_t level_dbov = 127;  ///< dB below full scale, 0 to 127; 127 is digital silence
  bool has_voice = false;
};

/// Capture time of the first sample of a packet (header extension abs-capture-time).
struct AbsoluteCaptureTime {
  uint64_t ntp = 0;                       ///< Q32.32 seconds on the capturing system's NTP clock
  std::optional<int64_t> clock_offset{};  ///< Q32.32 seconds, sender's clock minus capture clock
};

/// Header data of a packet. The tick that plays the packet returns it in RtpPacketInfo.
struct PacketMetadata {
  FixedVector<uint32_t, 15> csrcs{};  ///< contributing sources of a mixer (RFC 3550)
  std::optional<AudioLevel> audio_level{};
  std::optional<AbsoluteCaptureTime> capture_time{};
};

/// One received RTP packet. InsertPacket copies the payload.
struct RtpPacketView {
  uint8_t payload_type = 0;  ///< 0 to 127
  SequenceNumber sequence;
  RtpTimestamp timestamp;
  uint32_t ssrc = 0;
  bool marker = false;
  std::span<const std::byte> payload;
  PacketMetadata metadata{};
};

/// Describes a packet that was decoded for a tick.
struct RtpPacketInfo {
  uint32_t ssrc = 0;
  SequenceNumber sequence;  ///< sequence number of the packet that carried the audio
  RtpTimestamp timestamp;   ///< timestamp of the audio, even if a later packet carried it
  Timestamp receive_time{};
  uint8_t payload_type = 0;
  bool is_redundant = false;  ///< recovered from RED or in-band FEC; `metadata` is then empty
  PacketMetadata metadata{};
};

}  // namespace neteq
