// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <opus_multistream.h>

#include "neteq/audio_decoder.h"
#include "neteq/base/range.h"
#include "neteq/codecs/opus_packet.h"
#include "neteq/dsp/vector_ops.h"

namespace neteq {
namespace {

struct FreeOpus {
  void operator()(OpusMSDecoder* state) const { std::free(state); }
};
using OpusState = std::unique_ptr<OpusMSDecoder, FreeOpus>;

/// Makes a decoder state; null if libopus does not support the format or the mapping. The memory is
/// zeroed, so that states can be compared byte by byte: libopus does not write the padding.
OpusState MakeState(SampleRate rate, const OpusChannelMapping& mapping) {
  const opus_int32 bytes =
      opus_multistream_decoder_get_size(mapping.streams, mapping.coupled_streams);
  if (bytes <= 0) return nullptr;
  OpusState state(static_cast<OpusMSDecoder*>(std::calloc(1, static_cast<size_t>(bytes))));
  if (state == nullptr) return nullptr;
  const int error = opus_multistream_decoder_init(
      state.get(), rate.hz(), static_cast<int>(mapping.channels.size()), mapping.streams,
      mapping.coupled_streams, mapping.channels.begin());
  return error == OPUS_OK ? std::move(state) : nullptr;
}

/// A payload of at most this many bytes per stream means DTX (opus.h at opus_encode; NetEQ uses the
/// same limit).
constexpr size_t kDtxBytes = 2;

using Bytes = std::span<const std::byte>;
using Writable = std::span<std::byte>;

const unsigned char* Data(Bytes payload) {
  return payload.empty() ? nullptr : reinterpret_cast<const unsigned char*>(payload.data());
}
opus_int32 Length(Bytes payload) { return static_cast<opus_int32>(payload.size()); }

/// The inner decoder if the state has only one and the mapping does not permute its channels; else
/// null.
::OpusDecoder* SingleDecoder(OpusMSDecoder* state, const OpusChannelMapping& mapping) {
  if (mapping.streams != 1) return nullptr;
  if (static_cast<int>(mapping.channels.size()) != 1 + mapping.coupled_streams) return nullptr;
  uint8_t channel = 0;
  for (const uint8_t coded : mapping.channels) {
    if (coded != channel++) return nullptr;
  }
  ::OpusDecoder* decoder = nullptr;
  opus_multistream_decoder_ctl(state, OPUS_MULTISTREAM_GET_DECODER_STATE(0, &decoder));
  return decoder;
}

/// Decodes all streams with the multistream decoder. An ordinary Opus stream is a multistream of
/// one stream.
class OpusPlugin final : public AudioDecoder {
 public:
  OpusPlugin(OpusState state, SampleRate rate, const OpusChannelMapping& mapping)
      : state_(std::move(state)),
        state_bytes_(static_cast<size_t>(
            opus_multistream_decoder_get_size(mapping.streams, mapping.coupled_streams))),
        single_(SingleDecoder(state_.get(), mapping)),
        rate_(rate),
        streams_(static_cast<size_t>(mapping.streams)),
        channels_(static_cast<int>(mapping.channels.size())),
        interleaved_(static_cast<size_t>(rate.Samples(kMaxFrame)) * mapping.channels.size()) {}

  DecoderFormat format() const noexcept override {
    return {rate_, RtpClockRate(48'000), channels_};
  }

  PacketInfo Inspect(Bytes payload) const noexcept NETEQ_REALTIME override {
    // All streams of a packet have the same length.
    const auto frames = static_cast<int>(rate_.Samples(OpusPacketLength(payload)));
    if (frames == 0) return {};
    return {.frame_samples = frames, .is_dtx = IsDtx(payload), .fec_samples = FecSamples(payload)};
  }

  DecodeResult Decode(Bytes payload, AudioView out) noexcept NETEQ_REALTIME override {
    const int expected = payload.empty() ? dtx_frames_ : Inspect(payload).frame_samples;
    if (expected == 0 || !Fits(expected, out)) return DecodeResult::Error();
    const int frames = DecodeStreams(payload, expected);
    if (frames <= 0) return DecodeResult::Error();
    Output(out.First(frames));
    dtx_frames_ = IsDtx(payload) ? frames : 0;
    return Labelled(frames);
  }

  DecodeResult DecodeFec(Bytes payload, AudioView out) noexcept NETEQ_REALTIME override {
    const int expected = FecSamples(payload);
    if (expected == 0 || !Fits(expected, out)) return DecodeResult::Error();
    // Uses the inner decoder, because multistream decoding needs an output for the whole packet.
    ::OpusDecoder* decoder = nullptr;
    opus_multistream_decoder_ctl(state_.get(), OPUS_MULTISTREAM_GET_DECODER_STATE(0, &decoder));
    const int frames = opus_decode_float(decoder, Data(payload), Length(payload),
                                         interleaved_.data(), expected, 1);
    if (frames <= 0) return DecodeResult::Error();
    Output(out.First(frames));
    dtx_frames_ = 0;
    return Labelled(frames);
  }

  /// Conceals in pieces of 10 ms, so that the sound does not depend on the size of the request.
  DecodeResult DecodePlc(int samples, AudioView out) noexcept NETEQ_REALTIME override {
    const int piece = rate_.tick_samples();
    const int pieces = (samples + piece - 1) / piece;
    if (samples <= 0 || !Fits(pieces * piece, out)) return DecodeResult::Error();
    for (int i = 0; i < pieces; ++i) {
      if (DecodeStreams({}, piece) != piece) return DecodeResult::Error();
      Output(out.Slice(i * piece, piece));
    }
    return Labelled(pieces * piece);
  }

  void Reset() noexcept NETEQ_REALTIME override {
    opus_multistream_decoder_ctl(state_.get(), OPUS_RESET_STATE);
    clip_memory_ = {};
    dtx_frames_ = 0;
  }

  /// The state of libopus "is position independent and can be freely copied" (opus_multistream.h).
  size_t StateBytes() const noexcept override {
    return state_bytes_ + sizeof(clip_memory_) + sizeof(dtx_frames_);
  }
  void SaveState(Writable state) const noexcept override {
    std::memcpy(state.data(), state_.get(), state_bytes_);
    std::memcpy(state.data() + state_bytes_, clip_memory_.data(), sizeof(clip_memory_));
    std::memcpy(state.data() + state_bytes_ + sizeof(clip_memory_), &dtx_frames_,
                sizeof(dtx_frames_));
  }
  void RestoreState(Bytes state) noexcept override {
    std::memcpy(state_.get(), state.data(), state_bytes_);
    std::memcpy(clip_memory_.data(), state.data() + state_bytes_, sizeof(clip_memory_));
    std::memcpy(&dtx_frames_, state.data() + state_bytes_ + sizeof(clip_memory_),
                sizeof(dtx_frames_));
  }

 private:
  /// An empty payload continues DTX.
  bool IsDtx(Bytes payload) const { return payload.size() <= kDtxBytes * streams_; }
  bool Fits(int frames, AudioView out) const {
    return frames <= out.frames() && channels_ == out.channels();
  }
  int FecSamples(Bytes payload) const { return streams_ == 1 ? OpusFecSamples(payload, rate_) : 0; }
  DecodeResult Labelled(int frames) const {
    return dtx_frames_ > 0 ? DecodeResult::ComfortNoise(frames) : DecodeResult::Speech(frames);
  }

  /// Decodes into interleaved_. Conceals if `payload` is empty.
  int DecodeStreams(Bytes payload, int frames) {
    // Each multistream call executes CPUID several times. Under a hypervisor that traps CPUID, this
    // takes longer than decoding.
    if (single_ != nullptr) {
      return opus_decode_float(single_, Data(payload), Length(payload), interleaved_.data(), frames,
                               0);
    }
    return opus_multistream_decode_float(state_.get(), Data(payload), Length(payload),
                                         interleaved_.data(), frames, 0);
  }

  /// Fills `out` from interleaved_.
  void Output(AudioView out) {
    const std::span decoded =
        std::span(interleaved_)
            .first(static_cast<size_t>(out.frames()) * static_cast<size_t>(channels_));
    // Soft-clips like the 16-bit output of libopus, because its float output may exceed full scale.
    // Clipping changes only frames above full scale, and those that follow such a frame.
    const bool is_clipping = std::any_of(clip_memory_.begin(), clip_memory_.end(),
                                         [](float memory) { return memory != 0.0F; });
    if (is_clipping || !dsp::IsWithinFullScale(decoded)) {
      opus_pcm_soft_clip(decoded.data(), out.frames(), channels_, clip_memory_.data());
    }
    dsp::FromInterleaved(decoded, out);
  }

  OpusState state_;
  size_t state_bytes_;     // size of *state_
  ::OpusDecoder* single_;  // points into *state_; null with several streams or permuted channels
  SampleRate rate_;
  size_t streams_;
  int channels_;
  std::vector<float> interleaved_;
  std::array<float, decltype(OpusChannelMapping::channels)::capacity()> clip_memory_{};
  int dtx_frames_ = 0;  ///< samples per channel of the last payload if it was DTX, else 0
};

/// The rates that libopus decodes at.
Status CheckRate(SampleRate rate) {
  for (const int hz : {8000, 12'000, 16'000, 24'000, 48'000}) {
    if (rate.hz() == hz) return {};
  }
  return {StatusCode::kOutOfRange, "opus: rate = " + std::to_string(rate.hz()) +
                                       " is none of 8000, 12000, 16000, 24000 and 48000"};
}

}  // namespace

Result<std::unique_ptr<AudioDecoder>> MakeMultichannelOpusDecoder(
    SampleRate rate, const OpusChannelMapping& mapping) {
  if (Status status = CheckRate(rate); !status.ok()) return status;
  const auto channels = static_cast<int>(mapping.channels.size());
  if (Status status = CheckRange("opus: channels", channels, 1, 8); !status.ok()) return status;
  OpusState state = MakeState(rate, mapping);
  if (state == nullptr) {
    return Status(StatusCode::kInvalidArgument,
                  "opus: " + std::to_string(mapping.streams) + " streams, " +
                      std::to_string(mapping.coupled_streams) +
                      " coupled, and the channel mapping do not go together: 0 <= coupled <= "
                      "streams, and each channel is below streams + coupled, or 255");
  }
  return std::unique_ptr<AudioDecoder>(
      std::make_unique<OpusPlugin>(std::move(state), rate, mapping));
}

Result<std::unique_ptr<AudioDecoder>> MakeOpusDecoder(SampleRate rate, int channels) {
  if (Status status = CheckRange("opus: channels", channels, 1, 2); !status.ok()) return status;
  OpusChannelMapping mapping{.streams = 1, .coupled_streams = channels - 1};
  for (int c = 0; c < channels; ++c) mapping.channels.PushBack(static_cast<uint8_t>(c));
  return MakeMultichannelOpusDecoder(rate, mapping);
}

}  // namespace neteq
