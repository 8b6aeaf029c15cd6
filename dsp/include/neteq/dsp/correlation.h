// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <span>

#include "neteq/base/realtime.h"

/// Correlation of a window with earlier or later segments of the same row.
namespace neteq::dsp {

/// out[k] = sum_n x[origin + n] x[origin - min_lag - k + n], n in [0, window), k in [0,
/// out.size()). Needs origin >= min_lag + out.size() - 1 and origin + window <= x.size().
void AutoCorrelateLags(std::span<const float> x, int origin, int window, int min_lag,
                       std::span<float> out) noexcept NETEQ_REALTIME;

/// AutoCorrelateLags divided by the geometric mean of both segments' energies: in [-1, 1], 0 where
/// a segment is silent. The lagged energy is updated recursively, so each lag costs one dot
/// product.
void NormalizedAutoCorrelateLags(std::span<const float> x, int origin, int window, int min_lag,
                                 std::span<float> out) noexcept NETEQ_REALTIME;

/// out[k] = <pattern, signal[k .. k + P)> / sqrt(E_pattern E_k), k in [0, out.size()); P =
/// pattern.size(). Needs signal.size() >= P + out.size() - 1.
void NormalizedCrossCorrelate(std::span<const float> pattern, std::span<const float> signal,
                              std::span<float> out) noexcept NETEQ_REALTIME;

/// Divides the product of two segments of `samples` samples by the geometric mean of their
/// energies: in [-1, 1], 0 where a segment is silent.
float NormalizedProduct(float product, double energy_a, double energy_b,
                        int samples) noexcept NETEQ_REALTIME;

}  // namespace neteq::dsp
