// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <span>

#include "neteq/base/realtime.h"

/// Linear prediction: A(z) = 1 + a1 z^-1 + ... + ap z^-p by the autocorrelation method.
namespace neteq::dsp {

/// Highest order used: RFC 3389 comfort noise allows 12 coefficients and more; concealment uses 6,
/// noise 8.
inline constexpr int kMaxLpcOrder = 16;

struct LpcModel {
  int order = 0;
  std::array<float, kMaxLpcOrder + 1> a{1.0F};   ///< a[0] = 1
  std::array<float, kMaxLpcOrder> reflection{};  ///< k_i, |k_i| < 1 when stable
  float prediction_gain = 1.0F;                  ///< signal energy / residual energy, >= 1
  bool stable = false;  ///< false: every coefficient but a[0] is 0 and the model is white
};

/// Fits order `order` to `x` (rectangular window; a white-noise floor of -40 dB keeps it well
/// conditioned). A silent or unstable (some |k| > 0.9995) fit gives the white model of that order.
LpcModel FitLpc(std::span<const float> x, int order) noexcept NETEQ_REALTIME;

/// Levinson-Durbin recursion on r[0..order].
LpcModel LevinsonDurbin(std::span<const float> autocorrelation, int order) noexcept NETEQ_REALTIME;

/// Step-up recursion: the model with these reflection coefficients (RFC 3389 sends them).
LpcModel LpcFromReflection(std::span<const float> reflection) noexcept NETEQ_REALTIME;

/// Residual: out[n] = sum_k a[k] x[n - k]; the first `order` samples of `x` are history only, so
/// out.size() = x.size() - order.
void AnalysisFilter(const LpcModel& model, std::span<const float> x,
                    std::span<float> out) noexcept NETEQ_REALTIME;

/// Synthesis: out[n] = in[n] - sum_{k>=1} a[k] out[n - k]. `state` holds the last outputs, `order`
/// of them or more, oldest first, and is updated. `out` may be `in`.
void SynthesisFilter(const LpcModel& model, std::span<const float> in, std::span<float> state,
                     std::span<float> out) noexcept NETEQ_REALTIME;

}  // namespace neteq::dsp
