// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/sender.h"

#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

#include "base/random.h"
#include "neteq/audio_decoder.h"

namespace neteq::sim {
namespace {

constexpr double kToneHz = 400.0;

/// A sine of amplitude 0.5 in every channel.
AudioFile Tone(int rate_hz, int channels, int frames) {
  AudioFile file{SampleRate(rate_hz), AudioBuffer(channels, frames)};
  for (int c = 0; c < channels; ++c) {
    const auto row = file.audio.First(frames).Channel(c);
    for (size_t i = 0; i < row.size(); ++i) {
      const double phase = 2.0 * std::numbers::pi * kToneHz * static_cast<double>(i) / rate_hz;
      row[i] = static_cast<float>(0.5 * std::sin(phase));
    }
  }
  return file;
}

/// Decodes all packets of a trace in order; first channel.
std::vector<float> Decoded(const Trace& trace, AudioDecoder& decoder) {
  const DecoderFormat format = decoder.format();
  AudioBuffer frame(format.channels, static_cast<int>(format.sample_rate.Samples(kMaxFrame)));
  std::vector<float> sound;
  for (const TracePacket& packet : trace.packets()) {
    const auto result = decoder.Decode(packet.rtp.payload, frame.First(frame.capacity()));
    EXPECT_TRUE(result.ok());
    const auto row = frame.First(result.frames).Channel(0);
    sound.insert(sound.end(), row.begin(), row.end());
  }
  return sound;
}

/// Ratio in dB of the tone to everything else in `sound`, by projection on sine and cosine.
double ToneToNoiseDb(const std::vector<float>& sound, int rate_hz) {
  double in_phase = 0.0;
  double quadrature = 0.0;
  double energy = 0.0;
  for (size_t i = 0; i < sound.size(); ++i) {
    const double phase = 2.0 * std::numbers::pi * kToneHz * static_cast<double>(i) / rate_hz;
    const double sample = static_cast<double>(sound[i]);
    in_phase += sample * std::sin(phase);
    quadrature += sample * std::cos(phase);
    energy += sample * sample;
  }
  const double tone =
      2.0 * (in_phase * in_phase + quadrature * quadrature) / static_cast<double>(sound.size());
  return 10.0 * std::log10(tone / (energy - tone));
}

Trace Sent(const AudioFile& audio, const SenderOptions& options, const Delays& delays = {}) {
  auto trace = Send(audio, options, delays);
  EXPECT_TRUE(trace.ok()) << trace.status().detail();
  return std::move(*trace);
}

// ITU-T G.711 reaches 38 dB with a sine of this level (uniform quantisation within a segment, 16
// steps each); 36 leaves room for the one measured here.
TEST(Send, EncodesG711AsItsDecoderReadsIt) {
  const AudioFile tone = Tone(8000, 1, 8000);

  const auto mu_law = Decoded(Sent(tone, {.codec = Codec::kPcmu}), *MakePcmuDecoder(1));
  const auto a_law = Decoded(Sent(tone, {.codec = Codec::kPcma}), *MakePcmaDecoder(1));

  EXPECT_GT(ToneToNoiseDb(mu_law, 8000), 36.0);
  EXPECT_GT(ToneToNoiseDb(a_law, 8000), 36.0);
}

TEST(Send, EncodesLinearPcmToTheLastBit) {
  const AudioFile tone = Tone(44100, 2, 44100);

  const auto sound = Decoded(Sent(tone, {.codec = Codec::kL16, .rate_hz = 44100}),
                             *MakePcm16Decoder(SampleRate(44100), 2));

  const auto row = tone.audio.First(44100).Channel(0);
  ASSERT_GE(sound.size(), row.size());
  for (size_t i = 0; i < row.size(); ++i) ASSERT_NEAR(sound[i], row[i], 0.5F / 32768 + 1e-6F);
}

// A resampled sine keeps its frequency; Opus at 64 kb/s codes a stationary sine with more than 20
// dB.
TEST(Send, ResamplesForOpus) {
  const AudioFile tone = Tone(22050, 1, 22050);

  auto sound = Decoded(Sent(tone, {.bitrate_bps = 64000}), *MakeOpusDecoder(SampleRate(48000), 1));
  ASSERT_GE(sound.size(), 48000U);
  sound.erase(sound.begin(), sound.begin() + 24000);  // the codec settles
  sound.resize(19200);                                // whole periods

  EXPECT_GT(ToneToNoiseDb(sound, 48000), 20.0);
}

TEST(Send, NumbersPacketsAcrossTheWrap) {
  const SenderOptions options{.codec = Codec::kPcmu,
                              .payload_type = 0,
                              .first_sequence = 65535,
                              .first_timestamp = 0xFFFFFFFF,
                              .ssrc = 77};

  const Trace trace = Sent(Tone(8000, 1, 320), options);

  ASSERT_EQ(trace.packets().size(), 2U);
  const RtpPacketView& first = trace.packets()[0].rtp;
  const RtpPacketView& second = trace.packets()[1].rtp;
  EXPECT_TRUE(first.marker);
  EXPECT_FALSE(second.marker);
  EXPECT_EQ(first.ssrc, 77U);
  EXPECT_EQ(second.sequence, SequenceNumber(0));
  EXPECT_EQ(second.timestamp, RtpTimestamp(159));
}

TEST(Send, DelaysAndLosesAsToldAndStartsTheListAgain) {
  const Delays delays = {FromMs(50), std::nullopt, FromMs(5)};

  const Trace trace = Sent(Tone(8000, 1, 5 * 160), {.codec = Codec::kPcmu}, delays);

  // Sent at 0, 20, ... 80 ms: 0 arrives at 50, 1 is lost, 2 at 45, 3 at 110, 4 is lost; the 100 ms
  // of sound are 120 in blocks of 40, so 5 follows at 105.
  ASSERT_EQ(trace.packets().size(), 4U);
  EXPECT_EQ(trace.packets()[0].arrival.time_since_epoch(), FromMs(45));
  EXPECT_EQ(trace.packets()[1].arrival.time_since_epoch(), FromMs(50));
  EXPECT_EQ(trace.packets()[2].arrival.time_since_epoch(), FromMs(105));
  EXPECT_EQ(trace.packets()[3].arrival.time_since_epoch(), FromMs(110));
}

TEST(Send, NamesTheOptionThatCannotBeUsed) {
  const AudioFile tone = Tone(8000, 1, 800);

  EXPECT_NE(Send(tone, {.frame_ms = 30}, {}).status().detail().find("--frame-ms"),
            std::string::npos);
  EXPECT_NE(Send(tone, {.bitrate_bps = 1}, {}).status().detail().find("--bitrate"),
            std::string::npos);
}

TEST(ParseDelays, ReadsMillisecondsAndLosses) {
  const auto delays = ParseDelays("40.5\nlost\n0\n", "x");

  ASSERT_TRUE(delays.ok()) << delays.status().detail();
  EXPECT_EQ(*delays, (Delays{FromMs(40.5), std::nullopt, FromMs(0)}));
}

TEST(ParseDelays, NamesFileAndLineOfNonsense) {
  for (const char* line : {"", "-1", "1 2", "gone", "1e99", "nan"}) {
    const auto delays = ParseDelays(std::string("10\n") + line + "\n20\n", "net.txt");
    ASSERT_FALSE(delays.ok()) << line;
    EXPECT_EQ(delays.status().code(), StatusCode::kUnreadable);
    EXPECT_TRUE(delays.status().detail().starts_with("net.txt: line 2: "));
  }
}

}  // namespace
}  // namespace neteq::sim
