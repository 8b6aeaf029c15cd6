// SPDX-License-Identifier: BSD-3-Clause
#pragma once

/// Inverse cumulative distribution functions. Those of <random> differ between standard libraries.
namespace neteq::sim {

/// Of the standard normal distribution.
double NormalCdf(double z);
/// `p` above 0 and below 1; nearly to the last bit.
double NormalQuantile(double p);

/// Of the gamma distribution of scale 1, with `shape` from 0.1 to 100. Within 1e-9 of the larger of
/// the quantile and the shape.
double GammaQuantile(double p, double shape);

}  // namespace neteq::sim
