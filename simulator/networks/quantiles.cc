// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/networks/quantiles.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace neteq::sim {
namespace {

constexpr double kPrecision = 1e-14;  // heuristic: sums have converged
constexpr int kMaxTerms = 1000;       // heuristic: a shape of 100 needs about 120

/// P(a, x) = x^a e^-x / Gamma(a) * sum of x^n / (a (a + 1) ... (a + n)), for x < a + 1.
double LowerGammaSum(double shape, double x) {
  double term = 1.0 / shape;
  double sum = term;
  for (int n = 1; n < kMaxTerms && term > sum * kPrecision; ++n) {
    term *= x / (shape + n);
    sum += term;
  }
  return sum;
}

/// Q(a, x) / (x^a e^-x / Gamma(a)) as a continued fraction (Abramowitz and Stegun 6.5.31, in
/// Lentz's order of evaluation), for x >= a + 1.
double UpperGammaFraction(double shape, double x) {
  double b = x + 1.0 - shape;
  double c = 1e300;
  double d = 1.0 / b;
  double fraction = d;
  for (int n = 1; n < kMaxTerms; ++n) {
    const double a = -n * (n - shape);
    b += 2.0;
    d = 1.0 / (a * d + b);
    c = b + a / c;
    fraction *= c * d;
    if (std::abs(c * d - 1.0) < kPrecision) break;
  }
  return fraction;
}

/// Distribution function and density of the gamma distribution of scale 1.
struct GammaPoint {
  double cdf;
  double density;
};

GammaPoint GammaAt(double shape, double gamma_of_shape, double x) {
  const double density = std::exp((shape - 1.0) * std::log(x) - x) / gamma_of_shape;
  const double factor = density * x;
  if (x < shape + 1.0) return {factor * LowerGammaSum(shape, x), density};
  return {1.0 - factor * UpperGammaFraction(shape, x), density};
}

}  // namespace

double NormalCdf(double z) { return 0.5 * std::erfc(-z / std::numbers::sqrt2); }

double NormalQuantile(double p) {
  // Start: Abramowitz and Stegun 26.2.23, error 4.5e-4. Halley's iteration triples the digits.
  const double t = std::sqrt(-2.0 * std::log(std::min(p, 1.0 - p)));
  double z = t - (2.515517 + t * (0.802853 + t * 0.010328)) /
                     (1.0 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
  if (p < 0.5) z = -z;
  for (int i = 0; i < 2; ++i) {
    const double root_2pi = std::sqrt(2.0 * std::numbers::pi);
    const double step = (NormalCdf(z) - p) * root_2pi * std::exp(0.5 * z * z);
    z -= step / (1.0 + 0.5 * z * step);
  }
  return z;
}

double GammaQuantile(double p, double shape) {
  const double gamma_of_shape = std::tgamma(shape);
  double low = 0.0;
  double high = shape + 1.0;
  while (GammaAt(shape, gamma_of_shape, high).cdf < p) high *= 2.0;
  // Start: the cube root is nearly normal (Wilson and Hilferty, 1931).
  const double ninth = 1.0 / (9.0 * shape);
  double x = shape * std::pow(1.0 - ninth + NormalQuantile(p) * std::sqrt(ninth), 3.0);
  constexpr int kMaxSteps = 100;  // bisection alone needs 40
  for (int i = 0; i < kMaxSteps && high - low > 1e-9 * std::max(x, shape); ++i) {
    if (!(x > low && x < high)) x = 0.5 * (low + high);
    const GammaPoint point = GammaAt(shape, gamma_of_shape, x);
    (point.cdf < p ? low : high) = x;
    const double step = (point.cdf - p) / point.density;
    if (std::abs(step) < 1e-10 * std::max(x, shape)) return x - step;
    x -= step;
  }
  return x;
}

}  // namespace neteq::sim
