// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/dsp/varispeed.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <span>
#include <vector>

#include "dsp/internal/eigen_map.h"
#include "neteq/base/check.h"

namespace neteq::dsp {
namespace {

// Number of tabulated fractions. Linear interpolation between them has an error of (2 pi f / fs)^2
// / (8 kPhases^2): -98 dB for a sine of 20 kHz at 48 kHz. A power of two makes the split exact.
constexpr int kPhases = 256;

// Shape b of the window exp(b (sqrt(1 - t^2) - 1)), which is as good as a Kaiser window and needs
// no Bessel function. Heuristic, tuned on sines at all fractions: b = 10 keeps errors below -93 dB
// up to a distance of 3.3 / reach from the Nyquist frequency (relative to it).
constexpr double kWindowShape = 10.0;
constexpr double kReachTimesMargin = 3.3;

// Pass band: the audible band of full-band codecs or 7/8 of the Nyquist frequency, which includes
// the bands of narrowband, wideband and super-wideband speech: 3.4, 7 and 14 kHz (ITU-T G.712,
// G.722, G.722.1 Annex C).
constexpr double kAudibleHz = 20'000.0;
constexpr double kPassBand = 0.875;

// Partial sums of an inner product, added in a fixed order: bit-identical at every SIMD width.
constexpr int kLanes = 8;

/// Taps on each side of an output; a multiple of half the lanes.
int ReachFor(SampleRate rate) {
  const double pass_band = std::min(kPassBand, kAudibleHz / (0.5 * rate.hz()));
  const double reach = kReachTimesMargin / (1.0 - pass_band);
  constexpr int kHalf = kLanes / 2;
  return kHalf * static_cast<int>(std::ceil(reach / kHalf));
}

/// Weight of the input `t` samples away from the output.
double WindowedSinc(double t, int reach) {
  if (t == 0.0) return 1.0;
  // Exact zeros at the other inputs, where sin(pi t) is only close to 0.
  if (t == std::floor(t)) return 0.0;
  const double edge = t / reach;
  const double window = std::exp(kWindowShape * (std::sqrt(1.0 - edge * edge) - 1.0));
  return window * std::sin(std::numbers::pi * t) / (std::numbers::pi * t);
}

/// One row of taps for each fraction of a sample by which an output follows the centre input. Row
/// sums are 1 within 1e-6 up to 48 kHz, without normalisation.
std::vector<float> KernelRows(int taps) {
  std::vector<float> rows;
  rows.reserve(static_cast<size_t>((kPhases + 1) * taps));
  const int reach = taps / 2;
  for (int phase = 0; phase <= kPhases; ++phase) {
    const double fraction = static_cast<double>(phase) / kPhases;
    for (int n = 1 - reach; n <= reach; ++n) {
      rows.push_back(static_cast<float>(WindowedSinc(n - fraction, reach)));
    }
  }
  return rows;
}

/// Used instead of DotProduct, whose order of additions follows the SIMD width of Eigen.
float WeightedSum(std::span<const float> weights, const float* x) {
  using Lanes = Eigen::Array<float, kLanes, 1>;
  Lanes sums = Lanes::Zero();
  for (size_t n = 0; n < weights.size(); n += kLanes) {
    sums += Eigen::Map<const Lanes>(weights.data() + n) * Eigen::Map<const Lanes>(x + n);
  }
  const Eigen::Array4f halves = sums.head<4>() + sums.tail<4>();
  return (halves[0] + halves[2]) + (halves[1] + halves[3]);
}

}  // namespace

Varispeed::Varispeed(SampleRate rate, int channels)
    : taps_(2 * ReachFor(rate)),
      rows_(KernelRows(taps_)),
      weights_(static_cast<size_t>(taps_)),
      window_(channels, taps_ - 1 + rate.tick_samples()) {
  NETEQ_DCHECK(channels > 0);
}

void Varispeed::Interpolate() noexcept {
  const double place = fraction_ * kPhases;
  const auto row = static_cast<size_t>(place);
  const auto weight = static_cast<float>(place - static_cast<double>(row));
  const auto length = weights_.size();
  const auto below = AsArray(std::span(rows_).subspan(row * length, length));
  const auto above = AsArray(std::span(rows_).subspan((row + 1) * length, length));
  AsWritableArray(weights_) = below + weight * (above - below);
}

void Varispeed::Write(AudioView out) noexcept {
  const bool is_between_inputs = fraction_ != 0.0;
  if (is_between_inputs) Interpolate();
  const ConstAudioView reached = window_.Slice(next_, taps_);
  for (int c = 0; c < out.channels(); ++c) {
    const auto x = reached.Channel(c);
    out.Channel(c).front() =
        is_between_inputs ? WeightedSum(weights_, x.data()) : x[static_cast<size_t>(taps_ / 2 - 1)];
  }
}

void Varispeed::Drop(int count) noexcept {
  next_ -= count;
  for (int c = 0; c < window_.channels(); ++c) {
    const auto kept = window_.Slice(count, taps_ - 1).Channel(c);
    std::copy(kept.begin(), kept.end(), window_.First(taps_ - 1).Channel(c).begin());
  }
}

int Varispeed::Process(ConstAudioView in, double speed, AudioView out) noexcept {
  NETEQ_DCHECK(speed >= kMinSpeed && speed <= kMaxSpeed);
  NETEQ_DCHECK(in.channels() == window_.channels() && out.channels() == in.channels());
  if (in.empty()) return 0;
  const double from = speed_ == 0.0 ? speed : speed_;
  const double slope = (speed - from) / in.frames();
  const int past = taps_ - 1;
  const int room = window_.capacity() - past;
  int produced = 0;
  for (int first = 0; first < in.frames(); first += room) {
    const int count = std::min(room, in.frames() - first);
    Copy(in.Slice(first, count), window_.Slice(past, count));
    while (next_ < count) {
      Write(out.Slice(produced++, 1));
      fraction_ += from + slope * (first + next_ + fraction_);
      const int whole = static_cast<int>(fraction_);
      fraction_ -= whole;
      next_ += whole;
    }
    Drop(count);
  }
  speed_ = speed;
  return produced;
}

void Varispeed::Reset() noexcept {
  Clear(window_.First(taps_ - 1));
  next_ = 0;
  fraction_ = 0.0;
  speed_ = 0.0;
}

}  // namespace neteq::dsp
