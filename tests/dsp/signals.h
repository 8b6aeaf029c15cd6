// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <numbers>
#include <span>
#include <vector>

#include "neteq/base/audio_buffer.h"
#include "neteq/base/audio_view.h"
#include "neteq/base/random.h"
#include "neteq/base/units.h"

/// Test signals with known properties, and measurements of processed signals.
namespace neteq::dsp::testing {

inline constexpr std::array kRatesHz = {8000, 16000, 24000, 32000, 44100, 48000};
inline constexpr std::array kChannelCounts = {1, 2};

/// Sum of sines of equal amplitude, all starting at phase 0.
inline std::vector<float> Tones(SampleRate rate, std::initializer_list<double> frequencies_hz,
                                double amplitude, int samples) {
  std::vector<float> x(static_cast<size_t>(samples));
  for (size_t n = 0; n < x.size(); ++n) {
    const double turns = 2.0 * std::numbers::pi * static_cast<double>(n) / rate.hz();
    double sum = 0.0;
    for (const double frequency : frequencies_hz) sum += std::sin(turns * frequency);
    x[n] = static_cast<float>(amplitude * sum);
  }
  return x;
}

/// Vowel-like signal: harmonics up to 3 kHz, falling by 6 dB per octave, with alternating phase.
inline std::vector<float> Voiced(SampleRate rate, double pitch_hz, double amplitude, int samples) {
  std::vector<float> x(static_cast<size_t>(samples));
  for (size_t n = 0; n < x.size(); ++n) {
    const double turns = 2.0 * std::numbers::pi * static_cast<double>(n) / rate.hz();
    double sum = 0.0;
    for (int h = 1; h * pitch_hz < 3000.0; ++h) sum += std::cos(turns * pitch_hz * h + h * h) / h;
    x[n] = static_cast<float>(amplitude * sum);
  }
  return x;
}

inline std::vector<float> WhiteNoise(uint64_t seed, float rms, int samples) {
  Random random(seed);
  std::vector<float> x(static_cast<size_t>(samples));
  for (float& sample : x) sample = rms * random.Noise();
  return x;
}

/// Copies `row` to every channel.
inline AudioBuffer InEveryChannel(std::span<const float> row, int channels) {
  const auto frames = static_cast<int>(row.size());
  AudioBuffer audio(channels, frames);
  for (int c = 0; c < channels; ++c) {
    std::copy(row.begin(), row.end(), audio.First(frames).Channel(c).begin());
  }
  return audio;
}

inline double Power(std::span<const float> x) {
  double sum = 0.0;
  for (const float sample : x) sum += static_cast<double>(sample) * static_cast<double>(sample);
  return sum / static_cast<double>(x.size());
}

inline double LevelDb(std::span<const float> x) { return 10.0 * std::log10(Power(x)); }

/// Level of `x` relative to that of `reference`.
inline double GainDb(std::span<const float> x, std::span<const float> reference) {
  return LevelDb(x) - LevelDb(reference);
}

inline double LargestStep(std::span<const float> x) {
  double largest = 0.0;
  for (size_t n = 1; n < x.size(); ++n) {
    largest = std::max(largest, static_cast<double>(std::abs(x[n] - x[n - 1])));
  }
  return largest;
}

/// Frequency of the component of `x` near `expected_hz` (within 20 Hz): the mean phase advance
/// between blocks of 20 ms. Phase jumps count in full.
inline double FrequencyNear(std::span<const float> x, SampleRate rate, double expected_hz) {
  const auto block = static_cast<size_t>(rate.SamplesInMs(20));
  std::complex<double> last = 0.0;
  std::complex<double> turn = 0.0;
  for (size_t start = 0; start + block <= x.size(); start += block) {
    std::complex<double> component = 0.0;
    for (size_t n = start; n < start + block; ++n) {
      const double hann =
          0.5 - 0.5 * std::cos(2.0 * std::numbers::pi * static_cast<double>(n - start) /
                               static_cast<double>(block));
      const double phase =
          2.0 * std::numbers::pi * expected_hz * static_cast<double>(n) / rate.hz();
      component += hann * static_cast<double>(x[n]) * std::polar(1.0, -phase);
    }
    turn += component * std::conj(last);
    last = component;
  }
  const double block_s = static_cast<double>(block) / rate.hz();
  return expected_hz + std::arg(turn) / (2.0 * std::numbers::pi * block_s);
}

}  // namespace neteq::dsp::testing
