// SPDX-License-Identifier: BSD-3-Clause
#include "dsp/vector_ops.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "base/check.h"
#include "dsp/eigen_map.h"

namespace neteq::dsp {
namespace {

constexpr float kInt16Scale = 32768.0F;  // 16-bit PCM: -32768 is full scale

int16_t ToInt16(float sample) {
  // The order of the arguments sends NaN to the upper bound instead of into an undefined cast.
  const float scaled = std::max(-32768.0F, std::min(32767.0F, sample * kInt16Scale));
  return static_cast<int16_t>(scaled + std::copysign(0.5F, scaled));
}

}  // namespace

// Eigen's own reduction keeps two running sums and waits for their additions; four registers of
// them are twice as fast.
float DotProduct(std::span<const float> a, std::span<const float> b) noexcept {
  NETEQ_DCHECK(a.size() == b.size());
  constexpr size_t kBlock = 16;
  using Block = Eigen::Array<float, kBlock, 1>;
  Block sums = Block::Zero();
  size_t n = 0;
  for (; n + kBlock <= a.size(); n += kBlock) {
    sums += Eigen::Map<const Block>(a.data() + n) * Eigen::Map<const Block>(b.data() + n);
  }
  const float rest = AsArray(a.subspan(n)).matrix().dot(AsArray(b.subspan(n)).matrix());
  return sums.sum() + rest;
}

float Energy(std::span<const float> x) noexcept { return DotProduct(x, x); }

void Scale(std::span<float> x, float gain) noexcept { AsWritableArray(x) *= gain; }

void AddScaled(std::span<const float> x, float gain, std::span<float> y) noexcept {
  NETEQ_DCHECK(x.size() == y.size());
  AsWritableArray(y) += gain * AsArray(x);
}

float ApplyRamp(std::span<float> x, float start, float step) noexcept {
  const auto gain = [=](size_t n) {
    return std::clamp(start + static_cast<float>(static_cast<int>(n)) * step, 0.0F, 1.0F);
  };
  for (size_t n = 0; n < x.size(); ++n) x[n] *= gain(n);
  return gain(x.size());
}

int LoudestChannel(ConstAudioView audio) noexcept {
  int loudest = 0;
  float highest = -1.0F;
  for (int c = 0; audio.channels() > 1 && c < audio.channels(); ++c) {
    const float energy = Energy(audio.Channel(c));
    if (energy > highest) {
      highest = energy;
      loudest = c;
    }
  }
  return loudest;
}

void ToInterleavedInt16(ConstAudioView in, std::span<int16_t> out) noexcept {
  const auto channels = static_cast<size_t>(in.channels());
  NETEQ_DCHECK(out.size() == channels * static_cast<size_t>(in.frames()));
  for (size_t c = 0; c < channels; ++c) {
    const auto row = in.Channel(static_cast<int>(c));
    for (size_t n = 0; n < row.size(); ++n) out[n * channels + c] = ToInt16(row[n]);
  }
}

void FromInterleavedInt16(std::span<const int16_t> in, AudioView out) noexcept {
  const auto channels = static_cast<size_t>(out.channels());
  NETEQ_DCHECK(in.size() == channels * static_cast<size_t>(out.frames()));
  for (size_t c = 0; c < channels; ++c) {
    const auto row = out.Channel(static_cast<int>(c));
    for (size_t n = 0; n < row.size(); ++n) {
      row[n] = static_cast<float>(in[n * channels + c]) / kInt16Scale;
    }
  }
}

void FromInterleaved(std::span<const float> in, AudioView out) noexcept {
  const auto channels = static_cast<size_t>(out.channels());
  NETEQ_DCHECK(in.size() == channels * static_cast<size_t>(out.frames()));
  for (size_t c = 0; c < channels; ++c) {
    const auto row = out.Channel(static_cast<int>(c));
    for (size_t n = 0; n < row.size(); ++n) row[n] = in[n * channels + c];
  }
}

}  // namespace neteq::dsp
