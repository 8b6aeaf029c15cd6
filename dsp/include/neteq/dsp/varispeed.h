// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <vector>

#include "neteq/base/audio_buffer.h"
#include "neteq/base/audio_view.h"
#include "neteq/base/realtime.h"
#include "neteq/base/units.h"

namespace neteq::dsp {

/// Changes playout speed and pitch slightly by resampling at a ratio that may change with every
/// call. Follows the sender's clock and corrects the buffer level where a time stretch would be
/// audible.
///
/// - Model: y[k] = x(p[k] - latency), p[k+1] = p[k] + s(p[k]); x(t) by windowed sinc.
/// - Input: in [channels][N], any N; at constant speed the output does not depend on block lengths.
/// - Output: out [channels][up to MaxOutput(N)], must not alias `in`.
/// - Accuracy: error below -90 dB for a sine up to 20 kHz or 7/8 of the Nyquist frequency,
///   whichever is lower; see tests/dsp/varispeed_test.cc: PutsEverySampleOfASineInItsPlace. p
///   rounds to 2^-52 sample at each step, which is exact for days.
/// - Cost: at 48 kHz 80 multiply-adds per sample for the first channel and 40 for each further
///   channel; a table of 41 kB.
/// - Source: Smith & Gossett, ICASSP 1984 (interpolated table); Barnett, Magland & af Klinteberg,
///   SIAM J. Sci. Comput. 41(5), 2019 (window).
class Varispeed {
 public:
  /// A third of a semitone in each direction. Heuristic: most listeners do not notice this
  /// deviation in music without a reference.
  static constexpr double kMinSpeed = 0.98;
  static constexpr double kMaxSpeed = 1.02;

  /// [setup] Allocates for the given number of channels and computes the table.
  Varispeed(SampleRate rate, int channels);

  /// Delay in samples, the same at every speed: 20 at 48 kHz (0.4 ms), 28 at lower rates.
  int latency() const { return taps_ / 2; }
  /// Required capacity of `out` for `frames` input samples.
  static constexpr int MaxOutput(int frames) { return static_cast<int>(frames / kMinSpeed) + 2; }

  /// Consumes all of `in`, writes the result to the beginning of `out` and returns the number of
  /// samples per channel. `speed` is in [kMinSpeed, kMaxSpeed]; above 1 shortens. The speed changes
  /// linearly over the call from the previous to the new value, so pitch never jumps; the first
  /// call starts at its own speed. While the speed has always been 1, the output is the delayed
  /// input, bit for bit.
  int Process(ConstAudioView in, double speed, AudioView out) noexcept NETEQ_REALTIME;
  /// Clears the input window, the fractional position and the speed.
  void Reset() noexcept NETEQ_REALTIME;

 private:
  /// Writes the next output of every channel.
  void Write(AudioView out) noexcept NETEQ_REALTIME;
  /// Computes the kernel at `fraction_`.
  void Interpolate() noexcept NETEQ_REALTIME;
  /// Drops the first `count` inputs of the window.
  void Drop(int count) noexcept NETEQ_REALTIME;

  int taps_;
  std::vector<float> rows_;     // [kPhases + 1][taps]: kernel at each fraction of a sample
  std::vector<float> weights_;  // [taps]: kernel at `fraction_`
  AudioBuffer window_;          // the last taps - 1 inputs, then up to a tick of new ones
  int next_ = 0;                // new inputs to skip before the one that the next output needs
  double fraction_ = 0.0;       // position of the next output between two inputs, [0, 1)
  double speed_ = 0.0;          // at the end of the last call; 0 before the first
};

}  // namespace neteq::dsp
