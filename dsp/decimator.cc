// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/dsp/decimator.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <numeric>

#include "dsp/internal/products.h"
#include "neteq/base/check.h"
#include "neteq/dsp/vector_ops.h"

namespace neteq::dsp {
namespace {

constexpr size_t kRegister = 8;

/// Modified Bessel function of order 0, by power series.
double BesselI0(double x) {
  double term = 1.0;
  double sum = 1.0;
  for (int k = 1; term > 1e-12 * sum; ++k) {
    const double ratio = x / (2.0 * k);
    term *= ratio * ratio;
    sum += term;
  }
  return sum;
}

double WindowedSinc(int n, int factor, const DecimatorDesign& design) {
  const double t = static_cast<double>(n) / factor;  // in output samples
  const double edge = t / design.reach_outputs;
  const double window = BesselI0(design.kaiser_beta * std::sqrt(std::max(0.0, 1.0 - edge * edge)));
  const double phase = 2.0 * std::numbers::pi * design.cutoff_ratio * t;
  return window * (n == 0 ? 1.0 : std::sin(phase) / phase);
}

std::vector<float> LowPassTaps(int factor, const DecimatorDesign& design) {
  const int reach = design.reach_outputs * factor;
  std::vector<double> taps(static_cast<size_t>(2 * reach + 1));
  for (int n = -reach; n <= reach; ++n) {
    taps[static_cast<size_t>(n + reach)] = WindowedSinc(n, factor, design);
  }
  const double sum = std::accumulate(taps.begin(), taps.end(), 0.0);
  std::vector<float> scaled(taps.size());
  std::transform(taps.begin(), taps.end(), scaled.begin(),
                 [sum](double tap) { return static_cast<float>(tap / sum); });
  // Leading zeros make the length a multiple of a register.
  scaled.insert(scaled.begin(), (kRegister - scaled.size() % kRegister) % kRegister, 0.0F);
  return scaled;
}

int FactorFor(SampleRate rate, const DecimatorDesign& design) {
  return std::max(1, static_cast<int>(std::lround(rate.hz() / design.rate_hz)));
}

}  // namespace

Decimator::Decimator(SampleRate rate, const DecimatorDesign& design)
    : factor_(FactorFor(rate, design)),
      reach_(design.reach_outputs * factor_),
      output_rate_hz_(static_cast<double>(rate.hz()) / factor_),
      taps_(LowPassTaps(factor_, design)) {}

float Decimator::AtEdge(std::span<const float> in, int centre) const noexcept {
  const int size = static_cast<int>(in.size());
  const int first = std::max(0, centre - before());
  const int end = std::min(size, centre + reach_ + 1);
  const auto count = static_cast<size_t>(end - first);
  return InnerProduct(
      in.subspan(static_cast<size_t>(first), count),
      std::span(taps_).subspan(static_cast<size_t>(first - centre + before()), count));
}

void Decimator::Process(std::span<const float> in, int first, std::span<float> out) const noexcept {
  const int size = static_cast<int>(in.size());
  const int count = static_cast<int>(out.size());
  NETEQ_DCHECK(first >= 0 && (count == 0 || first + (count - 1) * factor_ < size));
  // Outputs [inner, inner_end) read only samples inside `in`.
  const int missing = std::max(0, before() - first);
  const int inner = std::min(count, (missing + factor_ - 1) / factor_);
  const int room = size - 1 - reach_ - first;
  const int inner_end = std::clamp(room < 0 ? 0 : room / factor_ + 1, inner, count);
  for (int i = 0; i < inner; ++i) out[static_cast<size_t>(i)] = AtEdge(in, first + i * factor_);
  if (inner_end > inner) {
    SlideProduct(taps_, in.subspan(static_cast<size_t>(first + inner * factor_ - before())),
                 static_cast<size_t>(factor_),
                 out.subspan(static_cast<size_t>(inner), static_cast<size_t>(inner_end - inner)));
  }
  for (int i = inner_end; i < count; ++i) {
    out[static_cast<size_t>(i)] = AtEdge(in, first + i * factor_);
  }
}

void Decimator::AddInterpolated(std::span<const float> low, int first,
                                std::span<float> out) const noexcept {
  const int size = static_cast<int>(out.size());
  const auto taps = std::span(taps_).last(static_cast<size_t>(2 * reach_ + 1));
  for (size_t i = 0; i < low.size(); ++i) {
    const int start = first + static_cast<int>(i) * factor_ - reach_;
    const int begin = std::clamp(start, 0, size);
    const int end = std::clamp(start + 2 * reach_ + 1, begin, size);
    if (begin == end) continue;
    const auto count = static_cast<size_t>(end - begin);
    AddScaled(taps.subspan(static_cast<size_t>(begin - start), count),
              low[i] * static_cast<float>(factor_), out.subspan(static_cast<size_t>(begin), count));
  }
}

}  // namespace neteq::dsp
