// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <span>

#include "neteq/audio_decoder.h"
#include "neteq/base/audio_view.h"
#include "neteq/base/realtime.h"

/// Calls of a decoder plug-in whose result is not trusted: a count of samples that is negative or
/// larger than `out`, and samples that are no audio (NaN, infinity, more than kLoudest), turn into
/// DecodeResult::Error().
namespace neteq::internal {

/// Largest sample taken for audio: 24 dB above full scale. Heuristic: float codecs overshoot full
/// scale by a few dB, a broken plug-in by hundreds.
inline constexpr float kLoudest = 16.0F;

DecodeResult CheckedDecode(AudioDecoder& decoder, std::span<const std::byte> payload,
                           AudioView out) noexcept NETEQ_REALTIME;
DecodeResult CheckedDecodeFec(AudioDecoder& decoder, std::span<const std::byte> payload,
                              AudioView out) noexcept NETEQ_REALTIME;
DecodeResult CheckedDecodePlc(AudioDecoder& decoder, int samples,
                              AudioView out) noexcept NETEQ_REALTIME;

}  // namespace neteq::internal
