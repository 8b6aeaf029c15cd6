// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/c/callback_decoder.h"

#include <algorithm>

namespace neteq::c {
namespace {

const uint8_t* Data(std::span<const std::byte> payload) {
  return reinterpret_cast<const uint8_t*>(payload.data());
}

neteq_decoder_output OutputOf(AudioView out) {
  return {.size = sizeof(neteq_decoder_output),
          .data = out.data(),
          .channels = out.channels(),
          .stride = out.stride(),
          .capacity_samples_per_channel = out.frames(),
          .samples_per_channel = 0};
}

DecodeResult ResultOf(int32_t result, const neteq_decoder_output& output) {
  const int samples = output.samples_per_channel;
  if (result == NETEQ_DECODED_UNSUPPORTED) return DecodeResult::Unsupported();
  if (samples < 0 || samples > output.capacity_samples_per_channel) return DecodeResult::Error();
  if (result == NETEQ_DECODED_SPEECH) return DecodeResult::Speech(samples);
  if (result == NETEQ_DECODED_COMFORT_NOISE) return DecodeResult::ComfortNoise(samples);
  return DecodeResult::Error();
}

}  // namespace

CallbackDecoder::~CallbackDecoder() {
  if (*is_owner_ && callbacks_.destroy != nullptr) callbacks_.destroy(callbacks_.state);
}

DecoderFormat CallbackDecoder::format() const noexcept {
  return {SampleRate(callbacks_.sample_rate_hz), RtpClockRate(callbacks_.clock_rate_hz),
          callbacks_.channels};
}

PacketInfo CallbackDecoder::Inspect(std::span<const std::byte> payload) const noexcept {
  neteq_payload_info info{};
  info.size = sizeof(info);
  callbacks_.inspect(callbacks_.state, Data(payload), payload.size(), &info);
  return {.frame_samples = std::max(info.frame_samples, 0),
          .is_dtx = info.is_dtx != 0,
          .fec_samples = std::max(info.fec_samples, 0)};
}

DecodeResult CallbackDecoder::Decode(std::span<const std::byte> payload, AudioView out) noexcept {
  neteq_decoder_output output = OutputOf(out);
  const int32_t result =
      callbacks_.decode(callbacks_.state, Data(payload), payload.size(), &output);
  return ResultOf(result, output);
}

DecodeResult CallbackDecoder::DecodeFec(std::span<const std::byte> payload,
                                        AudioView out) noexcept {
  if (callbacks_.decode_fec == nullptr) return DecodeResult::Unsupported();
  neteq_decoder_output output = OutputOf(out);
  const int32_t result =
      callbacks_.decode_fec(callbacks_.state, Data(payload), payload.size(), &output);
  return ResultOf(result, output);
}

DecodeResult CallbackDecoder::DecodePlc(int samples, AudioView out) noexcept {
  if (callbacks_.decode_plc == nullptr) return DecodeResult::Unsupported();
  neteq_decoder_output output = OutputOf(out);
  const int32_t result = callbacks_.decode_plc(callbacks_.state, samples, &output);
  return ResultOf(result, output);
}

size_t CallbackDecoder::SplitBytes(size_t payload_bytes) const noexcept {
  if (callbacks_.split_bytes == nullptr || payload_bytes == 0) return payload_bytes;
  return std::clamp<size_t>(callbacks_.split_bytes(callbacks_.state, payload_bytes), 1,
                            payload_bytes);
}

}  // namespace neteq::c
