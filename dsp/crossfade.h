// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <span>

#include "base/realtime.h"

namespace neteq::dsp {

/// Linear cross-fade: out[n] = (1 - w) from[n] + w to[n], w = (n + 1) / (L + 1), n in [0, L).
/// Linear, not equal-power, because what we fade between is strongly correlated. `out` may be
/// `from` or `to` itself.
void CrossFade(std::span<const float> from, std::span<const float> to,
               std::span<float> out) noexcept NETEQ_REALTIME;

}  // namespace neteq::dsp
