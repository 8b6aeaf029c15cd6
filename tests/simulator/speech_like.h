// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <span>
#include <vector>

#include "neteq/base/random.h"
#include "neteq/base/units.h"

namespace neteq::sim {

/// Speech-like signal for alignment: syllables of 120 to 280 ms with gliding pitch, varying timbre
/// and some noise; a pause of 300 ms after every few. The first 500 ms are silent.
inline std::vector<float> SpeechLike(SampleRate rate, double seconds, uint64_t seed) {
  Random random(seed);
  const auto total = static_cast<size_t>(seconds * rate.hz());
  std::vector<float> x(static_cast<size_t>(rate.SamplesInMs(500.0)));
  double phase = 0.0;
  while (x.size() < total) {
    const double length_s = 0.12 + 0.16 * random.Uniform();
    const double pitch_hz = 90.0 + 130.0 * random.Uniform();
    const double glide_hz = 60.0 * (random.Uniform() - 0.5);
    const double formant_hz = 300.0 + 2000.0 * random.Uniform();
    const double noise = 0.02 + 0.1 * random.Uniform();
    const auto samples = static_cast<size_t>(length_s * rate.hz());
    for (size_t n = 0; n < samples; ++n) {
      const double share = static_cast<double>(n) / static_cast<double>(samples);
      phase += 2.0 * std::numbers::pi * (pitch_hz + glide_hz * share) / rate.hz();
      double sum = noise * static_cast<double>(random.Noise());
      for (int h = 1; h * pitch_hz < 3500.0; ++h) {
        const double off = (h * pitch_hz - formant_hz) / 400.0;
        sum += std::cos(h * phase + h * h) * (0.1 / h + 0.5 / (1.0 + off * off)) / 3.0;
      }
      const double envelope = std::sin(std::numbers::pi * share);
      x.push_back(static_cast<float>(0.3 * envelope * sum));
    }
    if (random.Uniform() < 0.2) x.resize(x.size() + static_cast<size_t>(rate.SamplesInMs(300.0)));
  }
  x.resize(total);
  return x;
}

inline std::vector<float> WithNoise(std::vector<float> x, double rms, uint64_t seed) {
  Random random(seed);
  for (float& sample : x) sample += static_cast<float>(rms) * random.Noise();
  return x;
}

/// Delays `x` by `samples` of silence; a negative number removes samples instead.
inline std::vector<float> Shifted(std::span<const float> x, int64_t samples) {
  if (samples < 0) return {x.begin() - samples, x.end()};
  std::vector<float> shifted(static_cast<size_t>(samples));
  shifted.insert(shifted.end(), x.begin(), x.end());
  return shifted;
}

}  // namespace neteq::sim
