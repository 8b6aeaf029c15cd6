// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <span>

#include "neteq/base/realtime.h"
#include "neteq/dsp/decimator.h"

namespace neteq::dsp {

/// A maximum of a sampled curve, between samples.
struct Peak {
  float position = 0.0F;  ///< in samples of the curve, fractional
  float value = 0.0F;     ///< the curve there
};

/// Parabola through (i-1, i, i+1): its vertex, at most half a sample from i. At the ends of the
/// curve: the end itself.
Peak RefinePeak(std::span<const float> curve, int i) noexcept NETEQ_REALTIME;

/// The `peaks.size()` highest local maxima above 0, refined, highest first, at least 3 samples
/// apart; unused entries have value 0.
void PickPeaks(std::span<const float> curve, std::span<Peak> peaks) noexcept NETEQ_REALTIME;

/// At the analysis rate: samples, or the correlation at each of their lags. Room for a window and a
/// lag of 45 ms together; small enough for the stack, which is always in the cache.
using AnalysisRow = std::array<float, 192>;

/// What FindPitch compares.
struct PitchSearch {
  float window_ms;   ///< length of the newest piece that is compared with earlier ones
  float min_lag_ms;  ///< shortest period
  float max_lag_ms;  ///< longest period
};

struct Pitch {
  int lag_samples = 0;       ///< at the full rate
  float correlation = 0.0F;  ///< normalised, at the full rate over one window, in [-1, 1]
};

/// Climbs from the lag `start` to the next maximum, within [min_lag, max_lag], of the normalised
/// correlation between the last `window` samples of `x` and what came before; x.size() >= window +
/// max_lag.
Pitch ClimbToLag(std::span<const float> x, int window, int start, int min_lag,
                 int max_lag) noexcept NETEQ_REALTIME;

/// Period of `x` (its end is the newest sample): the lag in [min_lag, max_lag] at which the last
/// `window_ms` look most like what came before. Coarse search at the analysis rate over all lags,
/// then a climb from the best coarse peaks at the full rate, by one analysis sample at most. Needs
/// x as long as window + max_lag at least. Without any similarity: the shortest lag.
///
/// Cost      lags x window at 4 kHz, plus some 5 x window at the full rate for each coarse peak
/// near
///           the highest: one for noise and low voices, at most 6
/// Accuracy  exact lag for periodic signals; see tests/dsp/pitch_test.cc
/// Source    coarse-to-fine search as in WebRTC NetEQ; prefers the shorter lag among near-equals
Pitch FindPitch(std::span<const float> x, const Decimator& decimator,
                const PitchSearch& search) noexcept NETEQ_REALTIME;

}  // namespace neteq::dsp
