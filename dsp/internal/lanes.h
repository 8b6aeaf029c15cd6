// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

/// Registers of several floats, by the vector extension that GCC and Clang share: SSE2 and NEON
/// have four lanes, AVX2 eight, AVX-512 sixteen. Arithmetic works lane by lane, with the roundings
/// of scalar code.
namespace neteq::dsp {

using Float4 [[gnu::vector_size(16)]] = float;
using Float8 [[gnu::vector_size(32)]] = float;
using Float16 [[gnu::vector_size(64)]] = float;
using Int4 [[gnu::vector_size(16)]] = int32_t;
using Int8 [[gnu::vector_size(32)]] = int32_t;
using Uint4 [[gnu::vector_size(16)]] = uint32_t;
using Uint8 [[gnu::vector_size(32)]] = uint32_t;

/// Of four bytes each.
template <class Lanes>
inline constexpr size_t kLanes = sizeof(Lanes) / sizeof(float);

/// By reference: a register wider than the instruction set's must not be passed by value.
template <class Lanes>
[[gnu::always_inline]] inline void Load(const void* from, Lanes& to) {
  std::memcpy(&to, from, sizeof(Lanes));
}
template <class Lanes>
[[gnu::always_inline]] inline void Store(const Lanes& from, void* to) {
  std::memcpy(to, &from, sizeof(Lanes));
}

}  // namespace neteq::dsp
