// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <span>

#include "neteq/base/realtime.h"

/// Linear gain ramps and cross-fades. All rows of one call have equal lengths; `out` may alias an
/// input. Results are bit-identical across instruction sets.
namespace neteq::dsp {

/// Weight of sample n: start + (first + n) * step. Splitting a ramp into pieces, each with the
/// matching `first`, gives bit-identical results.
struct Ramp {
  float start = 0.0F;
  float step = 0.0F;
  int first = 0;  ///< below 2^24
};

/// Linear cross-fade: out[n] = (1 - w) from[n] + w to[n], w = (n + 1) / (L + 1), n in [0, L).
/// Linear rather than equal-power because the two signals are strongly correlated.
void CrossFade(std::span<const float> from, std::span<const float> to,
               std::span<float> out) noexcept NETEQ_REALTIME;

/// out[n] = from[n] + share(n) (to[n] - from[n]). Where both inputs are equal, the output is
/// bit-identical to them.
void Blend(std::span<const float> from, std::span<const float> to, Ramp share,
           std::span<float> out) noexcept NETEQ_REALTIME;

/// x[n] *= min(1, gain(n)), for a rising gain.
void FadeIn(std::span<float> x, Ramp gain) noexcept NETEQ_REALTIME;

/// x[n] = gain(n) x[n] + gain_other(n) other[n]
void MixInto(std::span<float> x, Ramp gain, std::span<const float> other,
             Ramp gain_other) noexcept NETEQ_REALTIME;

}  // namespace neteq::dsp
