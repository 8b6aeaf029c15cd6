// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <span>

#include "neteq/base/realtime.h"
#include "neteq/dsp/lag_pair.h"

namespace neteq::dsp {

/// Phase of the pitch across a gap, in cycles: phase(0) = 0, phase(length) = cycles(), and the
/// slopes at both ends are the pitches of the two sides. A cubic polynomial.
///
/// - Source: R. McAulay and T. Quatieri, Speech Analysis/Synthesis Based on a Sinusoidal
///   Representation, IEEE Trans. ASSP 34(4), 1986.
class PhaseTrack {
 public:
  /// `cycles`: phase at the end of the gap of `length` samples. `lags`: periods in samples.
  PhaseTrack(float cycles, const LagPair& lags, int length);

  float cycles() const { return cycles_; }
  /// Phase at sample `t` of the gap, in cycles.
  float At(float t) const {
    const float u = t * per_length_;
    return u * (linear_ + u * (quadratic_ + u * cubic_));
  }

 private:
  float cycles_;
  float per_length_;
  float linear_;
  float quadratic_;
  float cubic_;
};

/// A phase at the end of a gap and how well the cycles of both sides agree there: normalised
/// correlation in [-1, 1].
struct PhaseMatch {
  float cycles = 0.0F;
  float similarity = 0.0F;
};

/// Chooses the number of cycles in a gap of `length` samples: the phase at which the last cycle of
/// `past` looks most like the first cycle of `future`, near the number that the mean pitch gives.
/// Compares the part of the cycle that `future` holds.
///
/// - Cost: 256 x 256 multiply-adds.
PhaseMatch MatchPhase(std::span<const float> past, std::span<const float> future,
                      const LagPair& lags, int length) noexcept NETEQ_REALTIME;

}  // namespace neteq::dsp
