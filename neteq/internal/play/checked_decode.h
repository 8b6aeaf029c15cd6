// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <span>

#include "neteq/audio_decoder.h"
#include "neteq/base/audio_view.h"
#include "neteq/base/realtime.h"

/// Wrappers that call a decoder plug-in and validate its output. They return DecodeResult::Error()
/// if the number of samples is negative or larger than `out`, or if a sample is NaN, infinite or
/// louder than kLoudest.
namespace neteq::internal {

/// Largest magnitude of a valid sample: 24 dB above full scale. Heuristic: float codecs overshoot
/// full scale by a few dB, a broken plug-in by hundreds of dB.
inline constexpr float kLoudest = 16.0F;

DecodeResult CheckedDecode(AudioDecoder& decoder, std::span<const std::byte> payload,
                           AudioView out) noexcept NETEQ_REALTIME;
DecodeResult CheckedDecodeFec(AudioDecoder& decoder, std::span<const std::byte> payload,
                              AudioView out) noexcept NETEQ_REALTIME;
DecodeResult CheckedDecodePlc(AudioDecoder& decoder, int samples,
                              AudioView out) noexcept NETEQ_REALTIME;

}  // namespace neteq::internal
