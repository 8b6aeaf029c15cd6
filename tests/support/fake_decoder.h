// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <span>

#include "neteq/audio_decoder.h"

namespace neteq::test {

/// A mono decoder for unit tests of the engine. A payload has one byte per 10 ms, and the first
/// byte is the level of all samples in 1/128. Refuses payloads that start with 0xFF.
class FakeDecoder : public AudioDecoder {
 public:
  static constexpr std::byte kRefused{0xFF};

  explicit FakeDecoder(SampleRate rate = SampleRate(8000)) : rate_(rate) {}

  DecoderFormat format() const noexcept override { return {rate_, RtpClockRate(rate_.hz()), 1}; }
  PacketInfo Inspect(std::span<const std::byte> payload) const noexcept override {
    if (payload.empty() || payload.size() > 12) return {};
    return {.frame_samples = static_cast<int>(payload.size()) * rate_.tick_samples(),
            .is_dtx = is_dtx,
            .fec_samples = fec_samples};
  }
  DecodeResult Decode(std::span<const std::byte> payload, AudioView out) noexcept override {
    ++decodes;
    if (on_decode) return on_decode(payload, out);
    if (payload.empty() || payload[0] == kRefused) return DecodeResult::Error();
    const int samples = Inspect(payload).frame_samples;
    const auto row = out.First(samples).Channel(0);
    std::fill(row.begin(), row.end(), static_cast<float>(payload[0]) / 128.0F);
    return is_dtx ? DecodeResult::ComfortNoise(samples) : DecodeResult::Speech(samples);
  }
  DecodeResult DecodeFec(std::span<const std::byte>, AudioView out) noexcept override {
    Clear(out.First(fec_samples));
    return DecodeResult::Speech(fec_samples);
  }
  size_t SplitBytes(size_t payload_bytes) const noexcept override {
    return split_bytes > 0 ? std::min(split_bytes, payload_bytes) : payload_bytes;
  }
  void Reset() noexcept override { ++resets; }

  bool is_dtx = false;
  int fec_samples = 0;
  size_t split_bytes = 0;
  std::function<DecodeResult(std::span<const std::byte>, AudioView)> on_decode;
  int decodes = 0;
  int resets = 0;

 private:
  SampleRate rate_;
};

}  // namespace neteq::test
