// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/dsp/burg.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "dsp/internal/products.h"
#include "neteq/base/check.h"
#include "neteq/dsp/vector_ops.h"

namespace neteq::dsp {
namespace {

// The fit ends when the prediction error falls below this share of the energy: -140 dB, the rounding
// errors of single precision.
constexpr double kSmallestError = 1e-14;

/// Sum of products, in four partial sums.
double Product(std::span<const double> a, std::span<const double> b) {
  std::array<double, 4> sums{};
  const size_t whole = a.size() / 4 * 4;
  for (size_t n = 0; n < whole; n += 4) {
    for (size_t lane = 0; lane < 4; ++lane) sums[lane] += a[n + lane] * b[n + lane];
  }
  double rest = 0.0;
  for (size_t n = whole; n < a.size(); ++n) rest += a[n] * b[n];
  return (sums[0] + sums[2]) + (sums[1] + sums[3]) + rest;
}

/// One stage of the lattice: forward[n] += k backward[n], backward[n] += k forward[n].
void Reflect(float k, std::span<float> forward, std::span<float> backward) {
  float* const f = forward.data();
  float* const b = backward.data();
  const size_t count = forward.size();
  for (size_t n = 0; n < count; ++n) {
    const float ahead = f[n];
    const float behind = b[n];
    f[n] = ahead + k * behind;
    b[n] = behind + k * ahead;
  }
}

/// Polynomial A(z) of order i from that of order i - 1.
void StepUp(std::span<double> a, size_t i, double k) {
  a[i] = k;
  for (size_t j = 1; 2 * j <= i; ++j) {
    const double low = a[j];
    const double high = a[i - j];
    a[j] = low + k * high;
    if (j != i - j) a[i - j] = high + k * low;
  }
}

}  // namespace

Predictor FitBurg(std::span<const float> x, int order, BurgScratch& scratch) noexcept {
  NETEQ_DCHECK(x.size() <= kMaxBurgSamples);
  Predictor predictor;
  const double energy = static_cast<double>(Energy(x));
  if (!(energy > static_cast<double>(kSilentPower) * static_cast<double>(x.size()))) {
    return predictor;
  }
  const auto highest =
      static_cast<size_t>(std::min({order, kMaxBurgOrder, static_cast<int>(x.size()) / 2}));
  std::copy(x.begin(), x.end(), scratch.forward.begin());
  std::copy(x.begin(), x.end(), scratch.backward.begin());
  std::array<double, kMaxBurgOrder + 1> a{1.0};
  size_t stages = 0;
  while (stages < highest) {
    const size_t count = x.size() - stages - 1;
    const auto forward = std::span(scratch.forward).subspan(stages + 1, count);
    const auto backward = std::span(scratch.backward).first(count);
    const double error =
        static_cast<double>(Energy(forward)) + static_cast<double>(Energy(backward));
    if (!(error > kSmallestError * energy)) break;
    const double k = -2.0 * static_cast<double>(InnerProduct(forward, backward)) / error;
    Reflect(static_cast<float>(k), forward, backward);
    StepUp(a, ++stages, k);
  }
  predictor.order = static_cast<int>(stages);
  for (size_t k = 1; k <= stages; ++k) {
    predictor.coefficients[stages - k] = -a[k];
  }
  return predictor;
}

void Extrapolate(const Predictor& predictor, int known, std::span<double> x) noexcept {
  NETEQ_DCHECK(known >= predictor.order);
  const auto order = static_cast<size_t>(predictor.order);
  const auto coefficients = std::span(predictor.coefficients).first(order);
  for (auto n = static_cast<size_t>(known); n < x.size(); ++n) {
    x[n] = Product(coefficients, x.subspan(n - order, order));
  }
}

}  // namespace neteq::dsp
