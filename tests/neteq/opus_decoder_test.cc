// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <memory>
#include <numbers>
#include <utility>
#include <vector>

#include "tests/neteq/opus_encoding.h"
#include <gtest/gtest.h>
#include <opus.h>

#include "neteq/audio_decoder.h"
#include "neteq/base/audio_buffer.h"
#include "neteq/base/audio_view.h"

namespace neteq {
namespace {

using Payload = test::OpusPayload;
using Audio = std::vector<float>;  // interleaved

/// An AudioDecoder with interleaved output.
class Ours {
 public:
  Ours(SampleRate rate, int channels)
      : decoder_(*MakeOpusDecoder(rate, channels)),
        buffer_(channels, static_cast<int>(rate.Samples(kMaxFrame))) {}

  Audio Decode(const Payload& payload) { return Interleave(decoder_->Decode(payload, out())); }
  Audio DecodeFec(const Payload& payload) {
    return Interleave(decoder_->DecodeFec(payload, out()));
  }
  Audio DecodePlc(int samples) { return Interleave(decoder_->DecodePlc(samples, out())); }
  AudioDecoder& operator*() { return *decoder_; }
  AudioView out() { return buffer_.First(buffer_.capacity()); }

 private:
  Audio Interleave(const DecodeResult& result) {
    EXPECT_TRUE(result.ok());
    Audio audio;
    for (size_t n = 0; n < static_cast<size_t>(result.frames); ++n) {
      for (int c = 0; c < buffer_.channels(); ++c) audio.push_back(out().Channel(c)[n]);
    }
    return audio;
  }

  std::unique_ptr<AudioDecoder> decoder_;
  AudioBuffer buffer_;
};

/// libopus with the soft clipping of its 16-bit output.
class Reference {
 public:
  Reference(SampleRate rate, int channels) : channels_(channels) {
    int error = OPUS_OK;
    decoder_.reset(opus_decoder_create(rate.hz(), channels, &error));
  }

  Audio Decode(const Payload* payload, int frames, int fec) {
    Audio audio(static_cast<size_t>(frames * channels_));
    const int decoded = opus_decode_float(
        decoder_.get(), payload != nullptr ? test::OpusData(*payload) : nullptr,
        payload != nullptr ? test::OpusSize(*payload) : 0, audio.data(), frames, fec);
    EXPECT_EQ(decoded, frames);
    opus_pcm_soft_clip(audio.data(), frames, channels_, clip_memory_.data());
    return audio;
  }

 private:
  struct Destroy {
    void operator()(::OpusDecoder* decoder) const { opus_decoder_destroy(decoder); }
  };
  std::unique_ptr<::OpusDecoder, Destroy> decoder_;
  int channels_;
  std::array<float, 2> clip_memory_{};
};

double SquaredDistance(const Audio& a, const Audio& b) {
  double sum = 0.0;
  for (size_t i = 0; i < a.size(); ++i) {
    const double difference = static_cast<double>(a[i]) - static_cast<double>(b[i]);
    sum += difference * difference;
  }
  return sum;
}

class OpusLoss : public testing::TestWithParam<test::OpusCoding> {};

/// Every fourth packet is lost. It is replaced by FEC if there is some, else by concealment. FEC of
/// a packet with several Opus frames replaces only the last frame; concealment replaces the others.
TEST_P(OpusLoss, SoundsLikeLibopusAtAnyRate) {
  const test::OpusCoding& coding = GetParam();
  const std::vector<Payload> payloads = test::EncodeTalk(coding);
  for (const int hz : {16'000, 48'000}) {
    Ours ours(SampleRate(hz), coding.channels);
    Reference reference(SampleRate(hz), coding.channels);
    const int tick = hz / 100;
    for (size_t i = 0; i + 1 < payloads.size(); ++i) {
      const PacketInfo info = (*ours).Inspect(payloads[i]);
      if (i % 4 != 3) {
        ASSERT_EQ(ours.Decode(payloads[i]), reference.Decode(&payloads[i], info.frame_samples, 0));
        continue;
      }
      const int fec = (*ours).Inspect(payloads[i + 1]).fec_samples;
      for (int done = 0; done < info.frame_samples - fec; done += tick) {
        ASSERT_EQ(ours.DecodePlc(tick), reference.Decode(nullptr, tick, 0)) << i;
      }
      if (fec > 0) {
        ASSERT_EQ(ours.DecodeFec(payloads[i + 1]), reference.Decode(&payloads[i + 1], fec, 1));
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Modes, OpusLoss, testing::ValuesIn(test::AllOpusCodings()),
                         [](const auto& coding) { return coding.param.name; });

TEST(OpusDecoder, FecIsNearerToTheLostSoundThanConcealment) {
  const auto codings = test::AllOpusCodings();
  const auto coding = std::find_if(codings.begin(), codings.end(),
                                   [](const auto& c) { return c.name == "SilkMono20msFec"; });
  const std::vector<Payload> payloads = test::EncodeTalk(*coding);
  Ours intact(SampleRate(48'000), 1);
  Ours with_fec(SampleRate(48'000), 1);
  Ours with_plc(SampleRate(48'000), 1);
  double fec_error = 0.0;
  double plc_error = 0.0;

  for (size_t i = 0; i + 1 < payloads.size(); ++i) {
    const Audio sound = intact.Decode(payloads[i]);
    if (i % 4 == 3 && (*intact).Inspect(payloads[i + 1]).fec_samples > 0) {
      fec_error += SquaredDistance(with_fec.DecodeFec(payloads[i + 1]), sound);
      plc_error += SquaredDistance(with_plc.DecodePlc(960), sound);
    } else {
      with_fec.Decode(payloads[i]);
      with_plc.Decode(payloads[i]);
    }
  }

  EXPECT_GT(plc_error, 0.0);
  EXPECT_LT(fec_error, 0.5 * plc_error);
}

TEST(OpusDecoder, ConcealmentDoesNotDependOnTheSizeOfTheRequest) {
  const std::vector<Payload> payloads = test::EncodeTalk(test::AllOpusCodings().front());
  Ours at_once(SampleRate(48'000), 1);
  Ours in_steps(SampleRate(48'000), 1);
  for (int i = 0; i < 10; ++i) {
    at_once.Decode(payloads[static_cast<size_t>(i)]);
    in_steps.Decode(payloads[static_cast<size_t>(i)]);
  }

  Audio joined;
  for (int i = 0; i < 6; ++i) {
    const Audio step = in_steps.DecodePlc(480);
    joined.insert(joined.end(), step.begin(), step.end());
  }

  EXPECT_EQ(at_once.DecodePlc(6 * 480), joined);
}

TEST(OpusDecoder, ConcealmentAfterDtxIsComfortNoise) {
  Ours ours(SampleRate(48'000), 1);
  const Payload speech = test::EncodeTalk(test::AllOpusCodings().front())[0];
  const Payload dtx = {speech[0]};

  ours.Decode(speech);
  EXPECT_EQ((*ours).DecodePlc(480, ours.out()).code, DecodeResult::Code::kSpeech);
  ours.Decode(dtx);
  EXPECT_EQ((*ours).DecodePlc(480, ours.out()).code, DecodeResult::Code::kComfortNoise);
  ours.Decode(speech);
  EXPECT_EQ((*ours).DecodePlc(480, ours.out()).code, DecodeResult::Code::kSpeech);
}

TEST(OpusDecoder, RefusesToConcealWithoutRoom) {
  Ours ours(SampleRate(48'000), 1);
  AudioBuffer stereo(2, 5760);

  EXPECT_FALSE((*ours).DecodePlc(481, ours.out().First(959)).ok());
  EXPECT_FALSE((*ours).DecodePlc(0, ours.out()).ok());
  EXPECT_FALSE((*ours).DecodePlc(-1, ours.out()).ok());
  EXPECT_FALSE((*ours).DecodePlc(480, stereo.First(5760)).ok());
}

// ---- multichannel ----

/// Share of a tone of `hz` in the power of `x`.
double ToneShare(std::span<const float> x, double hz) {
  double in_phase = 0.0;
  double quadrature = 0.0;
  double power = 0.0;
  for (size_t n = 0; n < x.size(); ++n) {
    const double phase = 2 * std::numbers::pi * hz * static_cast<double>(n) / 48'000.0;
    const auto sample = static_cast<double>(x[n]);
    in_phase += sample * std::cos(phase);
    quadrature += sample * std::sin(phase);
    power += sample * sample;
  }
  return 2.0 * (in_phase * in_phase + quadrature * quadrature) /
         (power * static_cast<double>(x.size()));
}

/// Up to five channels. With more, one is LFE, and the encoder's low-pass removes its tone.
TEST(MultichannelOpusDecoder, PlaysEveryChannelInItsPosition) {
  for (const int channels : {1, 2, 3, 4, 5}) {
    test::SurroundSource source(channels);
    const auto decoder = *MakeMultichannelOpusDecoder(SampleRate(48'000), source.mapping());
    ASSERT_NE(decoder, nullptr);
    AudioBuffer out(channels, 5760);
    for (int i = 0; i < 20; ++i) {
      const Payload payload = source.Next();
      ASSERT_EQ(decoder->Inspect(payload).frame_samples, 960);
      ASSERT_EQ(decoder->Decode(payload, out.First(5760)).frames, 960);
    }

    for (int c = 0; c < channels; ++c) {
      // 960 samples are whole periods of all the tones, so the others do not leak.
      EXPECT_GT(ToneShare(out.First(960).Channel(c), test::SurroundSource::ToneHz(c)), 0.95)
          << c << " of " << channels;
    }
  }
}

TEST(MultichannelOpusDecoder, FollowsTheMapping) {
  test::SurroundSource source(2);
  const OpusChannelMapping as_sent = source.mapping();
  OpusChannelMapping mapping{.streams = 1, .coupled_streams = 1};
  for (const uint8_t coded : {uint8_t{1}, uint8_t{255}, uint8_t{0}, uint8_t{1}}) {
    mapping.channels.PushBack(coded);
  }
  const auto stereo = *MakeMultichannelOpusDecoder(SampleRate(48'000), as_sent);
  const auto four = *MakeMultichannelOpusDecoder(SampleRate(48'000), mapping);
  AudioBuffer sent(2, 5760);
  AudioBuffer out(4, 5760);

  const Payload payload = source.Next();
  ASSERT_EQ(stereo->Decode(payload, sent.First(5760)).frames, 960);
  ASSERT_EQ(four->Decode(payload, out.First(5760)).frames, 960);

  const auto row = [](AudioView audio, int channel) {
    const auto samples = audio.Channel(channel);
    return Audio(samples.begin(), samples.end());
  };
  EXPECT_EQ(row(out.First(960), 0), row(sent.First(960), 1));
  EXPECT_EQ(row(out.First(960), 1), Audio(960, 0.0F));
  EXPECT_EQ(row(out.First(960), 2), row(sent.First(960), 0));
  EXPECT_EQ(row(out.First(960), 3), row(sent.First(960), 1));
}

TEST(MultichannelOpusDecoder, TwoBytesAStreamAreDtx) {
  test::SurroundSource source(6);
  const auto decoder = *MakeMultichannelOpusDecoder(SampleRate(48'000), source.mapping());
  const Payload sound = source.Next();
  // All streams but the last store their length, which is zero (RFC 6716 appendix B).
  Payload dtx;
  for (int stream = 1; stream < source.mapping().streams; ++stream) {
    dtx.push_back(sound[0]);
    dtx.push_back(std::byte{0});
  }
  dtx.push_back(sound[0]);
  AudioBuffer out(6, 5760);

  EXPECT_FALSE(decoder->Inspect(sound).is_dtx);
  EXPECT_TRUE(decoder->Inspect(dtx).is_dtx);
  EXPECT_EQ(decoder->Decode(sound, out.First(5760)).code, DecodeResult::Code::kSpeech);
  EXPECT_EQ(decoder->Decode(dtx, out.First(5760)).code, DecodeResult::Code::kComfortNoise);
  EXPECT_EQ(decoder->Decode({}, out.First(5760)).frames, 960);
}

TEST(MultichannelOpusDecoder, IsMadeForConsistentMappingsOnly) {
  const auto is_made = [](int streams, int coupled, std::initializer_list<uint8_t> channels) {
    OpusChannelMapping mapping{.streams = streams, .coupled_streams = coupled};
    for (const uint8_t channel : channels) mapping.channels.PushBack(channel);
    return MakeMultichannelOpusDecoder(SampleRate(48'000), mapping).ok();
  };

  EXPECT_TRUE(is_made(4, 2, {0, 4, 1, 2, 3, 5}));
  EXPECT_TRUE(is_made(8, 0, {0, 1, 2, 3, 4, 5, 6, 7}));
  EXPECT_FALSE(is_made(4, 2, {0, 4, 1, 2, 3, 6})) << "no such decoded channel";
  EXPECT_FALSE(is_made(1, 2, {0, 1})) << "more coupled streams than streams";
  EXPECT_FALSE(is_made(0, 0, {0}));
  EXPECT_FALSE(is_made(-1, 0, {0}));
  EXPECT_FALSE(is_made(1, -1, {0}));
  EXPECT_FALSE(is_made(1, 0, {}));
}

}  // namespace
}  // namespace neteq
