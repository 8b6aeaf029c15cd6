// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

/// SIMD registers of floats, by the vector extension of GCC and Clang: four lanes with SSE2 and
/// NEON, eight with AVX2, sixteen with AVX-512. Arithmetic is lane by lane and rounds like scalar
/// code.
namespace neteq::dsp {

using Float4 [[gnu::vector_size(16)]] = float;
using Float8 [[gnu::vector_size(32)]] = float;
using Float16 [[gnu::vector_size(64)]] = float;
using Int4 [[gnu::vector_size(16)]] = int32_t;
using Int8 [[gnu::vector_size(32)]] = int32_t;
using Uint4 [[gnu::vector_size(16)]] = uint32_t;
using Uint8 [[gnu::vector_size(32)]] = uint32_t;

/// Number of lanes of four bytes.
template <class Lanes>
inline constexpr size_t kLanes = sizeof(Lanes) / sizeof(float);

/// Loads and stores by reference: passing a register wider than those of the instruction set by
/// value changes the ABI.
template <class Lanes>
[[gnu::always_inline]] inline void Load(const void* from, Lanes& to) {
  std::memcpy(&to, from, sizeof(Lanes));
}
template <class Lanes>
[[gnu::always_inline]] inline void Store(const Lanes& from, void* to) {
  std::memcpy(to, &from, sizeof(Lanes));
}

}  // namespace neteq::dsp
