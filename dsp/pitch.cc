// SPDX-License-Identifier: BSD-3-Clause
#include "dsp/pitch.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include "base/check.h"
#include "dsp/correlation.h"

namespace neteq::dsp {
namespace {

// Coarse peaks tried at the full rate: so many periods of 2.5 ms fit into the longest lag searched,
// 15 ms, so that the shortest of them is always among these.
constexpr size_t kCandidates = 6;
// A coarse peak this much below the highest is not tried: the full rate does not turn that round.
// Heuristic, tuned on tones and vowels of 100 to 3000 Hz.
constexpr float kHopeless = 0.1F;
// Below this there is no period to be mistaken about, and the highest peak is as good as the
// others. NetEQ's fast accelerate asks for as much before it calls two pieces similar.
constexpr float kPeriodic = 0.5F;
// A longer period must be better by this to be preferred. It is the loss by a phase error of 0.005
// cycle, 1 - cos(2 pi 0.005): smaller errors at a splice are not heard as a change of pitch.
constexpr float kNearEqual = 0.0005F;
// Distance of picked peaks, so that one hump is not picked twice (NetEQ).
constexpr int kPeakDistance = 3;
// Lags tried on either side at once. The parabola through a coarse peak of speech rarely misses the
// full-rate peak by more.
constexpr int kClimbReach = 2;

/// No other value within the peak distance is higher; of equals the first counts.
bool IsPeak(std::span<const float> curve, int i) {
  const auto at = [curve](int k) { return curve[static_cast<size_t>(k)]; };
  const int end = std::min(i + kPeakDistance, static_cast<int>(curve.size()));
  for (int k = i + 1; k < end; ++k) {
    if (!(at(i) >= at(k))) return false;
  }
  for (int k = std::max(0, i - kPeakDistance + 1); k < i; ++k) {
    if (!(at(i) > at(k))) return false;
  }
  return true;
}

/// Lags in samples at the full rate, and the piece compared.
struct LagRange {
  int min;
  int max;
  int window;
};

LagRange FullRateRange(std::span<const float> x, double rate_hz, const PitchSearch& search) {
  const auto samples = [rate_hz](float ms) {
    return static_cast<int>(std::lround(static_cast<double>(ms) * rate_hz / 1000.0));
  };
  const int window = samples(search.window_ms);
  const int longest = static_cast<int>(x.size()) - window;
  return {samples(search.min_lag_ms), std::min(samples(search.max_lag_ms), longest), window};
}

/// Normalised correlation at the analysis rate for the lags from `first_lag` on, in analysis
/// samples.
struct CoarseCurve {
  std::span<const float> values;
  int first_lag;
};

CoarseCurve CoarseCorrelation(std::span<const float> x, const Decimator& decimator,
                              const LagRange& range, PitchScratch& scratch) {
  const int factor = decimator.factor();
  // One lag more on either side, so that a peak at an end of the range has neighbours to refine
  // with.
  const int first_lag = std::max(1, range.min / factor - 1);
  const int last_lag = range.max / factor + 1;
  // Only outputs that depend on nothing outside `x`: a filter cut off at the edges would let
  // through clicks, and those would correlate better than a high tone that it suppresses.
  const int inside = static_cast<int>(x.size()) - 1 - 2 * decimator.reach();
  const int count = std::min(range.window / factor + last_lag, inside / factor + 1);
  NETEQ_DCHECK(count <= PitchScratch::kMaxDecimated && count > last_lag && last_lag >= first_lag);
  const std::span decimated(scratch.decimated, static_cast<size_t>(count));
  const std::span curve(scratch.correlation, static_cast<size_t>(last_lag - first_lag + 1));
  const int newest = static_cast<int>(x.size()) - 1 - decimator.reach();
  decimator.Process(x, newest - (count - 1) * factor, decimated);
  NormalizedAutoCorrelateLags(decimated, last_lag, count - last_lag, first_lag, curve);
  return {curve, first_lag};
}

bool IsPreferred(const Pitch& candidate, const Pitch& best) {
  const bool shorter = candidate.lag_samples < best.lag_samples;
  return candidate.correlation > best.correlation + (shorter ? -kNearEqual : kNearEqual);
}

}  // namespace

Peak RefinePeak(std::span<const float> curve, int i) noexcept {
  const auto at = [curve](int k) { return curve[static_cast<size_t>(k)]; };
  const Peak grid{static_cast<float>(i), at(i)};
  if (i == 0 || i + 1 == static_cast<int>(curve.size())) return grid;
  const float slope = 0.5F * (at(i + 1) - at(i - 1));
  const float curvature = at(i - 1) - 2.0F * at(i) + at(i + 1);
  if (!(curvature < 0.0F)) return grid;
  const float offset = std::clamp(-slope / curvature, -0.5F, 0.5F);
  return {grid.position + offset, grid.value + offset * (slope + 0.5F * curvature * offset)};
}

void PickPeaks(std::span<const float> curve, std::span<Peak> peaks) noexcept {
  std::fill(peaks.begin(), peaks.end(), Peak{});
  for (int i = 0; i < static_cast<int>(curve.size()); ++i) {
    if (!IsPeak(curve, i)) continue;
    const Peak peak = RefinePeak(curve, i);
    const auto place = std::find_if(peaks.begin(), peaks.end(),
                                    [&peak](const Peak& p) { return peak.value > p.value; });
    if (place == peaks.end()) continue;
    std::move_backward(place, peaks.end() - 1, peaks.end());
    *place = peak;
  }
}

Pitch ClimbToLag(std::span<const float> x, int window, int start, int min_lag,
                 int max_lag) noexcept {
  const int origin = static_cast<int>(x.size()) - window;
  std::array<float, 2 * kClimbReach + 1> curve;
  Pitch best{std::clamp(start, min_lag, max_lag), -1.0F};
  for (;;) {
    const int first = std::max(min_lag, best.lag_samples - kClimbReach);
    const int last = std::min(max_lag, best.lag_samples + kClimbReach);
    const auto probed = std::span(curve).first(static_cast<size_t>(last - first + 1));
    NormalizedAutoCorrelateLags(x, origin, window, first, probed);
    const auto top = std::max_element(probed.begin(), probed.end());
    const int lag = first + static_cast<int>(top - probed.begin());
    const bool is_higher = *top > best.correlation;
    if (is_higher) best = {lag, *top};
    const bool is_inside = lag > first && lag < last;
    if (is_inside || !is_higher) return best;
  }
}

Pitch FindPitch(std::span<const float> x, const Decimator& decimator, const PitchSearch& search,
                PitchScratch& scratch) noexcept {
  const int factor = decimator.factor();
  const LagRange range = FullRateRange(x, decimator.output_rate_hz() * factor, search);
  const CoarseCurve coarse = CoarseCorrelation(x, decimator, range, scratch);
  std::array<Peak, kCandidates> peaks;
  PickPeaks(coarse.values, peaks);
  Pitch best{range.min, 0.0F};
  for (const Peak& peak : peaks) {
    const float worth_trying = std::max(peaks[0].value - kHopeless, kPeriodic);
    if (peak.value <= 0.0F || (&peak != peaks.data() && peak.value < worth_trying)) break;
    const float coarse_lag = peak.position + static_cast<float>(coarse.first_lag);
    const int lag = static_cast<int>(std::lround(coarse_lag * static_cast<float>(factor)));
    const Pitch candidate = ClimbToLag(x, range.window, lag, std::max(range.min, lag - factor),
                                       std::min(range.max, lag + factor));
    if (IsPreferred(candidate, best)) best = candidate;
  }
  return best;
}

}  // namespace neteq::dsp
