// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/payload_encoder.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

#include <opus/opus.h>

namespace neteq::sim {
namespace {

int ToInt16(float sample) {
  return static_cast<int>(std::lrint(std::clamp(sample * 32768.0F, -32768.0F, 32767.0F)));
}

/// Position of the leading one, the lowest bit being 0; -1 for zero.
int LeadingOne(int magnitude) {
  return static_cast<int>(std::bit_width(static_cast<unsigned>(magnitude))) - 1;
}

/// ITU-T G.711 mu-law: sign, position of the leading one of |x| + 33 (14-bit scale), four bits
/// after it; all bits inverted.
std::byte EncodeMuLaw(int sample) {
  constexpr int kBias = 33 << 2;
  constexpr int kClip = 32635;  // the largest input that keeps |x| + bias below 2^15
  const int magnitude = std::min(std::abs(sample), kClip) + kBias;
  const int exponent = LeadingOne(magnitude) - 7;
  const int mantissa = (magnitude >> (exponent + 3)) & 0x0F;
  const int code = (sample < 0 ? 0x80 : 0) | exponent << 4 | mantissa;
  return static_cast<std::byte>(~code & 0xFF);
}

/// ITU-T G.711 A-law: sign, position of the leading one of |x| (13-bit scale), four bits after it;
/// even bits inverted.
std::byte EncodeALaw(int sample) {
  const int magnitude = sample < 0 ? -(sample + 1) : sample;
  const int exponent = std::max(LeadingOne(magnitude) - 7, 0);
  const int mantissa = (magnitude >> (exponent == 0 ? 4 : exponent + 3)) & 0x0F;
  const int code = (sample < 0 ? 0 : 0x80) | exponent << 4 | mantissa;
  return static_cast<std::byte>(code ^ 0x55);
}

class G711Encoder : public PayloadEncoder {
 public:
  explicit G711Encoder(std::byte (*encode)(int)) : encode_(encode) {}

  std::vector<std::byte> Encode(std::span<const float> frame) override {
    std::vector<std::byte> payload(frame.size());
    std::transform(frame.begin(), frame.end(), payload.begin(),
                   [this](float sample) { return encode_(ToInt16(sample)); });
    return payload;
  }

 private:
  std::byte (*encode_)(int);
};

class Pcm16Encoder : public PayloadEncoder {
 public:
  std::vector<std::byte> Encode(std::span<const float> frame) override {
    std::vector<std::byte> payload;
    for (const float sample : frame) {
      const auto bits = static_cast<uint16_t>(ToInt16(sample));
      payload.push_back(static_cast<std::byte>(bits >> 8U));
      payload.push_back(static_cast<std::byte>(bits & 0xFFU));
    }
    return payload;
  }
};

class OpusPayloadEncoder : public PayloadEncoder {
 public:
  OpusPayloadEncoder(OpusEncoder* encoder, int channels) : encoder_(encoder), channels_(channels) {}

  std::vector<std::byte> Encode(std::span<const float> frame) override {
    constexpr int kMaxBytes = 3 * 1275;  // 60 ms: three frames of the largest size (RFC 6716, 3.4)
    std::vector<std::byte> payload(kMaxBytes);
    const int size = opus_encode_float(
        encoder_.get(), frame.data(), static_cast<int>(frame.size()) / channels_,
        reinterpret_cast<unsigned char*>(payload.data()), static_cast<opus_int32>(payload.size()));
    payload.resize(static_cast<size_t>(std::max(size, 0)));
    return payload;
  }

 private:
  struct Destroy {
    void operator()(OpusEncoder* encoder) const { opus_encoder_destroy(encoder); }
  };
  std::unique_ptr<OpusEncoder, Destroy> encoder_;
  int channels_;
};

std::unique_ptr<PayloadEncoder> MakeOpusEncoder(int channels, int bitrate_bps) {
  int error = OPUS_OK;
  OpusEncoder* encoder = opus_encoder_create(48000, channels, OPUS_APPLICATION_VOIP, &error);
  if (encoder == nullptr) return nullptr;
  opus_encoder_ctl(encoder, OPUS_SET_BITRATE(bitrate_bps));
  opus_encoder_ctl(encoder, OPUS_SET_COMPLEXITY(10));
  return std::make_unique<OpusPayloadEncoder>(encoder, channels);
}

}  // namespace

std::unique_ptr<PayloadEncoder> MakeEncoder(const PayloadFormat& format, int bitrate_bps) {
  switch (format.codec) {
    case Codec::kOpus:
      return MakeOpusEncoder(format.channels, bitrate_bps);
    case Codec::kPcmu:
      return std::make_unique<G711Encoder>(EncodeMuLaw);
    case Codec::kPcma:
      return std::make_unique<G711Encoder>(EncodeALaw);
    case Codec::kL16:
      return std::make_unique<Pcm16Encoder>();
  }
  return nullptr;
}

}  // namespace neteq::sim
