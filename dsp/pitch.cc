// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/dsp/pitch.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include "dsp/internal/products.h"
#include "neteq/base/check.h"
#include "neteq/dsp/correlation.h"
#include "neteq/dsp/vector_ops.h"

namespace neteq::dsp {
namespace {

// Coarse peaks tried at the full rate. The longest lag searched, 15 ms, spans six periods of the
// shortest lag, 2.5 ms, so the fundamental period is always among them.
constexpr size_t kCandidates = 6;
// Coarse peaks this far below the highest are skipped, since refinement cannot reverse the order.
// Heuristic, tuned on tones and vowels of 100 to 3000 Hz.
constexpr float kHopeless = 0.1F;
// Below this correlation the signal has no clear period, and only the highest peak is tried.
// NetEQ's fast accelerate requires the same value to call two segments similar.
constexpr float kPeriodic = 0.5F;
// A longer period must be better by this much to be preferred. Equals the loss caused by a phase
// error of 0.005 cycle, 1 - cos(2 pi 0.005). Heuristic: smaller errors at a splice are not heard as
// a change of pitch.
constexpr float kNearEqual = 0.0005F;
// Minimum distance of picked peaks, so that no hump is picked twice (NetEQ).
constexpr size_t kPeakDistance = 3;
// Lags tried per step on either side. Heuristic: on speech, the parabola through a coarse peak
// rarely misses the full-rate peak by more.
constexpr int kClimbReach = 2;

/// True if no value within the peak distance is higher; the first of equal values counts.
bool IsPeak(std::span<const float> curve, size_t i) {
  const float top = curve[i];
  // Peaks are rare, so two branches predict better than four.
  static_assert(kPeakDistance == 3);
  if (i >= 2 && i + 2 < curve.size()) {
    return top > std::max(curve[i - 1], curve[i - 2]) &&
           top >= std::max(curve[i + 1], curve[i + 2]);
  }
  const size_t reach = std::min(i, kPeakDistance - 1);
  const auto before = curve.subspan(i - reach, reach);
  const auto after = curve.subspan(i + 1, std::min(curve.size() - i - 1, kPeakDistance - 1));
  return std::all_of(before.begin(), before.end(), [top](float x) { return top > x; }) &&
         std::all_of(after.begin(), after.end(), [top](float x) { return top >= x; });
}

double Square(float x) { return static_cast<double>(x) * static_cast<double>(x); }

/// Normalised correlation of the end of a row with earlier segments, one lag at a time.
class LagCorrelation {
 public:
  /// Maximum number of lags evaluated at once.
  static constexpr int kMaxProbes = 2 * kClimbReach + 1;

  LagCorrelation(std::span<const float> x, int window)
      : x_(x),
        window_(static_cast<size_t>(window)),
        energy_(static_cast<double>(Energy(x.last(window_)))) {}

  int window() const { return static_cast<int>(window_); }

  /// Returns the best lag in [first, last].
  Pitch Best(int first, int last) noexcept {
    std::array<float, kMaxProbes> products;
    const auto count = static_cast<size_t>(last - first + 1);
    const auto probed = std::span(products).first(count);
    // Ascending in time, hence descending in lag.
    SlideProduct(x_.last(window_), x_.subspan(Start(last), window_ + count - 1), 1, probed);
    Pitch best{first, -1.0F};
    for (int lag = first; lag <= last; ++lag) {
      const float correlation = Normalized(probed[static_cast<size_t>(last - lag)], lag);
      if (correlation > best.correlation) best = {lag, correlation};
    }
    return best;
  }

 private:
  size_t Start(int lag) const { return x_.size() - window_ - static_cast<size_t>(lag); }

  float Normalized(float product, int lag) noexcept {
    MoveTo(lag);
    return NormalizedProduct(product, energy_, lagged_energy_, window());
  }

  /// Squares of floats are exact in double, so each value leaves the running sum exactly as it
  /// entered.
  void MoveTo(int lag) noexcept {
    constexpr int kFar = 4 * kClimbReach;  // heuristic: beyond, a new sum is cheaper than sliding
    if (lag_ < 0 || std::abs(lag - lag_) > kFar) {
      lag_ = lag;
      lagged_energy_ = static_cast<double>(Energy(x_.subspan(Start(lag), window_)));
    }
    for (; lag_ < lag; ++lag_) {
      const size_t start = Start(lag_);
      lagged_energy_ += Square(x_[start - 1]) - Square(x_[start - 1 + window_]);
    }
    for (; lag_ > lag; --lag_) {
      const size_t start = Start(lag_);
      lagged_energy_ += Square(x_[start + window_]) - Square(x_[start]);
    }
  }

  std::span<const float> x_;
  size_t window_;
  double energy_;
  int lag_ = -1;  // lag of lagged_energy_
  double lagged_energy_ = 0.0;
};

/// Climbs from `start` to the next maximum within [min_lag, max_lag].
Pitch Climb(LagCorrelation& correlation, int start, int min_lag, int max_lag) {
  start = std::clamp(start, min_lag, max_lag);
  int first = std::max(min_lag, start - kClimbReach);
  int last = std::min(max_lag, start + kClimbReach);
  int lowest = first;
  int highest = last;
  Pitch best{start, -1.0F};
  while (first <= last) {
    const Pitch found = correlation.Best(first, last);
    if (!(found.correlation > best.correlation)) break;
    best = found;
    // Continues towards the end with the maximum; the values on the other side are lower.
    if (best.lag_samples == highest) {
      first = highest + 1;
      last = highest = std::min(max_lag, highest + 2 * kClimbReach);
    } else if (best.lag_samples == lowest) {
      last = lowest - 1;
      first = lowest = std::max(min_lag, lowest - 2 * kClimbReach);
    } else {
      break;
    }
  }
  return best;
}

/// Lag range and window length, in samples at the full rate.
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

/// Normalised correlation at the analysis rate, for lags from `first_lag` on (in analysis samples).
struct CoarseCurve {
  std::span<const float> values;
  int first_lag;
};

/// Returns a curve stored in `row`.
CoarseCurve CoarseCorrelation(std::span<const float> x, const Decimator& decimator,
                              const LagRange& range, AnalysisRow& row) {
  const int factor = decimator.factor();
  // One extra lag on either side lets a peak at the end of the range be refined.
  const int first_lag = std::max(1, range.min / factor - 1);
  const int last_lag = range.max / factor + 1;
  // Uses only outputs that read samples inside `x`. A filter truncated at the edges passes clicks,
  // which would correlate better than a high tone that the filter suppresses.
  const int inside = static_cast<int>(x.size()) - 1 - 2 * decimator.reach();
  const int count = std::min(range.window / factor + last_lag, inside / factor + 1);
  AnalysisRow all_decimated;
  NETEQ_DCHECK(count <= static_cast<int>(row.size()) && count > last_lag && last_lag >= first_lag);
  const auto decimated = std::span(all_decimated).first(static_cast<size_t>(count));
  const auto curve = std::span(row).first(static_cast<size_t>(last_lag - first_lag + 1));
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
  for (size_t i = 0; i < curve.size(); ++i) {
    if (!(curve[i] > 0.0F) || !IsPeak(curve, i)) continue;
    const Peak peak = RefinePeak(curve, static_cast<int>(i));
    const auto place = std::find_if(peaks.begin(), peaks.end(),
                                    [&peak](const Peak& p) { return peak.value > p.value; });
    if (place == peaks.end()) continue;
    std::move_backward(place, peaks.end() - 1, peaks.end());
    *place = peak;
  }
}

Pitch ClimbToLag(std::span<const float> x, int window, int start, int min_lag,
                 int max_lag) noexcept {
  LagCorrelation correlation(x, window);
  return Climb(correlation, start, min_lag, max_lag);
}

Pitch FindPitch(std::span<const float> x, const Decimator& decimator,
                const PitchSearch& search) noexcept {
  const int factor = decimator.factor();
  const LagRange range = FullRateRange(x, decimator.output_rate_hz() * factor, search);
  AnalysisRow row;
  const CoarseCurve coarse = CoarseCorrelation(x, decimator, range, row);
  std::array<Peak, kCandidates> peaks;
  PickPeaks(coarse.values, peaks);
  LagCorrelation correlation(x, range.window);
  Pitch best{range.min, 0.0F};
  for (const Peak& peak : peaks) {
    const float worth_trying = std::max(peaks[0].value - kHopeless, kPeriodic);
    if (peak.value <= 0.0F || (&peak != peaks.data() && peak.value < worth_trying)) break;
    const float coarse_lag = peak.position + static_cast<float>(coarse.first_lag);
    const int lag = static_cast<int>(std::lround(coarse_lag * static_cast<float>(factor)));
    const Pitch candidate = Climb(correlation, lag, std::max(range.min, lag - factor),
                                  std::min(range.max, lag + factor));
    if (IsPreferred(candidate, best)) best = candidate;
  }
  return best;
}

}  // namespace neteq::dsp
