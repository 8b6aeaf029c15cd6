// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <span>

#include "neteq/base/realtime.h"
#include "neteq/base/units.h"

/// Pitch on both sides of a gap.
namespace neteq::dsp {

/// Pitch periods before and behind a gap, in samples, fractional, and how well each repeats:
/// normalised correlation of two periods in [-1, 1].
struct LagPair {
  float past = 0.0F;
  float future = 0.0F;
  float past_similarity = 0.0F;
  float future_similarity = 0.0F;
};

/// Shortest and longest period searched: 400 to 59 Hz.
inline constexpr float kMinPairLagMs = 2.5F;
inline constexpr float kMaxPairLagMs = 17.0F;
/// Length of past that ChooseLags reads: the longest period and a window.
inline constexpr float kPairPastMs = 27.0F;

/// Chooses the periods of the end of `past` and of the start of `future` together. Each side alone
/// often finds a multiple or a fraction of the period, and not the same on both. The side that
/// repeats better chooses first, with a preference for fractions of its best lag that are nearly as
/// good; the other side then pays for the distance to that lag in octaves.
///
/// - Input: past of kPairPastMs; future of any length, of which two segments must fit: a future of
///   20 ms knows periods up to 16 ms, one of 10 ms up to 6 ms. Where the period of the past is longer,
///   or the future is too short for any, the future has the period of the past and similarity 0.
/// - Rate: about 16 kHz; intended for wide-band speech, decimated if necessary.
/// - Cost: about 230 lags x (10 ms + 15 ms).
LagPair ChooseLags(std::span<const float> past, std::span<const float> future,
                   SampleRate rate) noexcept NETEQ_REALTIME;

}  // namespace neteq::dsp
