// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <span>

#include "neteq/audio_decoder.h"
#include "neteq/codecs/split.h"

namespace neteq {

/// Decoder for codecs that code each sample independently and interleave channels (RFC 3551 section
/// 4.1). `Code` defines kBytes per sample, and Value(bytes), which decodes one sample to -1.0 to
/// 1.0.
template <class Code>
class SampleDecoder final : public AudioDecoder {
 public:
  SampleDecoder(SampleRate rate, int channels)
      : rate_(rate),
        max_frames_(static_cast<size_t>(rate.Samples(kMaxFrame))),
        channels_(static_cast<size_t>(channels)),
        frame_bytes_(Code::kBytes * channels_),
        bytes_in_20_ms_(static_cast<size_t>(rate.SamplesInMs(20)) * frame_bytes_) {}

  DecoderFormat format() const noexcept override {
    return {rate_, RtpClockRate{rate_.hz()}, static_cast<int>(channels_)};
  }

  PacketInfo Inspect(std::span<const std::byte> payload) const noexcept NETEQ_REALTIME override {
    const size_t frames = FramesIn(payload.size());
    if (frames * frame_bytes_ != payload.size() || frames > max_frames_) return {};
    return {.frame_samples = static_cast<int>(frames)};
  }

  DecodeResult Decode(std::span<const std::byte> payload,
                      AudioView out) noexcept NETEQ_REALTIME override {
    const int frames = Inspect(payload).frame_samples;
    const auto channels = static_cast<int>(channels_);
    if (frames == 0 || frames > out.frames() || channels != out.channels()) {
      return DecodeResult::Error();
    }
    for (int c = 0; c < channels; ++c) {
      const std::byte* code = payload.data() + Code::kBytes * static_cast<size_t>(c);
      const auto row = out.First(frames).Channel(c);
      if (channels == 1) {  // a constant distance lets the compiler vectorise the loop
        for (size_t n = 0; n < row.size(); ++n) row[n] = Code::Value(code + Code::kBytes * n);
        break;
      }
      for (float& sample : row) {
        sample = Code::Value(code);
        code += frame_bytes_;
      }
    }
    return DecodeResult::Speech(frames);
  }

  bool is_output_bounded() const noexcept override { return true; }

  size_t SplitBytes(size_t payload_bytes) const noexcept NETEQ_REALTIME override {
    return BytesOfPiece(payload_bytes, bytes_in_20_ms_, frame_bytes_);
  }

  void Reset() noexcept NETEQ_REALTIME override {}

 private:
  /// Number of whole frames. With one channel the divisor is a constant, which is faster.
  size_t FramesIn(size_t bytes) const {
    return channels_ == 1 ? bytes / Code::kBytes : bytes / frame_bytes_;
  }

  SampleRate rate_;
  size_t max_frames_;
  size_t channels_;
  size_t frame_bytes_;
  size_t bytes_in_20_ms_;
};

/// Maximum number of channels of the interleaved codecs; equals the maximum of
/// Config::output_channels.
inline constexpr int kMaxSampleChannels = 8;

}  // namespace neteq
