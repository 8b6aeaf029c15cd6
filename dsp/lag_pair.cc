// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/dsp/lag_pair.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include "dsp/internal/products.h"
#include "neteq/base/check.h"
#include "neteq/dsp/correlation.h"
#include "neteq/dsp/pitch.h"
#include "neteq/dsp/vector_ops.h"

namespace neteq::dsp {
namespace {

// Newest part of the past that is compared with earlier ones. Heuristic: on speech of four voices 8
// to 20 ms differ by less than 0.05 MOS of PESQ.
constexpr double kPastWindowMs = 10.0;
// Longest and shortest start of the future that is compared with what follows it.
constexpr double kFutureWindowMs = 15.0;
constexpr double kMinFutureWindowMs = 4.0;
// A fraction of the best lag is the period if its correlation is at least this share of the best.
constexpr float kFractionShare = 0.9F;
// A fraction may deviate from the exact one by this much.
constexpr float kFractionTolerance = 0.07F;
// Correlation that a distance of one octave between the two lags costs. Heuristic, tuned on speech
// of four voices: without the guide the quality of an interpolation drops to half.
constexpr float kGuide = 2.0F;
// Room for lags of 14.5 ms at up to 24 kHz, and for a future of 20 ms.
using Row = std::array<float, 512>;

size_t Size(int count) { return static_cast<size_t>(count); }

/// Normalised correlation at the lags first, first + 1, ...
struct LagCurve {
  std::span<const float> values;
  int first = 0;

  bool empty() const { return values.empty(); }
  float lag(size_t i) const { return static_cast<float>(first) + static_cast<float>(i); }
};

size_t IndexOfLargest(std::span<const float> x) {
  return static_cast<size_t>(std::max_element(x.begin(), x.end()) - x.begin());
}

LagCurve PastCurve(std::span<const float> past, SampleRate rate, Row& row) {
  const int window = rate.SamplesInMs(kPastWindowMs);
  const int first = rate.SamplesInMs(static_cast<double>(kMinPairLagMs));
  const int longest = static_cast<int>(past.size()) - window;
  const int last = std::min(rate.SamplesInMs(static_cast<double>(kMaxPairLagMs)), longest);
  const auto values = std::span(row).first(Size(std::max(0, last - first + 1)));
  NormalizedAutoCorrelateLags(past, longest, window, first, values);
  return {values, first};
}

/// The window shrinks as the lag grows, so that both segments fit into the future.
LagCurve FutureCurve(std::span<const float> future, SampleRate rate, Row& row) {
  const int size = static_cast<int>(future.size());
  const int first = rate.SamplesInMs(static_cast<double>(kMinPairLagMs));
  const int last = std::min(rate.SamplesInMs(static_cast<double>(kMaxPairLagMs)),
                            size - rate.SamplesInMs(kMinFutureWindowMs));
  const auto values = std::span(row).first(Size(std::max(0, last - first + 1)));
  for (size_t i = 0; i < values.size(); ++i) {
    const size_t lag = Size(first) + i;
    const size_t window = std::min(Size(rate.SamplesInMs(kFutureWindowMs)), Size(size) - lag);
    const auto head = future.first(window);
    const auto later = future.subspan(lag, window);
    values[i] = NormalizedProduct(InnerProduct(head, later), static_cast<double>(Energy(head)),
                                  static_cast<double>(Energy(later)), static_cast<int>(window));
  }
  return {values, first};
}

/// The best lag, or the shortest of its fractions that is nearly as good. Index into the curve.
size_t BestOrFraction(const LagCurve& curve) {
  const size_t best = IndexOfLargest(curve.values);
  for (const float divisor : {4.0F, 3.0F, 2.0F}) {
    const float fraction = curve.lag(best) / divisor;
    const float low = fraction * (1.0F - kFractionTolerance) - static_cast<float>(curve.first);
    const float high = fraction * (1.0F + kFractionTolerance) - static_cast<float>(curve.first);
    if (!(low >= 0.0F)) continue;
    const auto from = static_cast<size_t>(std::ceil(low));
    const auto to = std::min(curve.values.size(), static_cast<size_t>(std::floor(high)) + 1);
    if (from >= to) continue;
    const size_t found = from + IndexOfLargest(curve.values.subspan(from, to - from));
    if (curve.values[found] > kFractionShare * curve.values[best]) return found;
  }
  return best;
}

/// The best lag in view of a lag of the other side. Index into the curve.
size_t BestNear(const LagCurve& curve, float other) {
  size_t best = 0;
  float highest = -1e9F;
  for (size_t i = 0; i < curve.values.size(); ++i) {
    const float octaves = std::log2(curve.lag(i) / other);
    const float value = curve.values[i] - kGuide * octaves * octaves;
    if (value > highest) {
      highest = value;
      best = i;
    }
  }
  return best;
}

/// The lag at index `i`, with sub-sample position.
Peak PeakAt(const LagCurve& curve, size_t i) {
  Peak peak = RefinePeak(curve.values, static_cast<int>(i));
  peak.position += static_cast<float>(curve.first);
  return peak;
}

}  // namespace

LagPair ChooseLags(std::span<const float> past, std::span<const float> future,
                   SampleRate rate) noexcept {
  Row past_row;
  Row future_row;
  const LagCurve before = PastCurve(past, rate, past_row);
  const LagCurve behind = FutureCurve(future, rate, future_row);
  NETEQ_DCHECK(!before.empty());
  const auto largest = [](const LagCurve& curve) {
    return *std::max_element(curve.values.begin(), curve.values.end());
  };
  const float longest_behind = behind.empty() ? 0.0F : behind.lag(behind.values.size() - 1);
  // A short future cannot see a long period, but may take a fraction of it for one.
  const bool sees_all = longest_behind + 1.0F >=
                        static_cast<float>(rate.SamplesInMs(static_cast<double>(kMaxPairLagMs)) -
                                           rate.SamplesInMs(1.0));
  Peak old_lag;
  Peak new_lag;
  if (sees_all && largest(behind) > largest(before)) {
    new_lag = PeakAt(behind, BestOrFraction(behind));
    old_lag = PeakAt(before, BestNear(before, new_lag.position));
  } else {
    old_lag = PeakAt(before, BestOrFraction(before));
    new_lag = {.position = old_lag.position};
    if (old_lag.position <= longest_behind) {
      new_lag = PeakAt(behind, BestNear(behind, old_lag.position));
    }
  }
  return {.past = old_lag.position,
          .future = new_lag.position,
          .past_similarity = old_lag.value,
          .future_similarity = new_lag.value};
}

}  // namespace neteq::dsp
