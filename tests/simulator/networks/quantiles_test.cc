// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/networks/quantiles.h"

#include <cmath>

#include <gtest/gtest.h>

namespace neteq::sim {
namespace {

TEST(NormalQuantile, AgreesWithTables) {
  // Abramowitz and Stegun, table 26.5, and the 10^-9 quantile of NIST's tables.
  EXPECT_NEAR(NormalQuantile(0.5), 0.0, 1e-12);
  EXPECT_NEAR(NormalQuantile(0.975), 1.959963984540054, 1e-12);
  EXPECT_NEAR(NormalQuantile(0.01), -2.326347874040841, 1e-12);
  EXPECT_NEAR(NormalQuantile(1e-9), -5.997807015007686, 1e-9);
}

TEST(NormalQuantile, InvertsTheDistributionFunction) {
  for (double z = -6.0; z <= 6.0; z += 0.25) {
    // Above 0 the distribution function is near 1 and has few digits left to tell quantiles apart.
    const double tolerance = 1e-13 + 1e-15 * std::exp(0.5 * z * z);
    EXPECT_NEAR(NormalQuantile(NormalCdf(z)), z, tolerance) << z;
  }
}

TEST(GammaQuantile, IsExponentialForShapeOne) {
  for (const double p : {1e-9, 0.01, 0.5, 0.9, 0.999999}) {
    EXPECT_NEAR(GammaQuantile(p, 1.0), -std::log1p(-p), 2e-9 + 1e-9 * -std::log1p(-p)) << p;
  }
}

TEST(GammaQuantile, IsHalfASquaredNormalForShapeHalf) {
  // Z^2 / 2 is gamma distributed with shape 1/2; P(Z^2 < z^2) = 2 Phi(z) - 1.
  for (const double z : {0.01, 0.5, 1.0, 2.0, 4.0}) {
    EXPECT_NEAR(GammaQuantile(2.0 * NormalCdf(z) - 1.0, 0.5), 0.5 * z * z, 1e-8) << z;
  }
}

TEST(GammaQuantile, MatchesThePoissonDistributionForIntegerShapes) {
  // P(gamma(k) > x) = P(Poisson(x) < k).
  for (const int shape : {2, 10, 100}) {
    for (const double p : {0.001, 0.1, 0.5, 0.99, 0.9999}) {
      const double x = GammaQuantile(p, shape);
      double term = std::exp(-x);
      double above = 0.0;
      for (int i = 0; i < shape; term *= x / ++i) above += term;
      EXPECT_NEAR(1.0 - above, p, 1e-8) << shape << ' ' << p;
    }
  }
}

TEST(GammaQuantile, IsIncreasingForEveryShape) {
  for (const double shape : {0.1, 0.37, 1.5, 30.0, 100.0}) {
    double last = -1.0;
    for (double p = 0.001; p < 1.0; p += 0.007) {
      const double x = GammaQuantile(p, shape);
      ASSERT_GE(x, last) << shape << ' ' << p;
      last = x;
    }
  }
}

}  // namespace
}  // namespace neteq::sim
