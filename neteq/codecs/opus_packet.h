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

/// Header information of an Opus packet.
struct OpusPacket {
  OpusMode mode = OpusMode::kCelt;
  int channels = 1;
  int frames = 0;                      ///< number of Opus frames, 1 to 48
  Duration frame_length{0};            ///< length of one frame, 2.5 to 60 ms
  std::span<const std::byte> first;    ///< bytes of the first frame
  bool has_fec = false;                ///< contains a copy (LBRR) of the previous frame
  std::optional<bool> voice_active{};  ///< voice activity of the first frame; nullopt in CELT mode

  Duration length() const { return frames * frame_length; }
};

/// Reads the framing (RFC 6716 section 3) and the SILK header of the first frame (section 4.2.3).
/// Decodes no audio. Nullopt if the bytes violate a rule of section 3.4.
std::optional<OpusPacket> ParseOpusPacket(std::span<const std::byte> payload) noexcept
    NETEQ_REALTIME;

/// Length of the packet according to its first two bytes; zero if they violate a rule.
Duration OpusPacketLength(std::span<const std::byte> payload) noexcept NETEQ_REALTIME;

/// Samples per channel at `rate` of the in-band FEC, which copies the audio before this packet; 0
/// without FEC. Only the FEC of the first Opus frame counts, because later frames copy frames of
/// the same packet.
int OpusFecSamples(std::span<const std::byte> payload, SampleRate rate) noexcept NETEQ_REALTIME;

}  // namespace neteq
