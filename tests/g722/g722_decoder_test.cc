// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <numbers>
#include <span>
#include <vector>

// The second header needs the first.
// clang-format off
#include <spandsp/telephony.h>
#include <spandsp/g722.h>
// clang-format on

#include "tests/support/decoder_contract.h"
#include <gtest/gtest.h>

#include "neteq/audio_decoder.h"
#include "neteq/g722.h"

namespace neteq {
namespace {

/// A tone, encoded by spandsp.
std::vector<std::byte> EncodeTone(double hz, double amplitude, int samples) {
  std::vector<int16_t> pcm(static_cast<size_t>(samples));
  for (size_t n = 0; n < pcm.size(); ++n) {
    const double phase = 2 * std::numbers::pi * hz * static_cast<double>(n) / 16'000.0;
    pcm[n] = static_cast<int16_t>(std::lround(32767.0 * amplitude * std::sin(phase)));
  }
  const std::unique_ptr<g722_encode_state_t, int (*)(g722_encode_state_t*)> encoder(
      g722_encode_init(nullptr, 64'000, 0), g722_encode_free);
  std::vector<std::byte> payload(pcm.size() / 2);
  g722_encode(encoder.get(), reinterpret_cast<uint8_t*>(payload.data()), pcm.data(), samples);
  return payload;
}

/// Decodes payloads of 20 ms.
std::vector<float> DecodeAll(AudioDecoder& decoder, std::span<const std::byte> bytes) {
  std::vector<float> audio(2 * bytes.size());
  float* to = audio.data();
  for (; bytes.size() >= 160; bytes = bytes.subspan(160), to += 320) {
    EXPECT_EQ(decoder.Decode(bytes.first(160), AudioView(to, 1, 320, 320)).frames, 320);
  }
  return audio;
}

double Rms(std::span<const float> x) {
  double sum = 0.0;
  for (const float sample : x) sum += static_cast<double>(sample) * static_cast<double>(sample);
  return std::sqrt(sum / static_cast<double>(x.size()));
}

TEST(G722Decoder, AudioIs16KilohertzOnAnRtpClockOf8) {
  const DecoderFormat format = (*MakeG722Decoder())->format();

  EXPECT_EQ(format.sample_rate, SampleRate(16'000));
  EXPECT_EQ(format.clock_rate, RtpClockRate(8000));
  EXPECT_EQ(format.channels, 1);
}

/// Tones in both bands. The filter bank is flat, so the level does not change. The lower band has 6
/// bits per sample. The upper band has only 2, so its noise is louder.
TEST(G722Decoder, ReturnsTonesAtTheirLevel) {
  for (const double hz : {300.0, 1000.0, 3000.0, 6000.0}) {
    const auto decoder = *MakeG722Decoder();
    const auto audio = DecodeAll(*decoder, EncodeTone(hz, 0.5, 16'000));
    const auto settled = std::span(audio).subspan(3200);

    EXPECT_NEAR(20 * std::log10(Rms(settled) / (0.5 / std::numbers::sqrt2)), 0.0, 0.5) << hz;
    double in_phase = 0.0;
    double quadrature = 0.0;
    for (size_t n = 0; n < settled.size(); ++n) {
      const double phase = 2 * std::numbers::pi * hz * static_cast<double>(n) / 16'000.0;
      in_phase += static_cast<double>(settled[n]) * std::cos(phase);
      quadrature += static_cast<double>(settled[n]) * std::sin(phase);
    }
    const double tone =
        std::sqrt(2.0) * std::hypot(in_phase, quadrature) / static_cast<double>(settled.size());
    const double share = tone * tone / (Rms(settled) * Rms(settled));
    EXPECT_GT(share, hz < 4000.0 ? 0.999 : 0.9) << hz;
  }
}

TEST(G722Decoder, RefusesMoreThan120Milliseconds) {
  const auto decoder = *MakeG722Decoder();

  EXPECT_EQ(decoder->Inspect(std::vector<std::byte>(960)).frame_samples, 1920);
  EXPECT_EQ(decoder->Inspect(std::vector<std::byte>(961)).frame_samples, 0);
}

TEST(G722Decoder, CutsLongPayloadsInto20To40Milliseconds) {
  const auto decoder = *MakeG722Decoder();

  EXPECT_EQ(decoder->SplitBytes(160), 160U);
  EXPECT_EQ(decoder->SplitBytes(319), 319U);
  EXPECT_EQ(decoder->SplitBytes(320), 160U);
  EXPECT_EQ(decoder->SplitBytes(480), 240U);
}

TEST(G722Codec, MakesTheDecoderOfASessionDescription) {
  const std::array codecs = {G722Codec()};
  const auto payload = DecoderFromSdp("a=rtpmap:9 g722/8000", "", codecs);
  ASSERT_TRUE(payload.ok()) << payload.status().detail();
  EXPECT_EQ(payload->role, PayloadRole::kSpeech);
  EXPECT_EQ(payload->decoder->format().sample_rate.hz(), 16'000);
  EXPECT_EQ(payload->decoder->format().clock_rate.hz(), 8000);
  EXPECT_EQ(DecoderFromSdp("rtpmap:9 G722/16000", "", codecs).status().detail(),
            "rtpmap: the clock rate of G722 is 8000, not 16000");
  EXPECT_EQ(DecoderFromSdp("rtpmap:9 G722/8000/2", "", codecs).status().detail(),
            "rtpmap: G722: channels = 2 is out of range [1, 1]");
}

std::vector<test::Payload> RandomPayloads() {
  Random random(480);
  std::vector<test::Payload> payloads;
  for (int i = 0; i < 4; ++i) payloads.push_back(test::RandomPayload(random, 480));
  return payloads;
}

INSTANTIATE_TEST_SUITE_P(
    G722, DecoderContract,
    testing::Values(test::DecoderCase{
        .name = "G722", .make = [] { return *MakeG722Decoder(); }, .payloads = RandomPayloads}),
    test::DecoderCaseName);

}  // namespace
}  // namespace neteq
