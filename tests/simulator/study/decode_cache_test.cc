// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/study/decode_cache.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <memory>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/simulator/speech_like.h"
#include "tests/support/decoder_contract.h"
#include <gtest/gtest.h>

#include "neteq/base/audio_buffer.h"
#include "neteq/base/random.h"
#include "simulator/replay/replay.h"
#include "simulator/sender/payload_encoder.h"
#include "simulator/sender/sender.h"
#include "simulator/support/codecs.h"
#include "simulator/support/parallel.h"
#include "simulator/support/param_io.h"
#include "simulator/trace/stream.h"

namespace neteq::sim {
namespace {

constexpr SampleRate kRate{48'000};
constexpr int kFrame = 960;

SdpFormat FormatOf(std::string_view encoding) { return *ParseSdpFormat(encoding); }

/// Encodes with in-band FEC so that every kind of decoder call is meaningful.
EncoderOptions Coding() { return {.bitrate_bps = 32'000, .expected_loss_pct = 20, .fec = true}; }

std::vector<test::Payload> OpusPayloads(int count) {
  const auto encoder = MakeEncoder(Coding());
  const std::vector<float> sound = SpeechLike(kRate, 0.5 + 0.02 * count, 1);
  std::vector<test::Payload> payloads;
  for (int i = 0; i < count; ++i) {
    const auto from = static_cast<size_t>(24'000 + i * kFrame);  // after the silent 500 ms
    payloads.push_back((*encoder)->Encode(std::span(sound).subspan(from, kFrame)));
  }
  return payloads;
}

/// Output of a decoder call.
struct Heard {
  DecodeResult::Code code{};
  std::vector<float> samples;

  friend bool operator==(const Heard&, const Heard&) = default;
};

/// Decodes a stream as a replay does in which some packets are late.
std::vector<Heard> Listen(AudioDecoder& decoder, const std::vector<test::Payload>& payloads,
                          double loss, uint64_t seed) {
  Random random(seed);
  AudioBuffer buffer(1, static_cast<int>(kRate.Samples(kMaxFrame)));
  const AudioView out = buffer.First(buffer.capacity());
  std::vector<Heard> heard;
  const auto keep = [&](const DecodeResult& result) {
    const auto row = out.First(result.ok() ? result.frames : 0).Channel(0);
    heard.push_back({result.code, {row.begin(), row.end()}});
  };
  decoder.Reset();
  for (const test::Payload& payload : payloads) {
    const double draw = random.Uniform() / loss;
    if (draw < 0.4) continue;  // late
    if (draw < 0.6) keep(decoder.DecodeFec(payload, out));
    if (draw >= 0.6 && draw < 0.8) keep(decoder.DecodePlc(480, out));
    if (draw >= 0.8 && draw < 0.9) decoder.Reset();
    if (draw >= 0.9 && draw < 1.0) keep(decoder.Decode({}, out));
    keep(decoder.Decode(payload, out));
  }
  return heard;
}

TEST(DecodeCache, MatchesASeparateDecoder) {
  const auto payloads = OpusPayloads(150);
  const auto format = FormatOf("opus/48000/2");
  const auto own = MakeToolDecoder(format);
  for (const size_t max_bytes : {size_t{1} << 30U, size_t{300'000}, size_t{0}}) {
    DecodeCache cache(max_bytes);
    for (uint64_t seed = 0; seed < 12; ++seed) {
      const auto shared = cache.MakeDecoder(format);
      ASSERT_TRUE(shared.ok());

      EXPECT_EQ(Listen(**shared, payloads, 0.1, seed), Listen(**own, payloads, 0.1, seed));
    }
  }
}

TEST(DecodeCache, DoesNotDependOnTheNumberOfThreads) {
  const auto payloads = OpusPayloads(100);
  const auto format = FormatOf("opus/48000/2");
  DecodeCache cache;

  const auto listen = [&](size_t i) {
    const auto shared = cache.MakeDecoder(format);
    const auto own = MakeToolDecoder(format);
    EXPECT_EQ(Listen(**shared, payloads, 0.1, i % 5), Listen(**own, payloads, 0.1, i % 5));
    return Status();
  };
  EXPECT_TRUE(ForEachInParallel(20, 4, listen, [](size_t) {}).ok());
}

TEST(DecodeCache, SeparatesFormats) {
  const auto payloads = OpusPayloads(20);
  DecodeCache cache;
  const auto mono = cache.MakeDecoder(FormatOf("opus/48000/2"));
  Listen(**mono, payloads, 0.1, 1);

  const auto stereo = cache.MakeDecoder(*ParseSdpFormat("opus/48000/2", "stereo=1"));

  AudioBuffer buffer(2, static_cast<int>(kRate.Samples(kMaxFrame)));
  EXPECT_EQ((*stereo)->format().channels, 2);
  EXPECT_EQ((*stereo)->Decode(payloads[0], buffer.First(buffer.capacity())).frames, kFrame);
}

TEST(DecodeCache, DecodesOnlyAfterALossAgain) {
  const auto payloads = OpusPayloads(400);
  const auto format = FormatOf("opus/48000/2");
  DecodeCache cache;
  Listen(**cache.MakeDecoder(format), payloads, 1e-9, 0);
  const size_t first = cache.calls_made();
  Listen(**cache.MakeDecoder(format), payloads, 1e-9, 0);
  EXPECT_EQ(cache.calls_made(), first);

  auto without_one = payloads;
  without_one.erase(without_one.begin() + 100);
  Listen(**cache.MakeDecoder(format), without_one, 1e-9, 0);

  // 299 packets follow the loss; the decoder forgets it before the last of them.
  EXPECT_LT(cache.calls_made(), first + 250);
}

TEST(DecodeCache, RejectsFormatsLikeMakeDecoder) {
  SdpFormat format = FormatOf("opus/48000/2");
  format.name = "nonsense";
  DecodeCache cache;

  EXPECT_EQ(cache.MakeDecoder(format).status().detail(), MakeToolDecoder(format).status().detail());
}

TEST(DecodeCache, IsBitExactInReplays) {
  AudioFile sound{kRate, AudioBuffer(1, 10 * kRate.hz())};
  const std::vector<float> samples = SpeechLike(kRate, 10.0, 2);
  std::copy(samples.begin(), samples.end(), sound.audio.First(10 * kRate.hz()).Channel(0).begin());
  Random random(3);
  Delays delays;
  for (int i = 0; i < 500; ++i) {
    delays.emplace_back(FromMs(-10.0 * std::log(1.0 - random.Uniform())));
  }
  const auto sent = Send(sound, {.encoder = Coding()}, delays);
  const auto types = PayloadTypes::Defaults();
  const auto stream = SelectStream(sent->trace, types, std::nullopt);
  ASSERT_TRUE(stream.ok());
  const ReplayObserver observer{.on_tick = [](const TickRecord&) {}, .on_timing_pass = {}};
  DecodeCache cache;

  for (const int max_delay_ms : {0, 20, 30, 40, 60, 80}) {
    Config config = WithOutputFormat(*stream, ToolConfig());
    config.params.delay.max_delay_ms = max_delay_ms;
    const auto alone = Replay(*stream, types, config, 0, observer);
    const EngineParts parts{
        .make_decoder = [&](const SdpFormat& format) { return cache.MakeDecoder(format); }};
    const auto sharing = Replay(*stream, types, config, 0, observer, parts);

    EXPECT_EQ(sharing->pcm_hash, alone->pcm_hash) << max_delay_ms;
    EXPECT_EQ(sharing->lifetime.concealed_samples, alone->lifetime.concealed_samples);
  }
  EXPECT_LT(cache.calls_made(), 3U * 500U);  // in six replays
}

}  // namespace
}  // namespace neteq::sim

/// All decoders of the suite share one cache. decoders_test.cc tests every header of Opus.
INSTANTIATE_TEST_SUITE_P(Shared, DecoderContract,
                         testing::Values(neteq::test::DecoderCase{
                             .name = "Opus",
                             .make =
                                 [] {
                                   static neteq::sim::DecodeCache cache;
                                   return std::move(
                                       *cache.MakeDecoder(neteq::sim::FormatOf("opus/48000/2")));
                                 },
                             .payloads = [] { return neteq::sim::OpusPayloads(40); }}),
                         neteq::test::DecoderCaseName);
