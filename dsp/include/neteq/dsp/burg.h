// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <span>

#include "neteq/base/realtime.h"

/// Linear prediction of high order by Burg's method, and extrapolation with it.
namespace neteq::dsp {

/// Highest order, and longest signal that a model is fitted to: 10 ms and 30 ms at 16 kHz.
inline constexpr int kMaxBurgOrder = 160;
inline constexpr int kMaxBurgSamples = 480;

/// Coefficients of a linear predictor: x[n] is predicted as sum_k c[k] x[n - order + k].
struct Predictor {
  int order = 0;
  std::array<double, kMaxBurgOrder> coefficients{};  ///< for the oldest sample first
};

/// Memory of FitBurg, 4 KB.
struct BurgScratch {
  std::array<float, kMaxBurgSamples> forward;
  std::array<float, kMaxBurgSamples> backward;
};

/// Fits a predictor to `x`: order at most `order`, kMaxBurgOrder and x.size() / 2; at most
/// kMaxBurgSamples samples. Order 0, which predicts silence, if `x` is silent.
///
/// - Method: Burg's lattice, which minimises the sum of forward and backward prediction errors at
///   each stage. All poles are inside the unit circle, so an extrapolation never grows without
///   bound. It needs no window, so it resolves tones closer than the length of `x` allows a
///   spectrum to.
/// - Cost: 5 order x.size() multiply-adds.
/// - Source: J. P. Burg, Maximum Entropy Spectral Analysis, Stanford 1975.
Predictor FitBurg(std::span<const float> x, int order,
                  BurgScratch& scratch) noexcept NETEQ_REALTIME;

/// Continues `x`, whose first `known` samples are given, by zero-input prediction. `known` must be at
/// least the order of the predictor. Double precision: the coefficients of a sound with many
/// harmonics are so large that rounding them to single precision would move poles out of the unit
/// circle.
void Extrapolate(const Predictor& predictor, int known,
                 std::span<double> x) noexcept NETEQ_REALTIME;

}  // namespace neteq::dsp
