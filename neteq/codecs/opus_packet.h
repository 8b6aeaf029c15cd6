// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "neteq/base/realtime.h"
#include "neteq/base/units.h"

namespace neteq {

enum class OpusMode : uint8_t { kSilk, kHybrid, kCelt };

/// What an Opus packet says of itself in front of the coded sound.
struct OpusPacket {
  OpusMode mode = OpusMode::kCelt;
  int channels = 1;
  int frames = 0;                      ///< Opus frames, 1 to 48
  Duration frame_length{0};            ///< of one of them, 2.5 to 60 ms
  std::span<const std::byte> first;    ///< bytes of the first one
  bool has_fec = false;                ///< a copy (LBRR) of the frame before is inside
  std::optional<bool> voice_active{};  ///< of the first frame; none where it is not coded (CELT)

  Duration length() const { return frames * frame_length; }
};

/// Reads the framing (RFC 6716 section 3) and, of the first frame, the head of the SILK layer
/// (section 4.2.3). Nothing is decoded. Nullopt for bytes that break a rule of section 3.4.
std::optional<OpusPacket> ParseOpusPacket(std::span<const std::byte> payload) noexcept
    NETEQ_REALTIME;

/// Of all frames, by the first two bytes alone; zero when those break a rule.
Duration OpusPacketLength(std::span<const std::byte> payload) noexcept NETEQ_REALTIME;

/// Samples per channel, at `rate`, of the sound before this packet that its in-band FEC holds; 0 if
/// there is none. Of several Opus frames only the first one's copy counts: those of the others are
/// of frames that are here themselves.
int OpusFecSamples(std::span<const std::byte> payload, SampleRate rate) noexcept NETEQ_REALTIME;

}  // namespace neteq
