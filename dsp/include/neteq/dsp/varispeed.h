// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <vector>

#include "neteq/base/audio_view.h"
#include "neteq/base/realtime.h"
#include "neteq/base/units.h"

namespace neteq::dsp {

/// Plays audio a little faster or slower, pitch included, by resampling at a ratio that may change
/// at every call: follows the sender's clock and corrects the level where a stretch would be heard.
///
/// Model     y[k] = x(p[k] - latency), p[k+1] = p[k] + s(p[k]); x(t) by windowed sinc
/// Input     in  [channels][N], any N: at constant speed the output is the same however it is cut
/// Output    out [channels][up to MaxOutput(N)], may not alias `in`
/// Accuracy  error below -90 dB of a sine up to 20 kHz or 7/8 of the Nyquist frequency, if that is
///           less; tests/dsp/varispeed_test.cc: PutsEverySampleOfASineInItsPlace. p rounds to 2^-52
///           sample each step: exact for days
/// Cost      at 48 kHz 80 multiply-adds for a sample of the first channel, 40 for each further
///           one; table of 41 kB
/// Source    Smith & Gossett, ICASSP 1984 (interpolated table); Barnett, Magland & af Klinteberg,
///           SIAM J. Sci. Comput. 41(5), 2019 (window)
class Varispeed {
 public:
  /// A third of a semitone each way: heuristic, less than most listeners notice in music that they
  /// have nothing to compare with.
  static constexpr double kMinSpeed = 0.98;
  static constexpr double kMaxSpeed = 1.02;

  /// [setup] Allocates for the given number of channels and computes the table.
  Varispeed(SampleRate rate, int channels);

  /// Samples it adds between input and output, the same at every speed: 20 at 48 kHz (0.4 ms), 28
  /// at lower rates.
  int latency() const { return taps_ / 2; }
  /// Room that `out` needs for `frames` samples in.
  static constexpr int MaxOutput(int frames) { return static_cast<int>(frames / kMinSpeed) + 2; }

  /// Consumes all of `in`, writes what results to the beginning of `out` and returns how many
  /// samples that are. `speed` is kMinSpeed to kMaxSpeed, above 1 shortens. It glides over the
  /// call, linearly in `in`, from the last speed to the new one, so that pitch never jumps; the
  /// first call begins at its own. At speed 1 from the beginning the output is the delayed input
  /// bit for bit.
  int Process(ConstAudioView in, double speed, AudioView out) noexcept NETEQ_REALTIME;
  /// Forgets the past: what is still inside, the position between samples and the speed.
  void Reset() noexcept NETEQ_REALTIME;

 private:
  /// The output that is due, in every channel.
  void Write(AudioView out) noexcept NETEQ_REALTIME;
  /// Weights for `fraction_`.
  void Interpolate() noexcept NETEQ_REALTIME;
  /// Drops the first `count` inputs of the window.
  void Drop(int count) noexcept NETEQ_REALTIME;

  int taps_;
  std::vector<float> rows_;     // [kPhases + 1][taps]: kernel at each fraction of a sample
  std::vector<float> weights_;  // [taps]: kernel at `fraction_`
  AudioBuffer window_;          // the last taps - 1 inputs, then up to a tick of new ones
  int next_ = 0;                // new inputs to skip before the one that the next output waits for
  double fraction_ = 0.0;       // place of the next output between two inputs, [0, 1)
  double speed_ = 0.0;          // at the end of the last call; 0: there was none
};

}  // namespace neteq::dsp
