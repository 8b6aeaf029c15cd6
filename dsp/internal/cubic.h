// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>

namespace neteq::dsp {

/// Value of `x` at a fractional position, by the cubic polynomial through the four nearest samples
/// (Lagrange). Positions outside the row return its first or last sample.
template <class Sample>
float ReadCubic(std::span<const Sample> x, float position) {
  const auto last = static_cast<ptrdiff_t>(x.size()) - 1;
  // Also maps NaN to a valid position.
  const float inside = position > 0.0F ? std::min(position, static_cast<float>(last)) : 0.0F;
  const auto i = static_cast<ptrdiff_t>(inside);
  const float t = inside - static_cast<float>(i);
  const auto at = [&](ptrdiff_t k) {
    return static_cast<float>(x[static_cast<size_t>(std::clamp(k, ptrdiff_t{0}, last))]);
  };
  const float a = at(i - 1);
  const float b = at(i);
  const float c = at(i + 1);
  const float d = at(i + 2);
  const float first = c - a * (1.0F / 3.0F) - b * 0.5F - d * (1.0F / 6.0F);
  const float second = 0.5F * (a + c) - b;
  const float third = (d - a) * (1.0F / 6.0F) + (b - c) * 0.5F;
  return b + t * (first + t * (second + t * third));
}

}  // namespace neteq::dsp
