// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/play/convert_history.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <span>

namespace neteq::internal {
namespace {

// Zero crossings of the sinc on either side. Heuristic: images and aliases of speech are 60 dB
// down, and the converted audio is heard for only a few milliseconds.
constexpr int kZeroCrossings = 16;

// Table entries per zero crossing. Linear interpolation between them is exact to 1e-4.
constexpr int kResolution = 128;
constexpr size_t kTableSize = static_cast<size_t>(kZeroCrossings) * kResolution + 2;

/// One side of a Hann-windowed sinc.
std::array<float, kTableSize> MakeTable() {
  std::array<float, kTableSize> table{};
  table[0] = 1.0F;
  for (size_t i = 1; i + 2 < kTableSize; ++i) {
    const double x = static_cast<double>(i) / kResolution;
    const double angle = std::numbers::pi * x;
    table[i] = static_cast<float>(std::sin(angle) / angle *
                                  (0.5 + 0.5 * std::cos(angle / kZeroCrossings)));
  }
  return table;
}

const std::array<float, kTableSize> kTable = MakeTable();

/// The windowed sinc at `x`, in zero crossings.
double Kernel(double x) {
  const double place = std::abs(x) * kResolution;
  const auto below = static_cast<size_t>(place);
  if (below + 1 >= kTableSize) return 0.0;
  const double share = place - static_cast<double>(below);
  return (1.0 - share) * static_cast<double>(kTable[below]) +
         share * static_cast<double>(kTable[below + 1]);
}

double SampleOf(ConstAudioView audio, int channel, bool is_mean, int index) {
  if (!is_mean) {
    return static_cast<double>(
        audio.Channel(std::min(channel, audio.channels() - 1))[static_cast<size_t>(index)]);
  }
  double sum = 0.0;
  for (int c = 0; c < audio.channels(); ++c) {
    sum += static_cast<double>(audio.Channel(c)[static_cast<size_t>(index)]);
  }
  return sum / audio.channels();
}

/// A channel of `in` at `position`, in samples, limited to `band` times its Nyquist rate.
double Interpolate(ConstAudioView in, int channel, bool is_mean, double band, double position) {
  const int reach = static_cast<int>(std::ceil(kZeroCrossings / band));
  const int nearest = static_cast<int>(std::lround(position));
  const int first = std::max(0, nearest - reach);
  const int last = std::min(in.frames() - 1, nearest + reach);
  double sum = 0.0;
  for (int i = first; i <= last; ++i) {
    sum += SampleOf(in, channel, is_mean, i) * Kernel((position - i) * band);
  }
  return sum * band;
}

}  // namespace

void ConvertHistory(const HistoryPiece& from, SampleRate to_rate, AudioView to) noexcept {
  const ConstAudioView in = from.audio;
  const double step = static_cast<double>(from.rate.hz()) / to_rate.hz();
  const double band = std::min(1.0, 1.0 / step);  // cutoff relative to the input's Nyquist rate
  const bool is_mean = to.channels() == 1 && in.channels() > 1;
  for (int c = 0; c < to.channels(); ++c) {
    const auto row = to.Channel(c);
    for (int n = 0; n < to.frames(); ++n) {
      const double position = in.frames() - (to.frames() - n) * step;
      row[static_cast<size_t>(n)] = static_cast<float>(Interpolate(in, c, is_mean, band, position));
    }
  }
}

}  // namespace neteq::internal
