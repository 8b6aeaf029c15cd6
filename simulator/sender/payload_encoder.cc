// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/sender/payload_encoder.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cctype>
#include <cmath>
#include <string>
#include <utility>

// The second header of spandsp depends on the first.
// clang-format off
#include <opus/opus_multistream.h>
#include <spandsp/telephony.h>
#include <spandsp/g722.h>
// clang-format on

#include "neteq/dsp/vector_ops.h"
#include "simulator/support/text.h"

namespace neteq::sim {
namespace {

constexpr int kMaxChannels = 8;

Status Invalid(const std::string& what) { return {StatusCode::kInvalidArgument, what}; }

/// Format of a codec without parameters.
SdpFormat SpeechFormat(std::string name, int clock_hz, int channels) {
  return {.name = std::move(name),
          .role = PayloadRole::kSpeech,
          .clock_rate = RtpClockRate(clock_hz),
          .channels = channels};
}

std::vector<int16_t> ToInt16(std::span<const float> frame) {
  std::vector<int16_t> pcm(frame.size());
  const auto length = static_cast<int>(frame.size());
  dsp::ToInterleavedInt16({frame.data(), 1, length, length}, pcm);
  return pcm;
}

/// Position of the most significant set bit, counted from 0; -1 for zero.
int LeadingOne(int magnitude) {
  return static_cast<int>(std::bit_width(static_cast<unsigned>(magnitude))) - 1;
}

/// ITU-T G.711 mu-law: sign, position of the leading one of |x| + 33 (14-bit scale) and the four
/// bits after it; all bits inverted.
std::byte EncodeMuLaw(int sample) {
  constexpr int kBias = 33 << 2;
  constexpr int kClip = 32635;  // the largest input that keeps |x| + bias below 2^15
  const int magnitude = std::min(std::abs(sample), kClip) + kBias;
  const int exponent = LeadingOne(magnitude) - 7;
  const int mantissa = (magnitude >> (exponent + 3)) & 0x0F;
  const int code = (sample < 0 ? 0x80 : 0) | exponent << 4 | mantissa;
  return static_cast<std::byte>(~code & 0xFF);
}

/// ITU-T G.711 A-law: sign, position of the leading one of |x| (13-bit scale) and the four bits
/// after it; even bits inverted.
std::byte EncodeALaw(int sample) {
  const int magnitude = sample < 0 ? -(sample + 1) : sample;
  const int exponent = std::max(LeadingOne(magnitude) - 7, 0);
  const int mantissa = (magnitude >> (exponent == 0 ? 4 : exponent + 3)) & 0x0F;
  const int code = (sample < 0 ? 0 : 0x80) | exponent << 4 | mantissa;
  return static_cast<std::byte>(code ^ 0x55);
}

class G711Encoder : public PayloadEncoder {
 public:
  G711Encoder(SdpFormat format, std::byte (*encode)(int))
      : format_(std::move(format)), encode_(encode) {}

  SdpFormat format() const override { return format_; }
  SampleRate rate() const override { return SampleRate(8000); }

  std::vector<std::byte> Encode(std::span<const float> frame) override {
    const auto pcm = ToInt16(frame);
    std::vector<std::byte> payload(pcm.size());
    std::transform(pcm.begin(), pcm.end(), payload.begin(), encode_);
    return payload;
  }

 private:
  SdpFormat format_;
  std::byte (*encode_)(int);
};

class Pcm16Encoder : public PayloadEncoder {
 public:
  Pcm16Encoder(SampleRate rate, int channels) : rate_(rate), channels_(channels) {}

  SdpFormat format() const override { return SpeechFormat("L16", rate_.hz(), channels_); }
  SampleRate rate() const override { return rate_; }

  std::vector<std::byte> Encode(std::span<const float> frame) override {
    std::vector<std::byte> payload;
    for (const int16_t sample : ToInt16(frame)) {
      const auto bits = static_cast<uint16_t>(sample);
      payload.push_back(static_cast<std::byte>(bits >> 8U));
      payload.push_back(static_cast<std::byte>(bits & 0xFFU));
    }
    return payload;
  }

 private:
  SampleRate rate_;
  int channels_;
};

/// G.722 at 64 kbit/s.
class G722Encoder : public PayloadEncoder {
 public:
  /// The RTP clock of 8000 Hz is an error that RFC 3551 section 4.5.2 keeps for compatibility.
  SdpFormat format() const override { return SpeechFormat("G722", 8000, 1); }
  SampleRate rate() const override { return SampleRate(16000); }

  std::vector<std::byte> Encode(std::span<const float> frame) override {
    const auto pcm = ToInt16(frame);
    std::vector<std::byte> payload(frame.size() / 2);
    g722_encode(state_.get(), reinterpret_cast<uint8_t*>(payload.data()), pcm.data(),
                static_cast<int>(pcm.size()));
    return payload;
  }

 private:
  struct Free {
    void operator()(g722_encode_state_t* state) const { g722_encode_free(state); }
  };
  std::unique_ptr<g722_encode_state_t, Free> state_{g722_encode_init(nullptr, 64000, 0)};
};

/// Opus multistream encoder. With one stream, mono and stereo packets are those of plain Opus.
class OpusPayloadEncoder : public PayloadEncoder {
 public:
  explicit OpusPayloadEncoder(const EncoderOptions& options)
      : table_(static_cast<size_t>(options.channels)) {
    constexpr int kSurround = 1;  // channel mapping family (RFC 7845 section 5.1.1)
    int error = OPUS_OK;
    encoder_.reset(opus_multistream_surround_encoder_create(
        48000, options.channels, kSurround, &streams_, &coupled_streams_, table_.data(),
        OPUS_APPLICATION_VOIP, &error));
    const auto set = [this](auto... request) {
      opus_multistream_encoder_ctl(encoder_.get(), request...);
    };
    set(OPUS_SET_BITRATE(options.bitrate_bps));
    set(OPUS_SET_COMPLEXITY(options.complexity));
    set(OPUS_SET_INBAND_FEC(options.fec ? 1 : 0));
    set(OPUS_SET_PACKET_LOSS_PERC(options.expected_loss_pct));
    set(OPUS_SET_DTX(options.dtx ? 1 : 0));
  }

  SdpFormat format() const override {
    SdpFormat format = SpeechFormat("opus", 48000, 2);
    if (channels() == 2) format.parameters = "stereo=1";
    if (channels() <= 2) return format;
    format.name = "multiopus";
    format.channels = static_cast<int>(channels());
    format.parameters = "num_streams=" + std::to_string(streams_) +
                        ";coupled_streams=" + std::to_string(coupled_streams_) +
                        ";channel_mapping=";
    for (const unsigned char coded : table_) {
      if (!format.parameters.ends_with('=')) format.parameters += ',';
      format.parameters += std::to_string(coded);
    }
    return format;
  }

  SampleRate rate() const override { return SampleRate(48000); }

  std::vector<std::byte> Encode(std::span<const float> frame) override {
    // A packet of 120 ms has six frames of at most 1275 bytes (RFC 6716 section 3.4).
    std::vector<std::byte> payload(static_cast<size_t>(streams_) * 6 * 1275);
    const int size = opus_multistream_encode_float(
        encoder_.get(), frame.data(), static_cast<int>(frame.size() / channels()),
        reinterpret_cast<unsigned char*>(payload.data()), static_cast<opus_int32>(payload.size()));
    payload.resize(static_cast<size_t>(std::max(size, 0)));
    return payload;
  }

  /// opus.h, opus_encode: packets of at most 2 bytes need not be sent.
  bool IsDtx(std::span<const std::byte> payload) const override {
    return payload.size() <= 2 * static_cast<size_t>(streams_);
  }

 private:
  struct Destroy {
    void operator()(OpusMSEncoder* encoder) const { opus_multistream_encoder_destroy(encoder); }
  };
  size_t channels() const { return table_.size(); }

  std::vector<unsigned char> table_;  // channel mapping
  int streams_ = 0;
  int coupled_streams_ = 0;
  std::unique_ptr<OpusMSEncoder, Destroy> encoder_;
};

Status CheckOpus(const EncoderOptions& options) {
  constexpr std::array kFramesMs = {2.5, 5.0, 10.0, 20.0, 40.0, 60.0, 80.0, 100.0, 120.0};
  if (std::find(kFramesMs.begin(), kFramesMs.end(), options.frame_ms) == kFramesMs.end()) {
    return Invalid("--frame-ms " + FormatNumber(options.frame_ms, 3) +
                   ": expected 2.5, 5, 10, 20, 40, 60, 80, 100 or 120 for Opus");
  }
  if (options.bitrate_bps < 6000 || options.bitrate_bps > 510'000) {
    return Invalid("--bitrate " + std::to_string(options.bitrate_bps) +
                   ": expected 6000 to 510000 bit/s");
  }
  // libopus encodes only gaps in fewer than three bytes per frame.
  if (options.bitrate_bps * options.frame_ms < 3 * 8 * 1000) {
    return Invalid("--bitrate " + std::to_string(options.bitrate_bps) + ": expected at least " +
                   FormatNumber(std::ceil(24'000.0 / options.frame_ms), 0) +
                   " bit/s for this --frame-ms");
  }
  if (options.complexity < 0 || options.complexity > 10) {
    return Invalid("--complexity " + std::to_string(options.complexity) + ": expected 0 to 10");
  }
  if (options.expected_loss_pct < 0 || options.expected_loss_pct > 100) {
    return Invalid("--expected-loss " + std::to_string(options.expected_loss_pct) +
                   ": expected 0 to 100 percent");
  }
  return {};
}

Status CheckOptions(const EncoderOptions& options) {
  if (options.channels < 1 || options.channels > kMaxChannels) {
    return Invalid("--channels " + std::to_string(options.channels) + ": expected 1 to 8");
  }
  if (options.codec == Codec::kOpus) return CheckOpus(options);
  if (options.fec) return Invalid("--fec: only Opus has in-band FEC; use --codec opus");
  if (options.dtx) return Invalid("--dtx: only Opus has DTX; use --cn for other codecs");
  if (options.codec == Codec::kG722 && options.channels != 1) {
    return Invalid("--channels " + std::to_string(options.channels) + ": expected 1 for G.722");
  }
  if (!(options.frame_ms >= 2.5 && options.frame_ms <= 120.0)) {
    return Invalid("--frame-ms " + FormatNumber(options.frame_ms, 3) + ": expected 2.5 to 120");
  }
  return {};
}

}  // namespace

Result<Codec> ParseCodec(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, Codec>, 5> kCodecs = {{{"opus", Codec::kOpus},
                                                                          {"pcmu", Codec::kPcmu},
                                                                          {"pcma", Codec::kPcma},
                                                                          {"g722", Codec::kG722},
                                                                          {"l16", Codec::kL16}}};
  std::string lower(name);
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  for (const auto& [known, codec] : kCodecs) {
    if (lower == known) return codec;
  }
  return Invalid("unknown codec " + Quoted(name) + "; expected opus, pcmu, pcma, g722 or l16");
}

Result<std::unique_ptr<PayloadEncoder>> MakeEncoder(const EncoderOptions& options) {
  if (Status status = CheckOptions(options); !status.ok()) return status;
  std::unique_ptr<PayloadEncoder> encoder;
  switch (options.codec) {
    case Codec::kOpus:
      encoder = std::make_unique<OpusPayloadEncoder>(options);
      break;
    case Codec::kPcmu:
      encoder =
          std::make_unique<G711Encoder>(SpeechFormat("PCMU", 8000, options.channels), EncodeMuLaw);
      break;
    case Codec::kPcma:
      encoder =
          std::make_unique<G711Encoder>(SpeechFormat("PCMA", 8000, options.channels), EncodeALaw);
      break;
    case Codec::kG722:
      encoder = std::make_unique<G722Encoder>();
      break;
    case Codec::kL16:
      encoder = std::make_unique<Pcm16Encoder>(SampleRate(options.rate_hz), options.channels);
      break;
  }
  return encoder;
}

}  // namespace neteq::sim
