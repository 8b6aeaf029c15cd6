// SPDX-License-Identifier: BSD-3-Clause
#include "dsp/correlation.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "base/check.h"
#include "dsp/eigen_map.h"
#include "dsp/vector_ops.h"

namespace neteq::dsp {
namespace {

double Square(float x) { return static_cast<double>(x) * static_cast<double>(x); }

/// The part of `x` that the lags of AutoCorrelateLags touch, in ascending order of time.
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
  SlideDotProduct(x.subspan(static_cast<size_t>(origin), static_cast<size_t>(window)),
                  lagged.data(), 1, out);
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
  SlideDotProduct(pattern, signal.data(), 1, out);
  // Far above the rounding that the running energy collects.
  const double silent = static_cast<double>(kSilentPower) * static_cast<double>(length);
  const double pattern_energy = static_cast<double>(Energy(pattern));
  // Squares of floats are exact in double, so what leaves the running sum is what once entered it.
  double energy = static_cast<double>(Energy(signal.first(length)));
  for (size_t k = 0; k < out.size(); ++k) {
    const bool audible = pattern_energy > silent && energy > silent;
    const auto scale = static_cast<float>(pattern_energy * energy);
    out[k] = audible ? std::clamp(out[k] / std::sqrt(scale), -1.0F, 1.0F) : 0.0F;
    if (k + 1 < out.size()) energy += Square(signal[k + length]) - Square(signal[k]);
  }
}

}  // namespace neteq::dsp
