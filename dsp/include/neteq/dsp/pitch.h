// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <span>

#include "neteq/base/realtime.h"
#include "neteq/dsp/decimator.h"

namespace neteq::dsp {

/// A maximum of a sampled curve, with sub-sample position.
struct Peak {
  float position = 0.0F;  ///< in samples of the curve, fractional
  float value = 0.0F;     ///< value of the curve at `position`
};

/// Fits a parabola through (i-1, i, i+1) and returns its vertex, at most half a sample from i. At
/// either end of the curve, returns that end.
Peak RefinePeak(std::span<const float> curve, int i) noexcept NETEQ_REALTIME;

/// Finds the `peaks.size()` highest local maxima above 0, refined, highest first, at least 3
/// samples apart. Unused entries have value 0.
void PickPeaks(std::span<const float> curve, std::span<Peak> peaks) noexcept NETEQ_REALTIME;

/// A row at the analysis rate: samples, or the correlation at each lag. Fits a window and a lag of
/// 45 ms together; small enough for the stack.
using AnalysisRow = std::array<float, 192>;

/// Range and window of a pitch search.
struct PitchSearch {
  float window_ms;   ///< length of the newest segment, which is compared with earlier ones
  float min_lag_ms;  ///< shortest period
  float max_lag_ms;  ///< longest period
};

struct Pitch {
  int lag_samples = 0;       ///< at the full rate
  float correlation = 0.0F;  ///< normalised, over one window at the full rate, in [-1, 1]
};

/// Hill climbing from the lag `start` to the next local maximum, within [min_lag, max_lag], of the
/// normalised correlation between the last `window` samples of `x` and earlier ones. Needs x.size()
/// >= window + max_lag.
Pitch ClimbToLag(std::span<const float> x, int window, int start, int min_lag,
                 int max_lag) noexcept NETEQ_REALTIME;

/// Estimates the pitch period of `x`, whose end is the newest sample: the lag in [min_lag, max_lag]
/// that best matches the last `window_ms` with earlier samples. Searches all lags at the analysis
/// rate, then climbs from the best coarse peaks at the full rate, by at most one analysis sample.
/// Needs x.size() >= window + max_lag. Returns the shortest lag if nothing is similar.
///
/// - Cost: lags x window at 4 kHz, plus about 5 x window at the full rate for each coarse peak near
///   the highest: one for noise and low voices, at most 6.
/// - Accuracy: exact lag for periodic signals; see tests/dsp/pitch_test.cc.
/// - Source: coarse-to-fine search as in WebRTC NetEQ; prefers the shorter lag among near-equals.
Pitch FindPitch(std::span<const float> x, const Decimator& decimator,
                const PitchSearch& search) noexcept NETEQ_REALTIME;

}  // namespace neteq::dsp
