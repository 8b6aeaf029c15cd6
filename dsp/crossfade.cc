// SPDX-License-Identifier: BSD-3-Clause
#include "dsp/crossfade.h"

#include "base/check.h"
#include "dsp/eigen_map.h"

namespace neteq::dsp {

void CrossFade(std::span<const float> from, std::span<const float> to,
               std::span<float> out) noexcept {
  NETEQ_DCHECK(from.size() == to.size() && from.size() == out.size());
  if (out.empty()) return;
  const float step = 1.0F / static_cast<float>(out.size() + 1);
  const auto weight =
      Eigen::ArrayXf::LinSpaced(static_cast<Eigen::Index>(out.size()), step, 1.0F - step);
  // As from + w (to - from), not (1 - w) from + w to: fading between equals changes nothing at all.
  AsWritableArray(out) = AsArray(from) + weight * (AsArray(to) - AsArray(from));
}

}  // namespace neteq::dsp
