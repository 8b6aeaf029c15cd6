// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <span>

#include <Eigen/Core>

/// Spans seen as Eigen arrays. For .cc files only: no header of ours shows Eigen to its users.
namespace neteq::dsp {

using ConstArrayMap = Eigen::Map<const Eigen::ArrayXf>;
using ArrayMap = Eigen::Map<Eigen::ArrayXf>;

inline ConstArrayMap AsArray(std::span<const float> x) {
  return {x.data(), static_cast<Eigen::Index>(x.size())};
}
inline ArrayMap AsWritableArray(std::span<float> x) {
  return {x.data(), static_cast<Eigen::Index>(x.size())};
}

/// out[k] = <pattern, signal[k step .. k step + P)>: one product with the matrix whose columns are
/// the overlapping pieces of `signal`. Columns share the loads of the pattern, which saves up to
/// half the time of one dot product a column.
inline void SlideDotProduct(std::span<const float> pattern, const float* signal, int step,
                            std::span<float> out) {
  using Pieces = Eigen::Map<const Eigen::MatrixXf, Eigen::Unaligned, Eigen::OuterStride<>>;
  const auto length = static_cast<Eigen::Index>(pattern.size());
  const auto count = static_cast<Eigen::Index>(out.size());
  const Pieces pieces(signal, length, count, Eigen::OuterStride<>(step));
  AsWritableArray(out).matrix().noalias() = pieces.transpose() * AsArray(pattern).matrix();
}

}  // namespace neteq::dsp
