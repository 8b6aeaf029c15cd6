// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/dsp/vector_ops.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "dsp/internal/eigen_map.h"
#include "dsp/internal/instruction_set.h"
#include "dsp/internal/products.h"
#include "dsp/internal/rounding.h"
#include "neteq/base/check.h"

namespace neteq::dsp {
namespace {

/// Scales a sample to 16-bit units, clamps it and adds half a unit away from 0; truncation then
/// rounds to nearest.
float ToRoundUnits(float sample) {
  // This order of comparisons maps NaN to the upper bound, which avoids an undefined cast.
  const float scaled = sample * kInt16Scale;
  const float below = scaled < 32767.0F ? scaled : 32767.0F;
  const float inside = below > -32768.0F ? below : -32768.0F;
  return inside + std::copysign(0.5F, inside);
}

/// Rounds a row of samples into `to`, which has the same length.
void Round(std::span<const float> from, int16_t* to) {
  size_t n = 0;
#if defined(__x86_64__)
  if (HasAvx2()) n = avx2::RoundToInt16(from.data(), from.size(), to);
#endif
#ifdef __SSE2__
  // Eight samples per step, four times as fast as compiled ToRoundUnits and bit-identical to it:
  // minps returns its second operand for NaN, and a value too low to convert becomes INT32_MIN,
  // which packing saturates to -32768.
  const __m128 sign_bit = _mm_set1_ps(-0.0F);
  const auto units = [&](const float* x) {
    const __m128 scaled = _mm_mul_ps(_mm_loadu_ps(x), _mm_set1_ps(kInt16Scale));
    const __m128 below = _mm_min_ps(scaled, _mm_set1_ps(32767.0F));
    const __m128 half = _mm_or_ps(_mm_and_ps(below, sign_bit), _mm_set1_ps(0.5F));
    return _mm_cvttps_epi32(_mm_add_ps(below, half));
  };
  for (; n + 8 <= from.size(); n += 8) {
    const __m128i rounded = _mm_packs_epi32(units(from.data() + n), units(from.data() + n + 4));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to + n), rounded);
  }
#endif
  for (; n < from.size(); ++n) to[n] = static_cast<int16_t>(ToRoundUnits(from[n]));
}

float FromInt16(int16_t sample) { return static_cast<float>(sample) / kInt16Scale; }

// Samples converted contiguously per pass, before or after the strided interleaving (heuristic:
// long enough to vectorise, small on the stack).
constexpr size_t kBlock = 128;

}  // namespace

float DotProduct(std::span<const float> a, std::span<const float> b) noexcept {
  return InnerProduct(a, b);
}

float Energy(std::span<const float> x) noexcept { return DotProduct(x, x); }

void Scale(std::span<float> x, float gain) noexcept { AsWritableArray(x) *= gain; }

void AddScaled(std::span<const float> x, float gain, std::span<float> y) noexcept {
  NETEQ_DCHECK(x.size() == y.size());
  AsWritableArray(y) += gain * AsArray(x);
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

bool IsWithinFullScale(std::span<const float> x) noexcept {
  // Compares bit patterns without the sign: they order like the numbers, with NaN above all, and
  // integer comparisons vectorise.
  constexpr auto kFullScale = std::bit_cast<int32_t>(1.0F);
  int32_t beyond = 0;
  for (const float sample : x) {
    beyond |= (std::bit_cast<int32_t>(sample) & 0x7FFFFFFF) > kFullScale ? -1 : 0;
  }
  return beyond == 0;
}

void ClampToFullScale(AudioView audio) noexcept {
  for (int c = 0; c < audio.channels(); ++c) {
    for (float& sample : audio.Channel(c)) sample = std::clamp(sample, -1.0F, 1.0F);
  }
}

void ToInterleavedInt16(ConstAudioView in, std::span<int16_t> out) noexcept {
  const auto channels = static_cast<size_t>(in.channels());
  NETEQ_DCHECK(out.size() == channels * static_cast<size_t>(in.frames()));
  if (channels == 1) return Round(in.Channel(0), out.data());
  std::array<int16_t, kBlock> block;
  for (size_t c = 0; c < channels; ++c) {
    const auto row = in.Channel(static_cast<int>(c));
    for (size_t done = 0; done < row.size(); done += kBlock) {
      const size_t count = std::min(row.size() - done, kBlock);
      Round(row.subspan(done, count), block.data());
      int16_t* to = out.data() + done * channels + c;
      for (size_t n = 0; n < count; ++n) to[n * channels] = block[n];
    }
  }
}

void FromInterleavedInt16(std::span<const int16_t> in, AudioView out) noexcept {
  const auto channels = static_cast<size_t>(out.channels());
  NETEQ_DCHECK(in.size() == channels * static_cast<size_t>(out.frames()));
  std::array<int16_t, kBlock> block;
  for (size_t c = 0; c < channels; ++c) {
    const auto row = out.Channel(static_cast<int>(c));
    for (size_t done = 0; done < row.size(); done += kBlock) {
      const size_t count = std::min(row.size() - done, kBlock);
      const int16_t* from = in.data() + done * channels + c;
      for (size_t n = 0; n < count; ++n) block[n] = from[n * channels];
      float* to = row.data() + done;
      for (size_t n = 0; n < count; ++n) to[n] = FromInt16(block[n]);
    }
  }
}

void FromInterleaved(std::span<const float> in, AudioView out) noexcept {
  const auto channels = static_cast<size_t>(out.channels());
  NETEQ_DCHECK(in.size() == channels * static_cast<size_t>(out.frames()));
  for (size_t c = 0; c < channels; ++c) {
    const auto row = out.Channel(static_cast<int>(c));
    if (channels == 1) {
      std::copy(in.begin(), in.end(), row.begin());
      continue;
    }
    for (size_t n = 0; n < row.size(); ++n) row[n] = in[n * channels + c];
  }
}

}  // namespace neteq::dsp
