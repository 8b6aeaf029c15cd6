// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/dsp/phase_track.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numeric>

#include "dsp/internal/cubic.h"
#include "dsp/internal/products.h"
#include "neteq/dsp/correlation.h"
#include "neteq/dsp/pitch.h"
#include "neteq/dsp/vector_ops.h"

namespace neteq::dsp {
namespace {

// Points per cycle. A point is 1/256 of a cycle, 1.4 degrees of the fundamental and 14 degrees of
// the tenth harmonic; the parabola through the best three is finer.
constexpr size_t kPoints = 256;
// Correlation that a deviation from the expected number of cycles costs, per squared share of it.
// Heuristic, tuned on speech of four voices: 10 % costs 0.2.
constexpr float kDeviationCost = 20.0F;

using Cycle = std::array<float, kPoints>;

void RemoveMean(std::span<float> x) {
  const float mean = std::accumulate(x.begin(), x.end(), 0.0F) / static_cast<float>(x.size());
  for (float& value : x) value -= mean;
}

}  // namespace

PhaseTrack::PhaseTrack(float cycles, const LagPair& lags, int length)
    : cycles_(cycles),
      per_length_(1.0F / static_cast<float>(length)),
      linear_(static_cast<float>(length) / lags.past) {
  const float end_slope = static_cast<float>(length) / lags.future;
  quadratic_ = 3.0F * cycles - 2.0F * linear_ - end_slope;
  cubic_ = linear_ + end_slope - 2.0F * cycles;
}

PhaseMatch MatchPhase(std::span<const float> past, std::span<const float> future,
                      const LagPair& lags, int length) noexcept {
  std::array<float, 2 * kPoints> last_cycle;
  Cycle first_cycle;
  const float start = static_cast<float>(past.size()) - lags.past;
  for (size_t i = 0; i < kPoints; ++i) {
    const float phase = static_cast<float>(i) / static_cast<float>(kPoints);
    last_cycle[i] = ReadCubic<float>(past, start + phase * lags.past);
    first_cycle[i] = ReadCubic<float>(future, phase * lags.future);
  }
  const float held = (static_cast<float>(future.size()) - 1.0F) / lags.future;
  const auto points = std::clamp(
      static_cast<size_t>(std::max(0.0F, held) * static_cast<float>(kPoints)), size_t{1}, kPoints);
  const auto pattern = std::span(first_cycle).first(points);
  const auto cycle = std::span(last_cycle).first(kPoints);
  RemoveMean(pattern);
  RemoveMean(cycle);
  std::copy(cycle.begin(), cycle.end(), last_cycle.begin() + kPoints);
  Cycle products;
  SlideProduct(pattern, std::span<const float>(last_cycle).first(kPoints + points - 1), 1,
               products);
  const auto pattern_energy = static_cast<double>(Energy(pattern));
  const double share = static_cast<double>(points) / static_cast<double>(kPoints);
  const double cycle_energy = static_cast<double>(Energy(cycle)) * share;
  for (float& value : products) {
    value = NormalizedProduct(value, pattern_energy, cycle_energy, static_cast<int>(points));
  }

  const float expected =
      0.5F * static_cast<float>(length) * (1.0F / lags.past + 1.0F / lags.future);
  const auto whole = static_cast<int>(expected);
  PhaseMatch best{.cycles = expected, .similarity = 0.0F};
  float highest = -1e9F;
  for (int k = std::max(0, whole - 1); k <= whole + 1; ++k) {
    for (size_t i = 0; i < kPoints; ++i) {
      const float cycles =
          static_cast<float>(k) + static_cast<float>(i) / static_cast<float>(kPoints);
      const float deviation = (cycles - expected) / expected;
      const float value = products[i] - kDeviationCost * deviation * deviation;
      if (value <= highest) continue;
      highest = value;
      const Peak peak = RefinePeak(products, static_cast<int>(i));
      best = {.cycles = static_cast<float>(k) + peak.position / static_cast<float>(kPoints),
              .similarity = peak.value};
    }
  }
  return best;
}

}  // namespace neteq::dsp
