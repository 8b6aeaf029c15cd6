// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>

#include "dsp/internal/lanes.h"
#include "dsp/internal/products.h"

/// Kernels of products.h for registers of any width. Included by one file per instruction set,
/// hence the unnamed namespace.
namespace neteq::dsp {
namespace {

constexpr size_t kSums = 16;  // one AVX-512 register
constexpr size_t kHalf = kSums / 2;
// When sliding by one sample over at least kManyPlaces places with a pattern of at most
// kLongestRunning samples, each lane computes one place. Heuristic: longer patterns would
// accumulate too much rounding error in a single running sum.
constexpr size_t kManyPlaces = 16;
constexpr size_t kLongestRunning = 128;

/// Loads a full register, or half of a 512-bit register followed by zeros.
template <class Lanes, size_t kCount>
[[gnu::always_inline]] inline void LoadUpTo(const float* from, Lanes& to) {
  if constexpr (kCount >= kLanes<Lanes>) {
    Load(from, to);
  } else {
    Float8 half;
    Load(from, half);
    to = __builtin_shufflevector(half, Float8{}, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14,
                                 15);
  }
}

/// Adds 16 or 8 products to the sums of each of `kGroup` places.
template <class Lanes, size_t kGroup, size_t kCount>
[[gnu::always_inline]] inline void AddProducts(const float* pattern, const float* signal,
                                               size_t step,
                                               Lanes (&sums)[kGroup][kSums / kLanes<Lanes>]) {
  for (size_t n = 0; n < kCount; n += kLanes<Lanes>) {
    Lanes p;
    LoadUpTo<Lanes, kCount>(pattern + n, p);
    for (size_t g = 0; g < kGroup; ++g) {
      Lanes s;
      LoadUpTo<Lanes, kCount>(signal + g * step + n, s);
      sums[g][n / kLanes<Lanes>] += p * s;
    }
  }
}

/// Folds 16 sums to four: adds sums i and i + 8, then i and i + 4.
[[gnu::always_inline]] inline Float4 FoldToFour(const Float4 (&sums)[4]) {
  return (sums[0] + sums[2]) + (sums[1] + sums[3]);
}
[[gnu::always_inline]] inline Float4 FoldToFour(const Float8 (&sums)[2]) {
  const Float8 half = sums[0] + sums[1];
  return __builtin_shufflevector(half, half, 0, 1, 2, 3) +
         __builtin_shufflevector(half, half, 4, 5, 6, 7);
}
[[gnu::always_inline]] inline Float4 FoldToFour(const Float16 (&sums)[1]) {
  const Float8 halves[2] = {
      __builtin_shufflevector(sums[0], sums[0], 0, 1, 2, 3, 4, 5, 6, 7),
      __builtin_shufflevector(sums[0], sums[0], 8, 9, 10, 11, 12, 13, 14, 15)};
  return FoldToFour(halves);
}

/// Folds four registers to one value each: (x0 + x2) + (x1 + x3).
[[gnu::always_inline]] inline Float4 FoldToOne(const Float4 (&x)[4]) {
  const Float4 ab = __builtin_shufflevector(x[0], x[1], 0, 4, 1, 5) +
                    __builtin_shufflevector(x[0], x[1], 2, 6, 3, 7);
  const Float4 cd = __builtin_shufflevector(x[2], x[3], 0, 4, 1, 5) +
                    __builtin_shufflevector(x[2], x[3], 2, 6, 3, 7);
  return __builtin_shufflevector(ab, cd, 0, 1, 4, 5) + __builtin_shufflevector(ab, cd, 2, 3, 6, 7);
}

/// Inner products with `kGroup` segments of the signal at once, sharing the loads of the pattern.
/// `kGroup` is at most 4, or 8.
template <class Lanes, size_t kGroup>
[[gnu::always_inline]] inline void GroupProducts(const float* pattern, size_t length,
                                                 const float* signal, size_t step, float* out) {
  // GCC would compile an initialiser to a slow memory clear.
  Lanes sums[kGroup][kSums / kLanes<Lanes>];
  for (auto& row : sums) {
    for (Lanes& sum : row) sum = Lanes{};
  }
  size_t n = 0;
  for (; n + kSums <= length; n += kSums) {
    AddProducts<Lanes, kGroup, kSums>(pattern + n, signal + n, step, sums);
  }
  if (n + kHalf <= length) {
    AddProducts<Lanes, kGroup, kHalf>(pattern + n, signal + n, step, sums);
    n += kHalf;
  }
  for (size_t first = 0; first < kGroup; first += 4) {
    constexpr size_t kAtOnce = kGroup < 4 ? kGroup : 4;
    Float4 fours[4] = {Float4{}, Float4{}, Float4{}, Float4{}};
    for (size_t g = 0; g < kAtOnce; ++g) fours[g] = FoldToFour(sums[first + g]);
    const Float4 folded = FoldToOne(fours);
    std::memcpy(out + first, &folded, kAtOnce * sizeof(float));
  }
  for (size_t g = 0; n < length && g < kGroup; ++g) {
    float rest = 0.0F;
    for (size_t i = n; i < length; ++i) rest += pattern[i] * signal[g * step + i];
    out[g] += rest;
  }
}

/// Inner products with the segments that start at signal[0, kPlaces).
template <class Lanes, size_t kPlaces>
[[gnu::always_inline]] inline void RunningProducts(const float* pattern, size_t length,
                                                   const float* signal, float* out) {
  constexpr size_t kRegisters = kPlaces / kLanes<Lanes>;
  Lanes sums[kRegisters];
  for (Lanes& sum : sums) sum = Lanes{};
  for (size_t n = 0; n < length; ++n) {
    for (size_t r = 0; r < kRegisters; ++r) {
      Lanes s;
      Load(signal + n + r * kLanes<Lanes>, s);
      sums[r] += pattern[n] * s;
    }
  }
  for (size_t r = 0; r < kRegisters; ++r) Store(sums[r], out + r * kLanes<Lanes>);
}

/// Requires `count` >= kPlaces. If the last places do not fill the registers, recomputes some.
template <class Lanes, size_t kPlaces>
[[gnu::always_inline]] inline void SlideByOne(const Sliding& task) {
  const auto [pattern, length, signal, step, out, count] = task;
  for (size_t k = 0; k + kPlaces <= count; k += kPlaces) {
    RunningProducts<Lanes, kPlaces>(pattern, length, signal + k, out + k);
  }
  if (count % kPlaces == 0) return;
  const size_t last = count - kPlaces;
  RunningProducts<Lanes, kPlaces>(pattern, length, signal + last, out + last);
}

template <class Lanes, size_t kGroup>
[[gnu::always_inline]] inline void Slide(const Sliding& task) {
  const auto [pattern, length, signal, step, out, count] = task;
  if (step == 1 && count >= kManyPlaces && length <= kLongestRunning) {
    if (count >= 2 * kManyPlaces) return SlideByOne<Lanes, 2 * kManyPlaces>(task);
    return SlideByOne<Lanes, kManyPlaces>(task);
  }
  size_t k = 0;
  for (; k + kGroup <= count; k += kGroup) {
    GroupProducts<Lanes, kGroup>(pattern, length, signal + k * step, step, out + k);
  }
  if (kGroup > 4 && k + 4 <= count) {
    GroupProducts<Lanes, 4>(pattern, length, signal + k * step, step, out + k);
    k += 4;
  }
  for (; k + 2 <= count; k += 2) {
    GroupProducts<Lanes, 2>(pattern, length, signal + k * step, step, out + k);
  }
  for (; k < count; ++k) {
    GroupProducts<Lanes, 1>(pattern, length, signal + k * step, step, out + k);
  }
}

}  // namespace
}  // namespace neteq::dsp
