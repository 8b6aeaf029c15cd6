// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cmath>
#include <cstddef>
#include <span>

#include "neteq/dsp/lpc.h"

/// Straightforward implementations of the kernels in dsp/: references for their tests (Sum =
/// double) and baselines for their benchmarks (float).
namespace neteq::benchmarks {

template <class Sum>
Sum ScalarProduct(std::span<const float> a, std::span<const float> b) {
  Sum sum = 0;
  for (size_t n = 0; n < a.size(); ++n) sum += static_cast<Sum>(a[n]) * static_cast<Sum>(b[n]);
  return sum;
}

template <class Sum>
void ScalarSlide(std::span<const float> pattern, std::span<const float> signal, size_t step,
                 std::span<Sum> out) {
  for (size_t k = 0; k < out.size(); ++k) {
    out[k] = ScalarProduct<Sum>(pattern, signal.subspan(k * step, pattern.size()));
  }
}

/// Reference of CrossFade.
template <class Sum>
void ScalarCrossFade(std::span<const float> from, std::span<const float> to, std::span<Sum> out) {
  const Sum length = static_cast<Sum>(out.size() + 1);
  for (size_t n = 0; n < out.size(); ++n) {
    const Sum weight = static_cast<Sum>(n + 1) / length;
    out[n] = (1 - weight) * static_cast<Sum>(from[n]) + weight * static_cast<Sum>(to[n]);
  }
}

/// `state`: the last model.order outputs, newest first.
template <class Sum>
void ScalarSynthesis(const dsp::LpcModel& model, std::span<const float> in, std::span<Sum> state,
                     std::span<Sum> out) {
  for (size_t n = 0; n < in.size(); ++n) {
    auto y = static_cast<Sum>(in[n]);
    for (size_t k = 0; k < state.size(); ++k) y -= static_cast<Sum>(model.a[k + 1]) * state[k];
    for (size_t k = state.size(); k-- > 1;) state[k] = state[k - 1];
    if (!state.empty()) state[0] = y;
    out[n] = y;
  }
}

/// Returns the lag in [min_lag, max_lag] at which the last `window` samples of `x` best match
/// earlier ones, by a full search at the full rate.
inline int ScalarPitch(std::span<const float> x, size_t window, size_t min_lag, size_t max_lag) {
  const auto newest = x.last(window);
  size_t best = min_lag;
  float highest = 0.0F;
  for (size_t lag = min_lag; lag <= max_lag; ++lag) {
    const auto lagged = x.subspan(x.size() - window - lag, window);
    const float energy = ScalarProduct<float>(lagged, lagged);
    const float product = ScalarProduct<float>(newest, lagged);
    const float correlation = energy > 0.0F ? product / std::sqrt(energy) : 0.0F;
    if (correlation > highest) {
      highest = correlation;
      best = lag;
    }
  }
  return static_cast<int>(best);
}

}  // namespace neteq::benchmarks
