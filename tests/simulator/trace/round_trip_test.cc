// SPDX-License-Identifier: BSD-3-Clause
// Output of the sender, read back and played by the engine.

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "neteq/base/audio_buffer.h"
#include "neteq/base/random.h"
#include "neteq/statistics.h"
#include "simulator/replay/simulation.h"
#include "simulator/sender/sender.h"
#include "simulator/support/param_io.h"
#include "simulator/trace/rtpdump.h"

namespace neteq::sim {
namespace {

constexpr int kRateHz = 48000;

/// 4 s of a 440 Hz tone, amplitude 0.3; seconds 1 to 3 are noise of `pause_rms` instead.
AudioFile ToneWithPause(float pause_rms, int channels = 1) {
  AudioFile file{SampleRate(kRateHz), AudioBuffer(channels, 4 * kRateHz)};
  Random random(11);
  for (int c = 0; c < channels; ++c) {
    int n = 0;
    for (float& sample : file.audio.First(4 * kRateHz).Channel(c)) {
      const double phase = 2.0 * std::numbers::pi * 440.0 * n / kRateHz;
      const bool is_pause = pause_rms > 0.0F && n >= kRateHz && n < 3 * kRateHz;
      sample = is_pause ? pause_rms * random.Noise() : static_cast<float>(0.3 * std::sin(phase));
      ++n;
    }
  }
  return file;
}

/// Output sound and the operation of each tick.
struct Played {
  std::vector<float> sound;  ///< first channel
  std::vector<Operation> operations;
  Statistics statistics;
  int rate_hz = 0;
  int channels = 0;

  int64_t Count(Operation operation) const {
    return std::count(operations.begin(), operations.end(), operation);
  }
  /// Level of the ticks with `operation`, except the first `skipped` ones.
  double RmsDbOf(Operation operation, int skipped) const {
    const size_t tick = sound.size() / operations.size();
    double energy = 0.0;
    double samples = 0.0;
    for (size_t i = 0; i < operations.size(); ++i) {
      if (operations[i] != operation || skipped-- > 0) continue;
      for (size_t n = i * tick; n < (i + 1) * tick; ++n) {
        energy += static_cast<double>(sound[n]) * static_cast<double>(sound[n]);
      }
      samples += static_cast<double>(tick);
    }
    return 10.0 * std::log10(energy / samples);
  }
};

/// Frequency between two times, from upward zero crossings.
double FrequencyHz(const Played& played, double from_s, double to_s) {
  const auto at = [&](double s) { return static_cast<size_t>(s * played.rate_hz); };
  int crossings = 0;
  for (size_t n = at(from_s); n < at(to_s); ++n) {
    crossings += played.sound[n] < 0.0F && played.sound[n + 1] >= 0.0F ? 1 : 0;
  }
  return crossings / (to_s - from_s);
}

Played Play(const Transmission& sent) {
  const auto file = FormatRtpdump(sent.trace);
  EXPECT_TRUE(file.ok()) << file.status().detail();
  const auto trace = ParseRtpdump(*file, "x");
  EXPECT_TRUE(trace.ok()) << trace.status().detail();
  PayloadTypes types = PayloadTypes::Defaults();
  EXPECT_TRUE(types
                  .Set(std::to_string(sent.payload_type) + '=' + sent.format.Encoding() + ';' +
                       sent.format.parameters)
                  .ok());
  const auto stream = SelectStream(*trace, types, std::nullopt);
  EXPECT_TRUE(stream.ok()) << stream.status().detail();
  auto simulation = Simulation::Create(*stream, types, sim::ToolConfig());
  EXPECT_TRUE(simulation.ok()) << simulation.status().detail();

  Played played;
  for (bool is_over = false; !is_over; is_over = simulation->AllInserted()) {
    while (simulation->HasArrival()) simulation->InsertNext();
    const TickReport& report = simulation->Pull();
    played.operations.push_back(report.operation);
    played.rate_hz = report.sample_rate_hz;
    played.channels = report.channels;
    const auto audio = simulation->audio();
    const auto step = static_cast<size_t>(report.channels);
    for (size_t i = 0; i < audio.size(); i += step) {
      played.sound.push_back(static_cast<float>(audio[i]) / 32768.0F);
    }
  }
  played.statistics = simulation->engine().statistics();
  return played;
}

Played Play(const AudioFile& audio, const SenderOptions& options, const Delays& delays = {}) {
  const auto sent = Send(audio, options, delays);
  EXPECT_TRUE(sent.ok()) << sent.status().detail();
  return Play(*sent);
}

struct Coding {
  Codec codec;
  int channels;
  int rate_hz;  ///< output rate
};

// 440 Hz over 2 s give 880 crossings. The edges may add or remove one; Opus's pre-echo or the
// stretching at the start may add another.
TEST(RoundTrip, PlaysEveryCodec) {
  for (const Coding& coding : {Coding{Codec::kPcmu, 1, 8000}, Coding{Codec::kPcma, 2, 8000},
                               Coding{Codec::kG722, 1, 16000}, Coding{Codec::kL16, 1, 48000},
                               Coding{Codec::kL16, 8, 48000}, Coding{Codec::kOpus, 1, 48000},
                               Coding{Codec::kOpus, 2, 48000}, Coding{Codec::kOpus, 6, 48000}}) {
    const EncoderOptions encoder{
        .codec = coding.codec, .channels = coding.channels, .bitrate_bps = 128000};
    const Played played = Play(ToneWithPause(0.0F, coding.channels), {.encoder = encoder});

    EXPECT_EQ(played.rate_hz, coding.rate_hz);
    EXPECT_EQ(played.channels, coding.channels);
    EXPECT_NEAR(FrequencyHz(played, 1.0, 3.0), 440.0, 1.0) << played.rate_hz;
    EXPECT_EQ(played.statistics.concealed_samples, 0U) << played.rate_hz;
    EXPECT_EQ(played.statistics.decode_errors, 0U);
  }
}

TEST(RoundTrip, PlaysFramesOfEveryLength) {
  for (const double frame_ms : {2.5, 5.0, 10.0, 20.0, 40.0, 60.0, 80.0, 100.0, 120.0}) {
    for (const Codec codec : {Codec::kOpus, Codec::kG722, Codec::kPcmu}) {
      const Played played =
          Play(ToneWithPause(0.0F),
               {.encoder = {.codec = codec, .frame_ms = frame_ms, .bitrate_bps = 64000}});

      EXPECT_NEAR(FrequencyHz(played, 1.0, 3.0), 440.0, 1.0) << frame_ms;
      EXPECT_EQ(played.statistics.decode_errors, 0U) << frame_ms;
    }
  }
}

/// Every tenth packet lost, starting at 1 s.
Delays TenthLost() {
  Delays delays(200, Duration(0));
  for (size_t i = 55; i < 195; i += 10) delays[i] = std::nullopt;
  return delays;
}

TEST(RoundTrip, RedFillsEverySingleLoss) {
  for (const Codec codec : {Codec::kOpus, Codec::kPcmu, Codec::kG722}) {
    SenderOptions options{.encoder = {.codec = codec}};
    const Played plain = Play(ToneWithPause(0.0F), options, TenthLost());
    options.red_distance = 1;
    const Played red = Play(ToneWithPause(0.0F), options, TenthLost());

    EXPECT_GT(plain.statistics.concealed_samples, 0U);
    // The first loss may occur before the buffer has learnt to wait for the RED packet after it.
    EXPECT_LE(red.statistics.concealed_samples, plain.statistics.concealed_samples / 4);
  }
}

// 3 dB: 1 dB each for rounding of the level, the estimate over 100 ms and the random noise.
TEST(RoundTrip, ComfortNoiseIsAsLoudAsThePause) {
  for (const auto& [codec, rate_hz] : {std::pair{Codec::kPcmu, 8000},
                                       {Codec::kPcma, 8000},
                                       {Codec::kL16, 16000},
                                       {Codec::kL16, 32000},
                                       {Codec::kL16, 48000},
                                       {Codec::kG722, 16000}}) {
    AudioFile audio = ToneWithPause(0.0F);
    // White noise at the codec rate, so resampling removes nothing.
    audio = {SampleRate(rate_hz), AudioBuffer(1, 4 * rate_hz)};
    Random random(2);
    for (float& sample : audio.audio.First(4 * rate_hz).Channel(0)) sample = 0.1F * random.Noise();
    for (float& sample : audio.audio.Slice(rate_hz, 2 * rate_hz).Channel(0)) sample *= 0.02F;

    const Played played =
        Play(audio, {.encoder = {.codec = codec, .rate_hz = rate_hz}, .comfort_noise = true});

    EXPECT_NEAR(static_cast<double>(played.Count(Operation::kComfortNoise)), 180.0, 15.0);
    EXPECT_NEAR(played.RmsDbOf(Operation::kComfortNoise, 20), -54.0, 3.0) << rate_hz;
    EXPECT_EQ(played.statistics.concealed_samples, 0U) << rate_hz;
  }
}

TEST(RoundTrip, OpusPausesWithoutConcealment) {
  const Played played = Play(ToneWithPause(1e-5F), {.encoder = {.dtx = true}});

  EXPECT_GT(played.Count(Operation::kCodecComfortNoise), 50);
  EXPECT_EQ(played.statistics.concealed_samples, 0U);
}

// Key 5 is 770 and 1336 Hz: a tone of 100 ms, without concealment around it.
TEST(RoundTrip, KeysAreAudible) {
  for (const Codec codec : {Codec::kPcmu, Codec::kG722, Codec::kOpus}) {
    const Played played =
        Play(ToneWithPause(0.0F), {.encoder = {.codec = codec}, .keys = {"5@1", "9@2"}});

    EXPECT_NEAR(static_cast<double>(played.Count(Operation::kDtmf)), 20.0, 3.0);
    EXPECT_GT(played.RmsDbOf(Operation::kDtmf, 0), -30.0);
    EXPECT_LE(played.statistics.concealed_samples,
              static_cast<uint64_t>(played.rate_hz / 50));  // 20 ms
  }
}

}  // namespace
}  // namespace neteq::sim
