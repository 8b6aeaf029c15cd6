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

/// What packets of a payload type hold.
enum class PayloadRole : uint8_t {
  kUnknown,         ///< nothing registered
  kSpeech,          ///< sound, for an AudioDecoder
  kComfortNoise,    ///< RFC 3389
  kRed,             ///< RFC 2198: blocks of other payload types
  kTelephoneEvent,  ///< RFC 4733
};

/// Loudness of a packet as its sender says (RFC 6464).
struct AudioLevel {
  uint8_t level_dbov = 127;  ///< below full scale, 0 to 127; 127 is digital silence
  bool has_voice = false;
};

/// When the first sample of a packet was captured (header extension abs-capture-time).
struct AbsoluteCaptureTime {
  uint64_t ntp = 0;  ///< Q32.32 seconds on the capturing system's NTP clock
  std::optional<int64_t>
      clock_offset{};  ///< Q32.32 seconds, sender's less capturing system's clock
};

/// What a packet says beside its sound; comes back with the tick that plays it.
struct PacketMetadata {
  FixedVector<uint32_t, 15> csrcs{};  ///< sources that a mixer put into it (RFC 3550)
  std::optional<AudioLevel> audio_level{};
  std::optional<AbsoluteCaptureTime> capture_time{};
};

/// One RTP packet as the application received it; the bytes are copied when inserted.
struct RtpPacketView {
  uint8_t payload_type = 0;  ///< 0 to 127
  SequenceNumber sequence;
  RtpTimestamp timestamp;
  uint32_t ssrc = 0;
  bool marker = false;
  std::span<const std::byte> payload;
  PacketMetadata metadata{};
};

/// A packet that was decoded for a tick.
struct RtpPacketInfo {
  uint32_t ssrc = 0;
  SequenceNumber sequence;  ///< of the packet that carried the audio
  RtpTimestamp timestamp;   ///< of the audio, also when a later packet carried it
  Timestamp receive_time{};
  uint8_t payload_type = 0;
  bool is_redundant = false;  ///< recovered from RED or in-band FEC; then without metadata
  PacketMetadata metadata{};
};

}  // namespace neteq
