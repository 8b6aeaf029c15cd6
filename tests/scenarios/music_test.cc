// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <chrono>
#include <cmath>
#include <numbers>
#include <span>
#include <vector>

#include "tests/support/stream_harness.h"
#include <gtest/gtest.h>

/// Music with the preset that never splices.
namespace neteq::test {
namespace {

using std::chrono::seconds;

constexpr SampleRate kRate(48000);
// A diminished chord: its tones share no period, so every cut leaves a seam.
constexpr std::array<double, 4> kTonesHz = {261.6, 311.1, 370.0, 440.0};
constexpr double kAmplitude = 0.2;

std::vector<float> Chord(Duration length) {
  std::vector<float> audio(static_cast<size_t>(kRate.Samples(length)));
  for (size_t i = 0; i < audio.size(); ++i) {
    double sum = 0.0;
    for (const double hz : kTonesHz) {
      sum += kAmplitude * std::sin(2.0 * std::numbers::pi * hz * static_cast<double>(i) / 48000.0);
    }
    audio[i] = static_cast<float>(sum);
  }
  return audio;
}

/// Largest second difference of the chord itself at `speed`.
double SmoothBound(double speed) {
  double bound = 0.0;
  for (const double hz : kTonesHz) {
    bound += kAmplitude * std::pow(2.0 * std::numbers::pi * hz * speed / 48000.0, 2.0);
  }
  return bound + 2.0 / 32768.0;  // 16-bit packets
}

double LargestBend(std::span<const float> audio) {
  double largest = 0.0;
  for (size_t i = 2; i < audio.size(); ++i) {
    largest = std::max(
        largest, std::abs(static_cast<double>(audio[i - 2]) -
                          2.0 * static_cast<double>(audio[i - 1]) + static_cast<double>(audio[i])));
  }
  return largest;
}

Config Music() {
  Config config = test::InDecoderFormat();
  config.params = *PresetParams("music");
  return config;
}

std::vector<SentPacket> ChordPackets(Duration length) {
  return Packetize(Chord(length), {.rate = kRate});
}

Playback Play(std::vector<SentPacket> packets, const Config& config) {
  return Listen(*MakeNetEq({.rate = kRate}, config), std::move(packets));
}

/// Delays every packet as a sender's clock that runs fast by `ppm` does.
void Drift(std::vector<SentPacket>& packets, double ppm) {
  for (SentPacket& packet : packets) {
    packet.arrival = std::chrono::duration_cast<Duration>(packet.sent / (1.0 + ppm * 1e-6));
  }
}

double DelayMs(const TickReport& frame) {
  return std::chrono::duration<double, std::milli>(frame.recent_playout_delay).count();
}

TEST(Music, DriftIsFollowedWithoutASeam) {
  for (const double ppm : {-1000.0, 1000.0}) {
    auto packets = ChordPackets(seconds(60));
    Drift(packets, ppm);

    const Playback played = Play(packets, Music());

    EXPECT_EQ(played.statistics.concealed_samples, 0U) << ppm;
    const auto settled = std::span(played.audio).subspan(48000);
    EXPECT_LT(LargestBend(settled), SmoothBound(1.006)) << ppm;
    const uint64_t followed = ppm > 0.0 ? played.statistics.removed_samples_for_acceleration
                                        : played.statistics.inserted_samples_for_deceleration;
    // All of it except the part that the start-up delay absorbs.
    EXPECT_GT(followed, 48000U * 59U / 1000U * 7U / 10U) << ppm;
    EXPECT_LT(DelayMs(played.frames.back()), 100.0) << ppm;
  }
}

TEST(Music, IsSplicedWithoutThePreset) {
  auto packets = ChordPackets(seconds(60));
  Drift(packets, 1000.0);
  Config config = Music();
  config.params.stretch.method = dsp::StretchMethod::kWsola;
  config.params.stretch.min_correlation = 0.5;

  const Playback played = Play(packets, config);

  EXPECT_GT(LargestBend(std::span(played.audio).subspan(48000)), SmoothBound(1.006));
}

TEST(Music, AnExtraDelayIsPlayedBackAtTheDeclaredSpeed) {
  auto packets = ChordPackets(seconds(60));
  for (SentPacket& packet : packets) {
    if (packet.sent < seconds(4)) packet.arrival += milliseconds(100);
  }

  const Playback played = Play(packets, Music());

  // 100 ms at 0.5 % take 20 s, after the estimator lowers its target.
  EXPECT_GT(DelayMs(played.frames[1000]), 60.0);
  EXPECT_LT(DelayMs(played.frames.back()), 60.0);
  EXPECT_LT(LargestBend(std::span(played.audio).subspan(48000)), SmoothBound(1.006));
}

TEST(Music, ALossEndsWithoutAClick) {
  auto packets = ChordPackets(seconds(10));
  packets.erase(packets.begin() + 250, packets.begin() + 252);

  const Playback played = Play(packets, Music());

  EXPECT_GT(played.statistics.concealed_samples, 0U);
  // Four tones of 0.2 swing 0.04 a sample; a click would be a step of tenths.
  float step = 0.0F;
  for (size_t i = 48001; i < played.audio.size(); ++i) {
    step = std::max(step, std::abs(played.audio[i] - played.audio[i - 1]));
  }
  EXPECT_LT(step, 0.1F);
}

}  // namespace
}  // namespace neteq::test
