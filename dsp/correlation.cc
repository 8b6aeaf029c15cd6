// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/dsp/correlation.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>

#include "dsp/internal/products.h"
#include "neteq/base/check.h"
#include "neteq/dsp/vector_ops.h"

namespace neteq::dsp {
namespace {

double Square(float x) { return static_cast<double>(x) * static_cast<double>(x); }

// Values normalised per pass (heuristic: long enough to vectorise, small on the stack).
constexpr size_t kBlock = 64;
// Energy of a silent segment: dividing by its root gives 0.
constexpr float kInaudible = std::numeric_limits<float>::infinity();

void Normalize(std::span<const float> energies, std::span<float> products) {
  for (size_t k = 0; k < products.size(); ++k) {
    products[k] = std::min(1.0F, std::max(-1.0F, products[k] / std::sqrt(energies[k])));
  }
}

/// Range of `x` that the lags of AutoCorrelateLags read, in ascending order of time.
std::span<const float> LaggedPart(std::span<const float> x, int origin, int window, int min_lag,
                                  size_t lags) {
  const int first = origin - min_lag - static_cast<int>(lags) + 1;
  NETEQ_DCHECK(first >= 0 && origin + window <= static_cast<int>(x.size()));
  return x.subspan(static_cast<size_t>(first), static_cast<size_t>(window) + lags - 1);
}

}  // namespace

void AutoCorrelateLags(std::span<const float> x, int origin, int window, int min_lag,
                       std::span<float> out) noexcept {
  if (out.empty()) return;
  const auto lagged = LaggedPart(x, origin, window, min_lag, out.size());
  SlideProduct(x.subspan(static_cast<size_t>(origin), static_cast<size_t>(window)), lagged, 1, out);
  std::reverse(out.begin(), out.end());
}

void NormalizedAutoCorrelateLags(std::span<const float> x, int origin, int window, int min_lag,
                                 std::span<float> out) noexcept {
  if (out.empty()) return;
  NormalizedCrossCorrelate(x.subspan(static_cast<size_t>(origin), static_cast<size_t>(window)),
                           LaggedPart(x, origin, window, min_lag, out.size()), out);
  std::reverse(out.begin(), out.end());
}

void NormalizedCrossCorrelate(std::span<const float> pattern, std::span<const float> signal,
                              std::span<float> out) noexcept {
  if (out.empty()) return;
  const size_t length = pattern.size();
  NETEQ_DCHECK(signal.size() >= length + out.size() - 1);
  SlideProduct(pattern, signal, 1, out);
  // Well above the rounding error that the running energy accumulates.
  const double silent = static_cast<double>(kSilentPower) * static_cast<double>(length);
  const auto pattern_energy = static_cast<double>(Energy(pattern));
  if (!(pattern_energy > silent)) {
    std::fill(out.begin(), out.end(), 0.0F);
    return;
  }
  // Squares of floats are exact in double, so each value leaves the running sum exactly as it
  // entered.
  double energy = static_cast<double>(Energy(signal.first(length)));
  for (size_t done = 0; done < out.size();) {
    std::array<float, kBlock> energies;
    const size_t count = std::min(out.size() - done, kBlock);
    for (size_t k = 0; k < count; ++k) {
      energies[k] = energy > silent ? static_cast<float>(pattern_energy * energy) : kInaudible;
      const size_t next = done + k + length;
      if (next < signal.size()) energy += Square(signal[next]) - Square(signal[done + k]);
    }
    Normalize(energies, out.subspan(done, count));
    done += count;
  }
}

float NormalizedProduct(float product, double energy_a, double energy_b, int samples) noexcept {
  const double silent = static_cast<double>(kSilentPower) * samples;
  if (!(energy_a > silent && energy_b > silent)) return 0.0F;
  const auto scale = static_cast<float>(energy_a * energy_b);
  return std::clamp(product / std::sqrt(scale), -1.0F, 1.0F);
}

}  // namespace neteq::dsp
