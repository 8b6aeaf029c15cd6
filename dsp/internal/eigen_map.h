// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <span>

#include <Eigen/Core>

/// Maps spans to Eigen arrays. Include in .cc files only; public headers must not depend on Eigen.
namespace neteq::dsp {

using ConstArrayMap = Eigen::Map<const Eigen::ArrayXf>;
using ArrayMap = Eigen::Map<Eigen::ArrayXf>;

inline ConstArrayMap AsArray(std::span<const float> x) {
  return {x.data(), static_cast<Eigen::Index>(x.size())};
}
inline ArrayMap AsWritableArray(std::span<float> x) {
  return {x.data(), static_cast<Eigen::Index>(x.size())};
}

}  // namespace neteq::dsp
