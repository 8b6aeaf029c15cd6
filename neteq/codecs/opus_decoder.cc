// SPDX-License-Identifier: BSD-3-Clause
#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include <opus.h>

#include "neteq/audio_decoder.h"

namespace neteq {
namespace {

struct DestroyOpus {
  void operator()(::OpusDecoder* state) const { opus_decoder_destroy(state); }
};
using OpusState = std::unique_ptr<::OpusDecoder, DestroyOpus>;

/// Payloads up to this long hold no sound: the encoder is in DTX (opus.h at opus_encode; NetEQ
/// reads them the same way).
constexpr size_t kDtxBytes = 2;

class OpusPlugin final : public AudioDecoder {
 public:
  OpusPlugin(OpusState state, SampleRate rate, int channels)
      : state_(std::move(state)),
        rate_(rate),
        channels_(channels),
        max_frames_(static_cast<int>(rate.Samples(kMaxFrame))),
        interleaved_(static_cast<size_t>(max_frames_) * static_cast<size_t>(channels)) {}

  DecoderFormat format() const noexcept override {
    return {rate_, RtpClockRate(48'000), channels_};
  }

  PacketInfo Inspect(std::span<const std::byte> payload) const noexcept NETEQ_REALTIME override {
    if (payload.empty()) return {};
    const int frames = opus_packet_get_nb_samples(Bytes(payload), Length(payload), rate_.hz());
    if (frames <= 0 || frames > max_frames_) return {};
    return {.frame_samples = frames, .is_dtx = payload.size() <= kDtxBytes};
  }

  DecodeResult Decode(std::span<const std::byte> payload,
                      AudioView out) noexcept NETEQ_REALTIME override {
    const int expected = payload.empty() ? dtx_frames_ : Inspect(payload).frame_samples;
    if (expected == 0 || expected > out.frames() || channels_ != out.channels()) {
      return DecodeResult::Error();
    }
    const int frames = opus_decode_float(state_.get(), payload.empty() ? nullptr : Bytes(payload),
                                         Length(payload), interleaved_.data(), expected, 0);
    if (frames <= 0) return DecodeResult::Error();

    // What the 16-bit output of libopus does: its float output may go beyond full scale.
    opus_pcm_soft_clip(interleaved_.data(), frames, channels_, clip_memory_.data());
    Deinterleave(out.First(frames));
    dtx_frames_ = payload.size() <= kDtxBytes ? frames : 0;
    return dtx_frames_ > 0 ? DecodeResult::ComfortNoise(frames) : DecodeResult::Speech(frames);
  }

  void Reset() noexcept NETEQ_REALTIME override {
    opus_decoder_ctl(state_.get(), OPUS_RESET_STATE);
    clip_memory_ = {};
    dtx_frames_ = 0;
  }

 private:
  static const unsigned char* Bytes(std::span<const std::byte> payload) {
    return reinterpret_cast<const unsigned char*>(payload.data());
  }
  static opus_int32 Length(std::span<const std::byte> payload) {
    return static_cast<opus_int32>(payload.size());
  }

  void Deinterleave(AudioView out) const {
    for (int c = 0; c < channels_; ++c) {
      size_t from = static_cast<size_t>(c);
      for (float& sample : out.Channel(c)) {
        sample = interleaved_[from];
        from += static_cast<size_t>(channels_);
      }
    }
  }

  OpusState state_;
  SampleRate rate_;
  int channels_;
  int max_frames_;
  std::vector<float> interleaved_;
  std::array<float, 2> clip_memory_{};
  int dtx_frames_ = 0;  ///< of the last payload, if it was DTX
};

}  // namespace

std::unique_ptr<AudioDecoder> MakeOpusDecoder(SampleRate rate, int channels) {
  int error = OPUS_OK;  // libopus checks the format
  OpusState state(opus_decoder_create(rate.hz(), channels, &error));
  if (state == nullptr) return nullptr;
  return std::make_unique<OpusPlugin>(std::move(state), rate, channels);
}

}  // namespace neteq
