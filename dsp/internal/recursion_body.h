// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>

#include "dsp/internal/lanes.h"
#include "neteq/dsp/recursion.h"

/// Kernels of recursion.h for registers of any width; see products_body.h.
namespace neteq::dsp {
namespace {

/// Eight samples.
template <class Lanes>
struct Block {
  static constexpr size_t kRegisters = Recursion::kBlock / kLanes<Lanes>;

  Lanes lanes[kRegisters];

  [[gnu::always_inline]] void AddTo(const Block& other) {
    for (size_t r = 0; r < kRegisters; ++r) lanes[r] = lanes[r] + other.lanes[r];
  }
};

template <class Lanes>
[[gnu::always_inline]] inline void LoadBlock(const float* from, Block<Lanes>& to) {
  for (size_t r = 0; r < Block<Lanes>::kRegisters; ++r) Load(from + r * kLanes<Lanes>, to.lanes[r]);
}

/// product = x[kLane] * column
template <size_t kLane>
[[gnu::always_inline]] inline void Multiply(const Block<Float4>& x, const float* column,
                                            Block<Float4>& product) {
  constexpr int kOf = kLane % 4;
  const Float4 source = x.lanes[kLane / 4];
  const Float4 factor = __builtin_shufflevector(source, source, kOf, kOf, kOf, kOf);
  LoadBlock(column, product);
  product.lanes[0] = factor * product.lanes[0];
  product.lanes[1] = factor * product.lanes[1];
}
template <size_t kLane>
[[gnu::always_inline]] inline void Multiply(const Block<Float8>& x, const float* column,
                                            Block<Float8>& product) {
  constexpr int kOf = kLane;
  const Float8 source = x.lanes[0];
  const Float8 factor =
      __builtin_shufflevector(source, source, kOf, kOf, kOf, kOf, kOf, kOf, kOf, kOf);
  LoadBlock(column, product);
  product.lanes[0] = factor * product.lanes[0];
}

/// Response to outputs kFirst to kFirst + 3 of the previous block, summed pairwise.
template <class Lanes, size_t kFirst>
[[gnu::always_inline]] inline void Respond(const Block<Lanes>& last, const Recursion& recursion,
                                           Block<Lanes>& sum) {
  Block<Lanes> b;
  Block<Lanes> c;
  Block<Lanes> d;
  Multiply<kFirst>(last, recursion.response[kFirst], sum);
  Multiply<kFirst + 1>(last, recursion.response[kFirst + 1], b);
  Multiply<kFirst + 2>(last, recursion.response[kFirst + 2], c);
  Multiply<kFirst + 3>(last, recursion.response[kFirst + 3], d);
  sum.AddTo(b);
  c.AddTo(d);
  sum.AddTo(c);
}

template <class Lanes>
[[gnu::always_inline]] inline void RunBlocks(const float* in, size_t count, Recursion& recursion,
                                             float* out) {
  constexpr size_t kBlock = Recursion::kBlock;
  Block<Lanes> last;
  LoadBlock(recursion.last, last);
  for (size_t n = 0; n < count; n += kBlock) {
    Block<Lanes> sum;
    for (Lanes& lanes : sum.lanes) lanes = Lanes{};
    for (size_t j = 0; j < kBlock; ++j) {
      Block<Lanes> column;
      LoadBlock(recursion.impulse + kBlock - j, column);
      for (Lanes& lanes : column.lanes) lanes = in[n + j] * lanes;
      sum.AddTo(column);
    }
    Block<Lanes> older;
    Block<Lanes> newer;
    Respond<Lanes, 0>(last, recursion, older);
    Respond<Lanes, kBlock / 2>(last, recursion, newer);
    sum.AddTo(older);
    sum.AddTo(newer);
    last = sum;
    for (size_t r = 0; r < Block<Lanes>::kRegisters; ++r) {
      Store(last.lanes[r], out + n + r * kLanes<Lanes>);
    }
  }
  for (size_t r = 0; r < Block<Lanes>::kRegisters; ++r) {
    Store(last.lanes[r], recursion.last + r * kLanes<Lanes>);
  }
}

}  // namespace
}  // namespace neteq::dsp
