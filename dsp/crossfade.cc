// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/dsp/crossfade.h"

#include <algorithm>
#include <cstddef>

#include "dsp/internal/fades.h"
#include "dsp/internal/fades_body.h"
#include "dsp/internal/instruction_set.h"
#include "neteq/base/check.h"

namespace neteq::dsp {
namespace plain {

void Scale(const Fade& fade) noexcept { ScaleLanes<Float4>(fade); }
void Blend(const Fade& fade) noexcept { BlendLanes<Float4>(fade); }
void Mix(const Fade& fade) noexcept { MixLanes<Float4>(fade); }

}  // namespace plain

namespace {

/// Number of leading samples whose weight on a rising ramp is below 1.
size_t CountBelowOne(const Ramp& ramp, size_t size) {
  const float rise = (1.0F - ramp.start) / ramp.step - static_cast<float>(ramp.first);
  auto count = static_cast<size_t>(std::clamp(rise, 0.0F, static_cast<float>(size)));
  // Corrects for the rounding of the weights and of the quotient.
  while (count > 0 && WeightOf(ramp, count - 1) >= 1.0F) --count;
  while (count < size && WeightOf(ramp, count) < 1.0F) ++count;
  return count;
}

}  // namespace

void CrossFade(std::span<const float> from, std::span<const float> to,
               std::span<float> out) noexcept {
  const float step = 1.0F / static_cast<float>(out.size() + 1);
  Blend(from, to, {step, step}, out);
}

void Blend(std::span<const float> from, std::span<const float> to, Ramp share,
           std::span<float> out) noexcept {
  NETEQ_DCHECK(from.size() == to.size() && from.size() == out.size());
  const Fade fade{from.data(), to.data(), {}, share, out.data(), out.size()};
#if defined(__x86_64__)
  if (HasAvx2()) return avx2::Blend(fade);
#endif
  plain::Blend(fade);
}

void FadeIn(std::span<float> x, Ramp gain) noexcept {
  NETEQ_DCHECK(gain.step > 0.0F);
  // A gain of 1 or more changes nothing, so the row ends there.
  const Fade fade{x.data(), x.data(), {}, gain, x.data(), CountBelowOne(gain, x.size())};
#if defined(__x86_64__)
  if (HasAvx2()) return avx2::Scale(fade);
#endif
  plain::Scale(fade);
}

void MixInto(std::span<float> x, Ramp gain, std::span<const float> other,
             Ramp gain_other) noexcept {
  NETEQ_DCHECK(x.size() == other.size());
  const Fade fade{x.data(), other.data(), gain, gain_other, x.data(), x.size()};
#if defined(__x86_64__)
  if (HasAvx2()) return avx2::Mix(fade);
#endif
  plain::Mix(fade);
}

}  // namespace neteq::dsp
