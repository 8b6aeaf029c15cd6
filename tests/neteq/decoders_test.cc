// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <numbers>
#include <string>
#include <vector>

#include "tests/neteq/opus_encoding.h"
#include "tests/support/decoder_contract.h"
#include <gtest/gtest.h>
#include <opus.h>

#include "neteq/audio_decoder.h"
#include "neteq/base/audio_buffer.h"

namespace neteq {
namespace {

using test::DecoderCase;
using test::Payload;

Payload ToPayload(std::initializer_list<int> values) {
  Payload payload;
  for (const int value : values) payload.push_back(static_cast<std::byte>(value));
  return payload;
}

/// Decodes one payload into a buffer with the decoder's number of channels.
class Decoding {
 public:
  Decoding(AudioDecoder& decoder, const Payload& payload)
      : buffer_(decoder.format().channels, test::MaxFrames(decoder)),
        result_(decoder.Decode(payload, buffer_.First(buffer_.capacity()))) {}

  const DecodeResult& result() const { return result_; }
  std::span<const float> channel(int c) const {
    return std::as_const(buffer_).First(result_.frames).Channel(c);
  }

 private:
  AudioBuffer buffer_;
  DecodeResult result_;
};

/// Decoded value of one byte on the 16-bit scale.
float DecodeByte(AudioDecoder& decoder, int byte) {
  const Decoding decoding(decoder, ToPayload({byte}));
  return decoding.result().frames == 1 ? decoding.channel(0)[0] * 32768.0F : NAN;
}

/// Opus payloads of a sine. Each call starts a new encoder and a new sine.
class OpusSource {
 public:
  OpusSource(int channels, int frame_samples) : channels_(channels), frame_(frame_samples) {
    int error = OPUS_OK;
    encoder_.reset(opus_encoder_create(48'000, channels, OPUS_APPLICATION_AUDIO, &error));
    opus_encoder_ctl(encoder_.get(), OPUS_SET_BITRATE(64'000));
  }

  Payload Next(float amplitude = 0.5F) {
    std::vector<float> pcm(static_cast<size_t>(frame_ * channels_));
    for (size_t i = 0; i < pcm.size(); ++i, ++phase_) {
      const auto frame = static_cast<double>(phase_ / static_cast<size_t>(channels_));
      pcm[i] = amplitude * static_cast<float>(std::sin(frame * 2 * std::numbers::pi / 109.0));
    }
    Payload payload(1500);
    const int bytes = opus_encode_float(encoder_.get(), pcm.data(), frame_,
                                        reinterpret_cast<unsigned char*>(payload.data()), 1500);
    payload.resize(static_cast<size_t>(std::max(bytes, 0)));
    return payload;
  }

  std::vector<Payload> Stream(int packets) {
    std::vector<Payload> payloads;
    for (int i = 0; i < packets; ++i) payloads.push_back(Next());
    return payloads;
  }

 private:
  struct Destroy {
    void operator()(OpusEncoder* encoder) const { opus_encoder_destroy(encoder); }
  };
  std::unique_ptr<OpusEncoder, Destroy> encoder_;
  int channels_;
  int frame_;
  size_t phase_ = 0;
};

// ---- G.711 ----

TEST(PcmuDecoder, DecodesValuesOfTheStandard) {
  const auto decoder = *MakePcmuDecoder(1);

  // ITU-T G.711 table 2: 14-bit output values 8031, 0, 33 = first step of segment 1; times 4.
  EXPECT_EQ(DecodeByte(*decoder, 0x80), 32124.0F);
  EXPECT_EQ(DecodeByte(*decoder, 0x00), -32124.0F);
  EXPECT_EQ(DecodeByte(*decoder, 0xFF), 0.0F);
  EXPECT_EQ(DecodeByte(*decoder, 0xFE), 8.0F);
  EXPECT_EQ(DecodeByte(*decoder, 0xEF), 132.0F);
  EXPECT_EQ(DecodeByte(*decoder, 0x6F), -132.0F);
}

TEST(PcmaDecoder, DecodesValuesOfTheStandard) {
  const auto decoder = *MakePcmaDecoder(1);

  // ITU-T G.711 table 1: 13-bit output values 4032, 1, 33 = first step of segment 1; times 8.
  EXPECT_EQ(DecodeByte(*decoder, 0xAA), 32256.0F);
  EXPECT_EQ(DecodeByte(*decoder, 0x2A), -32256.0F);
  EXPECT_EQ(DecodeByte(*decoder, 0xD5), 8.0F);
  EXPECT_EQ(DecodeByte(*decoder, 0x55), -8.0F);
  EXPECT_EQ(DecodeByte(*decoder, 0xC5), 264.0F);
  EXPECT_EQ(DecodeByte(*decoder, 0x45), -264.0F);
}

TEST(G711Decoders, AreOddAndMonotoneAcrossSegments) {
  for (const auto& [decoder, line_inversion] : {std::pair{(*MakePcmuDecoder(1)).release(), 0x7F},
                                                {(*MakePcmaDecoder(1)).release(), 0x55}}) {
    const std::unique_ptr<AudioDecoder> owned(decoder);
    float last = -1.0F;
    for (int magnitude = 0; magnitude < 128; ++magnitude) {
      const int code = magnitude ^ line_inversion;
      const float value = DecodeByte(*decoder, code | 0x80);

      EXPECT_GT(value, last);
      EXPECT_EQ(value, -DecodeByte(*decoder, code));
      last = value;
    }
  }
}

TEST(G711Decoders, FormatIsEightKilohertz) {
  const DecoderFormat format = (*MakePcmuDecoder(3))->format();

  EXPECT_EQ(format.sample_rate, SampleRate(8000));
  EXPECT_EQ(format.clock_rate, RtpClockRate(8000));
  EXPECT_EQ(format.channels, 3);
}

TEST(G711Decoders, SplitInterleavedChannels) {
  const auto decoder = *MakePcmuDecoder(2);

  const Decoding decoding(*decoder, ToPayload({0x80, 0x00, 0xFF, 0x80}));

  ASSERT_EQ(decoding.result().frames, 2);
  EXPECT_GT(decoding.channel(0)[0], 0.9F);
  EXPECT_EQ(decoding.channel(0)[1], 0.0F);
  EXPECT_LT(decoding.channel(1)[0], -0.9F);
  EXPECT_GT(decoding.channel(1)[1], 0.9F);
}

// ---- L16 ----

TEST(Pcm16Decoder, ReadsNetworkByteOrder) {
  const auto decoder = *MakePcm16Decoder(SampleRate(16'000), 1);

  const Decoding decoding(*decoder,
                          ToPayload({0x7F, 0xFF, 0x80, 0x00, 0x00, 0x01, 0xFF, 0xFF, 0, 0}));

  ASSERT_EQ(decoding.result().frames, 5);
  EXPECT_EQ(decoding.channel(0)[0], 32767.0F / 32768.0F);
  EXPECT_EQ(decoding.channel(0)[1], -1.0F);
  EXPECT_EQ(decoding.channel(0)[2], 1.0F / 32768.0F);
  EXPECT_EQ(decoding.channel(0)[3], -1.0F / 32768.0F);
  EXPECT_EQ(decoding.channel(0)[4], 0.0F);
}

TEST(Pcm16Decoder, SplitsInterleavedChannels) {
  const auto decoder = *MakePcm16Decoder(SampleRate(48'000), 2);

  const Decoding decoding(*decoder, ToPayload({0x40, 0, 0xC0, 0, 0x20, 0, 0xE0, 0}));

  ASSERT_EQ(decoding.result().frames, 2);
  EXPECT_EQ(decoding.channel(0)[0], 0.5F);
  EXPECT_EQ(decoding.channel(0)[1], 0.25F);
  EXPECT_EQ(decoding.channel(1)[0], -0.5F);
  EXPECT_EQ(decoding.channel(1)[1], -0.25F);
}

TEST(Pcm16Decoder, RefusesPartOfAFrame) {
  const auto decoder = *MakePcm16Decoder(SampleRate(8000), 2);

  for (const size_t bytes : {0U, 1U, 2U, 3U, 5U, 6U, 7U}) {
    EXPECT_EQ(decoder->Inspect(Payload(bytes)).frame_samples, 0) << bytes;
    EXPECT_FALSE(Decoding(*decoder, Payload(bytes)).result().ok()) << bytes;
  }
}

TEST(Pcm16Decoder, RefusesMoreThan120Milliseconds) {
  const auto decoder = *MakePcm16Decoder(SampleRate(8000), 1);

  EXPECT_EQ(decoder->Inspect(Payload(2 * 960)).frame_samples, 960);
  EXPECT_EQ(decoder->Inspect(Payload(2 * 961)).frame_samples, 0);
  EXPECT_EQ(Decoding(*decoder, Payload(2 * 961)).result().code, DecodeResult::Code::kError);
}

TEST(Pcm16Decoder, RefusesOutputOfAnotherShape) {
  const auto decoder = *MakePcm16Decoder(SampleRate(8000), 2);
  AudioBuffer mono(1, 960);
  AudioBuffer few_frames(2, 9);

  EXPECT_FALSE(decoder->Decode(Payload(40), mono.First(960)).ok());
  EXPECT_FALSE(decoder->Decode(Payload(40), few_frames.First(9)).ok());
}

TEST(SampleDecoders, AreMadeForOneToEightChannelsOnly) {
  for (const int channels : {-1, 0, 9}) {
    EXPECT_FALSE(MakePcmuDecoder(channels).ok());
    EXPECT_FALSE(MakePcmaDecoder(channels).ok());
    EXPECT_FALSE(MakePcm16Decoder(SampleRate(8000), channels).ok());
  }
  EXPECT_FALSE(MakePcm16Decoder(SampleRate(7999), 1).ok());
  EXPECT_FALSE(MakePcm16Decoder(SampleRate(48'001), 1).ok());
  EXPECT_TRUE(MakePcm16Decoder(SampleRate(44'100), 8).ok());
  EXPECT_EQ(MakePcmaDecoder(9).status().detail(), "PCMA: channels = 9 is out of range [1, 8]");
  EXPECT_EQ(MakePcm16Decoder(SampleRate(7999), 1).status().detail(),
            "L16: rate = 7999 is out of range [8000, 48000]");
}

// ---- Opus ----

TEST(OpusDecoder, IsMadeForItsOwnFormatsOnly) {
  for (const int hz : {8000, 12'000, 16'000, 24'000, 48'000}) {
    EXPECT_TRUE(MakeOpusDecoder(SampleRate(hz), 1).ok());
  }
  EXPECT_FALSE(MakeOpusDecoder(SampleRate(32'000), 1).ok());
  EXPECT_FALSE(MakeOpusDecoder(SampleRate(44'100), 1).ok());
  EXPECT_FALSE(MakeOpusDecoder(SampleRate(48'000), 0).ok());
  EXPECT_FALSE(MakeOpusDecoder(SampleRate(48'000), 3).ok());
}

TEST(OpusDecoder, RtpClockIs48KilohertzWhateverTheRate) {
  const DecoderFormat format = (*MakeOpusDecoder(SampleRate(16'000), 2))->format();

  EXPECT_EQ(format.sample_rate, SampleRate(16'000));
  EXPECT_EQ(format.clock_rate, RtpClockRate(48'000));
  EXPECT_EQ(format.channels, 2);
}

TEST(OpusDecoder, InspectReadsTheLengthAtItsRate) {
  for (const int tenths_of_ms : {25, 50, 100, 200, 400, 600}) {
    OpusSource source(1, 48 * tenths_of_ms / 10);
    const Payload payload = source.Next();
    for (const int hz : {8000, 16'000, 24'000, 48'000}) {
      const PacketInfo info = (*MakeOpusDecoder(SampleRate(hz), 1))->Inspect(payload);

      EXPECT_EQ(info.frame_samples, hz / 1000 * tenths_of_ms / 10);
      EXPECT_FALSE(info.is_dtx);
    }
  }
}

TEST(OpusDecoder, RefusesPacketsLongerThan120Milliseconds) {
  const auto decoder = *MakeOpusDecoder(SampleRate(48'000), 1);
  // TOC byte of CELT 20 ms, code 3 (RFC 6716 section 3.2.5), then the number of frames.
  const Payload allowed = ToPayload({0xFB, 6});
  const Payload too_long = ToPayload({0xFB, 7});

  EXPECT_EQ(decoder->Inspect(allowed).frame_samples, 5760);
  EXPECT_EQ(decoder->Inspect(too_long).frame_samples, 0);
  EXPECT_FALSE(Decoding(*decoder, too_long).result().ok());
}

/// The input exceeds full scale, so that soft clipping takes effect.
TEST(OpusDecoder, SoundsLikeThe16BitOutputOfLibopus) {
  for (const int channels : {1, 2}) {
    OpusSource source(channels, 960);
    const auto decoder = *MakeOpusDecoder(SampleRate(48'000), channels);
    int error = OPUS_OK;
    const std::unique_ptr<::OpusDecoder, void (*)(::OpusDecoder*)> reference(
        opus_decoder_create(48'000, channels, &error), opus_decoder_destroy);
    for (int packet = 0; packet < 20; ++packet) {
      const Payload payload = source.Next(packet < 10 ? 0.5F : 1.5F);
      std::vector<int16_t> pcm(static_cast<size_t>(960 * channels));
      ASSERT_EQ(opus_decode(reference.get(), reinterpret_cast<const uint8_t*>(payload.data()),
                            static_cast<int>(payload.size()), pcm.data(), 960, 0),
                960);

      const Decoding decoding(*decoder, payload);

      ASSERT_EQ(decoding.result().frames, 960);
      ASSERT_EQ(decoding.result().code, DecodeResult::Code::kSpeech);
      for (size_t i = 0; i < pcm.size(); ++i) {
        const auto channel = static_cast<int>(i) % channels;
        const float sample = decoding.channel(channel)[i / static_cast<size_t>(channels)];
        ASSERT_EQ(std::clamp(std::lrint(sample * 32768.0F), -32768L, 32767L), pcm[i]);
      }
    }
  }
}

TEST(OpusDecoder, LabelsOneAndTwoBytesAsComfortNoise) {
  const auto decoder = *MakeOpusDecoder(SampleRate(48'000), 1);
  OpusSource source(1, 960);
  const Payload speech = source.Next();
  const Payload dtx = {speech[0]};

  EXPECT_EQ(Decoding(*decoder, speech).result().code, DecodeResult::Code::kSpeech);
  EXPECT_TRUE(decoder->Inspect(dtx).is_dtx);
  EXPECT_EQ(Decoding(*decoder, dtx).result().code, DecodeResult::Code::kComfortNoise);
  EXPECT_EQ(Decoding(*decoder, {speech[0], std::byte{0}}).result().code,
            DecodeResult::Code::kComfortNoise);
  EXPECT_EQ(Decoding(*decoder, speech).result().code, DecodeResult::Code::kSpeech);
}

TEST(OpusDecoder, ContinuesComfortNoiseOnNothingButNeverSpeech) {
  const auto decoder = *MakeOpusDecoder(SampleRate(16'000), 1);
  OpusSource source(1, 960);
  const Payload speech = source.Next();

  EXPECT_FALSE(Decoding(*decoder, {}).result().ok()) << "at the start";
  Decoding(*decoder, speech);
  EXPECT_FALSE(Decoding(*decoder, {}).result().ok()) << "after speech";
  Decoding(*decoder, {speech[0]});
  for (int repeat = 0; repeat < 3; ++repeat) {
    const Decoding noise(*decoder, {});
    EXPECT_EQ(noise.result().code, DecodeResult::Code::kComfortNoise);
    EXPECT_EQ(noise.result().frames, 320);
  }
  decoder->Reset();
  EXPECT_FALSE(Decoding(*decoder, {}).result().ok()) << "after a reset";
}

// ---- the contract ----

/// The example of decoder_contract.h.
class EightBitDecoder final : public AudioDecoder {
 public:
  DecoderFormat format() const noexcept override {
    return {SampleRate(16'000), RtpClockRate(16'000), 1};
  }
  PacketInfo Inspect(std::span<const std::byte> payload) const noexcept override {
    if (payload.size() > 1920) return {};  // 120 ms
    return {.frame_samples = static_cast<int>(payload.size())};
  }
  DecodeResult Decode(std::span<const std::byte> payload, AudioView out) noexcept override {
    const int frames = Inspect(payload).frame_samples;
    if (frames == 0) return DecodeResult::Error();
    for (int i = 0; i < frames; ++i) {
      const auto byte = std::to_integer<int>(payload[static_cast<size_t>(i)]);
      out.Channel(0)[static_cast<size_t>(i)] = static_cast<float>(byte - 128) / 128.0F;
    }
    return DecodeResult::Speech(frames);
  }
  void Reset() noexcept override {}
};

std::function<std::vector<Payload>()> RandomStream(size_t bytes) {
  return [bytes] {
    Random random(bytes);
    std::vector<Payload> payloads;
    for (int i = 0; i < 4; ++i) payloads.push_back(test::RandomPayload(random, bytes));
    return payloads;
  };
}

DecoderCase OpusCase(int hz, int channels, int encoder_frame) {
  return {.name = "Opus" + std::to_string(hz) + "x" + std::to_string(channels),
          .make = [=] { return *MakeOpusDecoder(SampleRate(hz), channels); },
          .payloads = [=] { return OpusSource(channels, encoder_frame).Stream(6); },
          .has_header = true};
}

DecoderCase OpusFecCase(const std::string& coding_name) {
  const auto codings = test::AllOpusCodings();
  const auto coding = std::find_if(codings.begin(), codings.end(),
                                   [&](const auto& known) { return known.name == coding_name; });
  return {.name = "Opus" + coding_name,
          .make = [channels =
                       coding->channels] { return *MakeOpusDecoder(SampleRate(48'000), channels); },
          .payloads =
              [coding = *coding] {
                std::vector<Payload> payloads = test::EncodeTalk(coding);
                payloads.resize(8);
                return payloads;
              },
          .has_header = true};
}

/// A multistream packet has one header per stream, which takes more than two bytes.
DecoderCase MultichannelOpusCase(int channels) {
  return {.name = "MultichannelOpus" + std::to_string(channels),
          .make =
              [channels] {
                return *MakeMultichannelOpusDecoder(SampleRate(48'000),
                                                    test::SurroundSource(channels).mapping());
              },
          .payloads =
              [channels] {
                test::SurroundSource source(channels);
                std::vector<Payload> payloads;
                for (int i = 0; i < 4; ++i) payloads.push_back(source.Next());
                return payloads;
              }};
}

INSTANTIATE_TEST_SUITE_P(
    Decoders, DecoderContract,
    testing::Values(
        DecoderCase{"Pcmu", [] { return *MakePcmuDecoder(1); }, RandomStream(400)},
        DecoderCase{"PcmaStereo", [] { return *MakePcmaDecoder(2); }, RandomStream(960)},
        DecoderCase{"Pcm16", [] { return *MakePcm16Decoder(SampleRate(16'000), 1); },
                    RandomStream(640)},
        DecoderCase{"Pcm16EightChannels", [] { return *MakePcm16Decoder(SampleRate(48'000), 8); },
                    RandomStream(7680)},
        MultichannelOpusCase(6), OpusFecCase("SilkMono20msFec"), OpusFecCase("HybridStereo40msFec"),
        OpusCase(8000, 1, 960), OpusCase(16'000, 2, 2880), OpusCase(48'000, 2, 480),
        DecoderCase{"ThirdParty", [] { return std::make_unique<EightBitDecoder>(); },
                    RandomStream(320)}),
    test::DecoderCaseName);

}  // namespace
}  // namespace neteq
