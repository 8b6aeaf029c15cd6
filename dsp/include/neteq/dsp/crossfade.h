// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <span>

#include "neteq/base/realtime.h"

/// Rows at weights that change along them, alone or two into one. Rows of one call have equal
/// lengths; `out` may be one of the others. The same bytes with any instruction set.
namespace neteq::dsp {

/// The weight of sample n: start + (first + n) step. A line that is cut into pieces, each with its
/// own `first`, keeps every bit.
struct Ramp {
  float start = 0.0F;
  float step = 0.0F;
  int first = 0;  ///< below 2^24
};

/// Linear cross-fade: out[n] = (1 - w) from[n] + w to[n], w = (n + 1) / (L + 1), n in [0, L).
/// Linear, not equal-power, because what we fade between is strongly correlated.
void CrossFade(std::span<const float> from, std::span<const float> to,
               std::span<float> out) noexcept NETEQ_REALTIME;

/// out[n] = from[n] + share(n) (to[n] - from[n]): equals stay exactly what they are.
void Blend(std::span<const float> from, std::span<const float> to, Ramp share,
           std::span<float> out) noexcept NETEQ_REALTIME;

/// x[n] *= min(1, gain(n)), for a gain that rises.
void FadeIn(std::span<float> x, Ramp gain) noexcept NETEQ_REALTIME;

/// x[n] = gain(n) x[n] + gain_other(n) other[n]
void MixInto(std::span<float> x, Ramp gain, std::span<const float> other,
             Ramp gain_other) noexcept NETEQ_REALTIME;

}  // namespace neteq::dsp
