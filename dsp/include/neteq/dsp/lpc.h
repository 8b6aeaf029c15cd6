// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <span>

#include "neteq/base/realtime.h"

/// Linear prediction: A(z) = 1 + a1 z^-1 + ... + ap z^-p by the autocorrelation method.
namespace neteq::dsp {

/// Highest supported order. RFC 3389 comfort noise commonly uses up to 12 coefficients, concealment
/// 6 and background noise 8.
inline constexpr int kMaxLpcOrder = 16;

struct LpcModel {
  int order = 0;
  std::array<float, kMaxLpcOrder + 1> a{1.0F};   ///< a[0] = 1
  std::array<float, kMaxLpcOrder> reflection{};  ///< k_i, |k_i| < 1 when stable
  float prediction_gain = 1.0F;                  ///< signal energy / residual energy, >= 1
  bool stable = false;  ///< false: white model, every coefficient except a[0] is 0
};

/// Fits a model of order `order` to `x` (rectangular window; a white-noise floor of -40 dB improves
/// conditioning). Returns the white model if `x` is silent or the fit is unstable (some |k| >
/// 0.9995).
LpcModel FitLpc(std::span<const float> x, int order) noexcept NETEQ_REALTIME;

/// Levinson-Durbin recursion on r[0..order].
LpcModel LevinsonDurbin(std::span<const float> autocorrelation, int order) noexcept NETEQ_REALTIME;

/// Step-up recursion: returns the model with the given reflection coefficients (as sent by RFC
/// 3389).
LpcModel LpcFromReflection(std::span<const float> reflection) noexcept NETEQ_REALTIME;

/// Residual: out[n] = sum_k a[k] x[n - k]. The first `order` samples of `x` serve as history only,
/// so out.size() = x.size() - order.
void AnalysisFilter(const LpcModel& model, std::span<const float> x,
                    std::span<float> out) noexcept NETEQ_REALTIME;

/// Synthesis: out[n] = in[n] - sum_{k>=1} a[k] out[n - k]. `state` holds the last outputs, at least
/// `order` of them, oldest first, and is updated. `out` may alias `in`.
void SynthesisFilter(const LpcModel& model, std::span<const float> in, std::span<float> state,
                     std::span<float> out) noexcept NETEQ_REALTIME;

}  // namespace neteq::dsp
