// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/play/checked_decode.h"

namespace neteq::internal {
namespace {

/// True if the magnitude of every sample is at most kLoudest.
bool IsAudio(ConstAudioView audio) {
  for (int c = 0; c < audio.channels(); ++c) {
    const auto row = audio.Channel(c);
    // No early exit, so that the compiler vectorises the loop. Comparisons are false for NaN.
    int loud = 0;
    for (const float sample : row) loud |= sample >= -kLoudest && sample <= kLoudest ? 0 : 1;
    if (loud != 0) return false;
  }
  return true;
}

DecodeResult Checked(const AudioDecoder& decoder, const DecodeResult& result, AudioView out) {
  if (!result.ok()) return result;
  if (result.frames < 0 || result.frames > out.frames()) return DecodeResult::Error();
  if (decoder.is_output_bounded() || IsAudio(out.First(result.frames))) return result;
  return DecodeResult::Error();
}

}  // namespace

DecodeResult CheckedDecode(AudioDecoder& decoder, std::span<const std::byte> payload,
                           AudioView out) noexcept {
  return Checked(decoder, decoder.Decode(payload, out), out);
}

DecodeResult CheckedDecodeFec(AudioDecoder& decoder, std::span<const std::byte> payload,
                              AudioView out) noexcept {
  return Checked(decoder, decoder.DecodeFec(payload, out), out);
}

DecodeResult CheckedDecodePlc(AudioDecoder& decoder, int samples, AudioView out) noexcept {
  return Checked(decoder, decoder.DecodePlc(samples, out), out);
}

}  // namespace neteq::internal
