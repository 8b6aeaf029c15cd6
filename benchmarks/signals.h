// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cmath>
#include <numbers>
#include <string_view>

#include "neteq/base/audio_buffer.h"
#include "neteq/base/audio_view.h"
#include "neteq/base/random.h"
#include "neteq/base/units.h"

/// Input of the benchmarks: identical samples in every run and on every machine.
namespace neteq::benchmarks {

enum class Signal { kVoiced, kUnvoiced, kSilence, kMusic };
inline constexpr std::array kSignals = {Signal::kVoiced, Signal::kUnvoiced, Signal::kSilence,
                                        Signal::kMusic};

constexpr std::string_view NameOf(Signal signal) {
  constexpr std::array<std::string_view, 4> kNames = {"voiced", "unvoiced", "silence", "music"};
  return kNames[static_cast<size_t>(signal)];
}

/// Harmonics of 125 Hz, falling by 6 dB per octave, up to 3.4 kHz, the end of the telephone band.
inline float VoicedSample(SampleRate rate, int n) {
  constexpr double kPitchHz = 125.0;
  constexpr double kHighestHz = 3400.0;
  constexpr double kLevel = 0.1;  // peaks stay below 0.2
  double sum = 0.0;
  for (int harmonic = 1; harmonic * kPitchHz < kHighestHz; ++harmonic) {
    sum += std::sin(2.0 * std::numbers::pi * kPitchHz * harmonic * n / rate.hz()) / harmonic;
  }
  return static_cast<float>(kLevel * sum);
}

/// A C major chord, C4 to E5, each note with three harmonics: has no period that a pitch search
/// could find.
inline float MusicSample(SampleRate rate, int n) {
  constexpr std::array kNotesHz = {261.63, 329.63, 392.0, 523.25, 659.26};
  constexpr double kLevel = 0.03;  // peaks stay below 0.3
  double sum = 0.0;
  for (const double note_hz : kNotesHz) {
    for (int harmonic = 1; harmonic <= 3; ++harmonic) {
      sum += std::sin(2.0 * std::numbers::pi * note_hz * harmonic * n / rate.hz()) / harmonic;
    }
  }
  return static_cast<float>(kLevel * sum);
}

/// Makes the same signal for every channel, except for noise, which is independent.
inline AudioBuffer MakeSignal(Signal signal, SampleRate rate, int channels, int frames) {
  constexpr float kNoiseLevel = 0.03F;  // about -30 dBFS: a fricative
  AudioBuffer audio(channels, frames);
  Random random(1);
  for (int c = 0; c < channels; ++c) {
    int n = 0;
    for (float& sample : audio.First(frames).Channel(c)) {
      if (signal == Signal::kVoiced) sample = VoicedSample(rate, n++);
      if (signal == Signal::kMusic) sample = MusicSample(rate, n++);
      if (signal == Signal::kUnvoiced) sample = kNoiseLevel * random.Noise();
    }
  }
  return audio;
}

}  // namespace neteq::benchmarks
