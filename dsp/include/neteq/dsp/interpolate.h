// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <span>
#include <vector>

#include "neteq/base/audio_view.h"
#include "neteq/base/realtime.h"
#include "neteq/base/units.h"
#include "neteq/dsp/burg.h"
#include "neteq/dsp/decimator.h"
#include "neteq/dsp/lag_pair.h"
#include "neteq/dsp/phase_track.h"

namespace neteq::dsp {

/// A run of missing samples in a row of audio.
struct Gap {
  int first = 0;  ///< index of the first missing sample
  int count = 0;
};

/// Measurements of Fill, for reports and tests.
struct InterpolateOutcome {
  int lag_samples = 0;      ///< pitch period before the gap, at the full rate
  float similarity = 0.0F;  ///< correlation of the cycles at both ends, in [-1, 1]
};

/// Packet loss concealment between known audio: fills a gap in exactly its length, from the audio
/// before it and behind it.
///
/// - Model: y = (1 - c) A + c C. A plays the last pitch cycle before the gap and the first one behind
///   it along a common cubic phase track, which starts and ends in phase with both sides, with a
///   cross-fade and a level that changes by equal decibels per sample. C extrapolates both sides by
///   linear prediction, read along the same phase track. A and C err independently, so their mean is
///   better than either. The share c is one half, larger where the cycles do not fit (chords, keys
///   of a telephone), and smaller where the sound cannot be predicted (noise).
/// - Seams: the gap joins both sides without a step and without a cross-fade into them.
/// - Onset: if the past is much quieter than the future, the future is extrapolated backward by at
///   most 8 ms, so that no sound precedes its onset noticeably.
/// - Rate: A at the full rate; lags, phase and C in the band below 5 kHz, at about 16 kHz.
/// - Channels: one phase track for all, from the loudest channel; cycles, levels and predictors per
///   channel.
/// - Cost: see benchmarks/README.md. Bounded by kMaxGapMs.
/// - Source: cycles on a cubic phase as in sinusoidal coding (McAulay, Quatieri 1986); two-sided
///   linear prediction after W. Etter, Restoration of a Discrete-Time Signal Segment by
///   Interpolation Based on the Left-Sided and Right-Sided Autoregressive Parameters, IEEE Trans.
///   Signal Processing 44(5), 1996.
class Interpolator {
 public:
  /// Audio that Fill reads before the gap, and at most behind it.
  static constexpr double kPastMs = 40.0;
  static constexpr double kFutureMs = 20.0;
  /// Longest gap.
  static constexpr double kMaxGapMs = 60.0;

  /// [setup] Allocates.
  explicit Interpolator(SampleRate rate);

  /// Longest gap in samples.
  int max_gap() const { return rate_.SamplesInMs(kMaxGapMs); }

  /// Overwrites the gap in every channel of `audio`. Needs kPastMs before the gap, a gap of 1 to
  /// max_gap() samples, and at least one sample behind it; a future shorter than kFutureMs is used as
  /// it is. The result is finite and at most as loud as the loudest sample around the gap, if that
  /// is finite.
  InterpolateOutcome Fill(AudioView audio, Gap gap) noexcept NETEQ_REALTIME;

 private:
  struct Plan;    // shared by all channels
  struct Levels;  // of one channel
  struct Sides;   // continuations of one channel
  /// Layout of the analysis band: the gap begins at index `gap`, the future at `future`.
  struct Band {
    int gap = 0;
    int future = 0;
    int size = 0;
  };

  Band LayOut(Gap gap, int future) const;
  Plan MakePlan(AudioView audio, Gap gap) noexcept NETEQ_REALTIME;
  void Analyze(std::span<const float> row, const Plan& plan) noexcept NETEQ_REALTIME;
  void FillChannel(std::span<float> row, const Plan& plan) noexcept NETEQ_REALTIME;
  void FadeCycles(std::span<float> row, const Plan& plan,
                  const Levels& levels) const noexcept NETEQ_REALTIME;
  void JoinEnds(std::span<float> row, const Plan& plan,
                const Levels& levels) const noexcept NETEQ_REALTIME;
  Sides ContinueSides(const Plan& plan) noexcept NETEQ_REALTIME;
  void MixPrediction(std::span<float> row, const Plan& plan,
                     const Levels& levels) noexcept NETEQ_REALTIME;

  SampleRate rate_;
  Decimator decimator_;
  SampleRate band_rate_;
  std::vector<float> band_;       ///< past, gap and future of one channel in the analysis band
  std::vector<double> forward_;   ///< the past and its continuation
  std::vector<double> backward_;  ///< the future, reversed, and its continuation
  BurgScratch burg_;
};

}  // namespace neteq::dsp
