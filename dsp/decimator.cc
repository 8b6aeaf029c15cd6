// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/dsp/decimator.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <numeric>

#include "dsp/internal/products.h"
#include "neteq/base/check.h"

namespace neteq::dsp {
namespace {

// Rate of the pitch search (NetEQ): covers the fundamental and the first formant of voiced speech.
constexpr double kAnalysisRateHz = 4000.0;

// Low-pass for an output rate of 4 kHz, Kaiser window design: stop band from 2.3 kHz, 43 dB
// attenuation. Taps span 6 output samples, so the transition is (43 - 7.95) / (2.285 * 6) rad per
// sample wide and the pass band ends at 0.67 kHz. Heuristic: longer filters are better but slower;
// this one takes a third of the time of a pitch search.
constexpr int kReachOutputs = 3;
constexpr double kCutoffRatio = 1.49 / 4.0;  // middle of the transition band
constexpr double kKaiserBeta = 3.75;         // 0.5842 (43 - 21)^0.4 + 0.07886 (43 - 21)

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

double WindowedSinc(int n, int factor) {
  const double t = static_cast<double>(n) / factor;  // in output samples
  const double edge = t / kReachOutputs;
  const double window = BesselI0(kKaiserBeta * std::sqrt(std::max(0.0, 1.0 - edge * edge)));
  const double phase = 2.0 * std::numbers::pi * kCutoffRatio * t;
  return window * (n == 0 ? 1.0 : std::sin(phase) / phase);
}

std::vector<float> LowPassTaps(int factor) {
  const int reach = kReachOutputs * factor;
  std::vector<double> taps(static_cast<size_t>(2 * reach + 1));
  for (int n = -reach; n <= reach; ++n) {
    taps[static_cast<size_t>(n + reach)] = WindowedSinc(n, factor);
  }
  const double sum = std::accumulate(taps.begin(), taps.end(), 0.0);
  std::vector<float> scaled(taps.size());
  std::transform(taps.begin(), taps.end(), scaled.begin(),
                 [sum](double tap) { return static_cast<float>(tap / sum); });
  // Leading zeros make the length a multiple of a register.
  scaled.insert(scaled.begin(), (kRegister - scaled.size() % kRegister) % kRegister, 0.0F);
  return scaled;
}

int FactorFor(SampleRate rate) {
  return std::max(1, static_cast<int>(std::lround(rate.hz() / kAnalysisRateHz)));
}

}  // namespace

Decimator::Decimator(SampleRate rate)
    : factor_(FactorFor(rate)),
      reach_(kReachOutputs * factor_),
      output_rate_hz_(static_cast<double>(rate.hz()) / factor_),
      taps_(LowPassTaps(factor_)) {}

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

}  // namespace neteq::dsp
