// SPDX-License-Identifier: BSD-3-Clause
#pragma once

/// Inverse distribution functions, identical on every platform; those of <random> are not.
namespace neteq::sim {

/// Standard normal distribution function.
double NormalCdf(double z);
/// Standard normal quantile for `p` in (0, 1), accurate to nearly the last bit.
double NormalQuantile(double p);

/// Quantile of the gamma distribution of scale 1 for `shape` from 0.1 to 100. The error is at most
/// 1e-9 of the larger of quantile and shape.
double GammaQuantile(double p, double shape);

}  // namespace neteq::sim
