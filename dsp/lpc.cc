// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/dsp/lpc.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "dsp/internal/products.h"
#include "neteq/base/check.h"
#include "neteq/dsp/vector_ops.h"

namespace neteq::dsp {
namespace {

// A pole closer to the unit circle rings longer than a concealment lasts (NetEQ: about 0.9995).
constexpr double kMaxReflection = 0.9995;
// White noise added before the fit, -40 dB, as in ITU-T G.729: low-passed speech at high rates
// would otherwise give nearly singular equations.
constexpr double kWhiteNoiseFloor = 1e-4;

LpcModel WhiteModel(int order) {
  LpcModel white;
  white.order = order;
  return white;
}

using Coefficients = std::array<double, kMaxLpcOrder + 1>;

/// Step-up recursion from order i - 1 to order i, in place.
void StepUp(Coefficients& a, size_t i, double reflection) {
  for (size_t j = 1; j < i - j; ++j) {
    const double mirrored = a[i - j];
    a[i - j] += reflection * a[j];
    a[j] += reflection * mirrored;
  }
  if (i % 2 == 0) a[i / 2] += reflection * a[i / 2];
  a[i] = reflection;
}

LpcModel MakeModel(const Coefficients& a, std::span<const double> reflection) {
  LpcModel model;
  model.order = static_cast<int>(reflection.size());
  model.stable = true;
  double residual = 1.0;
  for (size_t i = 0; i < reflection.size(); ++i) {
    model.a[i + 1] = static_cast<float>(a[i + 1]);
    model.reflection[i] = static_cast<float>(reflection[i]);
    residual *= 1.0 - reflection[i] * reflection[i];
  }
  model.prediction_gain = static_cast<float>(1.0 / residual);
  return model;
}

/// Levinson-Durbin recursion in double precision: at 48 kHz every order subtracts numbers that
/// agree to 4 digits or more.
LpcModel Levinson(std::span<const double> r, int order) {
  if (!(r[0] > 0.0)) return WhiteModel(order);
  Coefficients a{1.0};
  std::array<double, kMaxLpcOrder> reflection{};
  double error = r[0];
  for (size_t i = 1; i <= static_cast<size_t>(order); ++i) {
    double sum = 0.0;
    for (size_t j = 0; j < i; ++j) sum += a[j] * r[i - j];
    const double k = -sum / error;
    if (!(std::abs(k) <= kMaxReflection)) return WhiteModel(order);
    reflection[i - 1] = k;
    StepUp(a, i, k);
    error *= 1.0 - k * k;
  }
  return MakeModel(a, std::span(reflection).first(static_cast<size_t>(order)));
}

/// r[k] = sum x[n] x[n - k]. Samples that have all lags are summed in one pass, the first ones
/// separately.
void AutoCorrelate(std::span<const float> x, std::span<double> r) {
  const size_t order = r.size() - 1;
  std::array<float, kMaxLpcOrder + 1> products;
  const auto slid = std::span(products).first(r.size());
  SlideProduct(x.subspan(order), x, 1, slid);
  for (size_t lag = 0; lag <= order; ++lag) {
    r[lag] = static_cast<double>(slid[order - lag]);
    for (size_t n = lag; n < order; ++n) {
      r[lag] += static_cast<double>(x[n]) * static_cast<double>(x[n - lag]);
    }
  }
}

}  // namespace

LpcModel FitLpc(std::span<const float> x, int order) noexcept {
  NETEQ_DCHECK(order > 0 && order <= kMaxLpcOrder && x.size() > static_cast<size_t>(order));
  std::array<double, kMaxLpcOrder + 1> r{};
  AutoCorrelate(x, std::span(r).first(static_cast<size_t>(order) + 1));
  if (!(r[0] > static_cast<double>(kSilentPower) * static_cast<double>(x.size()))) {
    return WhiteModel(order);
  }
  r[0] *= 1.0 + kWhiteNoiseFloor;
  return Levinson(r, order);
}

LpcModel LevinsonDurbin(std::span<const float> autocorrelation, int order) noexcept {
  NETEQ_DCHECK(order <= kMaxLpcOrder && autocorrelation.size() > static_cast<size_t>(order));
  std::array<double, kMaxLpcOrder + 1> r{};
  std::copy_n(autocorrelation.begin(), order + 1, r.begin());
  return Levinson(r, order);
}

LpcModel LpcFromReflection(std::span<const float> reflection) noexcept {
  NETEQ_DCHECK(reflection.size() <= static_cast<size_t>(kMaxLpcOrder));
  Coefficients a{1.0};
  std::array<double, kMaxLpcOrder> k{};
  std::copy(reflection.begin(), reflection.end(), k.begin());
  for (size_t i = 0; i < reflection.size(); ++i) {
    if (!(std::abs(k[i]) <= kMaxReflection)) return WhiteModel(static_cast<int>(reflection.size()));
    StepUp(a, i + 1, k[i]);
  }
  return MakeModel(a, std::span(k).first(reflection.size()));
}

void AnalysisFilter(const LpcModel& model, std::span<const float> x,
                    std::span<float> out) noexcept {
  const auto order = static_cast<size_t>(model.order);
  NETEQ_DCHECK(x.size() == out.size() + order);
  std::copy(x.begin() + static_cast<ptrdiff_t>(order), x.end(), out.begin());
  for (size_t k = 1; k <= order; ++k) {
    AddScaled(x.subspan(order - k, out.size()), model.a[k], out);
  }
}

void SynthesisFilter(const LpcModel& model, std::span<const float> in, std::span<float> state,
                     std::span<float> out) noexcept {
  const auto order = static_cast<size_t>(model.order);
  NETEQ_DCHECK(state.size() >= order && in.size() == out.size());
  // Sums the oldest output first, so that only the last product depends on the previous sample.
  const size_t start = std::min(order, out.size());
  for (size_t n = 0; n < start; ++n) {
    float sum = in[n];
    for (size_t k = order; k > n; --k) sum -= model.a[k] * state[state.size() + n - k];
    for (size_t k = n; k >= 1; --k) sum -= model.a[k] * out[n - k];
    out[n] = sum;
  }
  for (size_t n = start; n < out.size(); ++n) {
    float sum = in[n];
    for (size_t k = order; k >= 1; --k) sum -= model.a[k] * out[n - k];
    out[n] = sum;
  }
  const size_t fresh = std::min(out.size(), state.size());
  std::copy(state.begin() + static_cast<ptrdiff_t>(fresh), state.end(), state.begin());
  std::copy(out.end() - static_cast<ptrdiff_t>(fresh), out.end(),
            state.end() - static_cast<ptrdiff_t>(fresh));
}

}  // namespace neteq::dsp
