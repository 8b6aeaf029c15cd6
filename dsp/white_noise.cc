// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/dsp/white_noise.h"

#include "dsp/internal/instruction_set.h"
#include "dsp/internal/white_noise.h"
#include "dsp/internal/white_noise_body.h"
#include "neteq/base/check.h"
#include "neteq/base/random.h"

namespace neteq::dsp {
namespace plain {

void MakeNoise(uint32_t* generators, float* out, size_t count) noexcept {
  RunGenerators<Uint4, Int4, Float4>(generators, out, count);
}

}  // namespace plain

WhiteNoise::WhiteNoise(uint64_t seed) {
  Random random(seed);
  for (uint32_t& lane : lanes_) {
    do lane = random.Next();
    while (lane == 0);
  }
}

void WhiteNoise::Generate(std::span<float> out) noexcept {
  NETEQ_DCHECK(out.size() % kBlock == 0);
#if defined(__x86_64__)
  if (HasAvx2()) return avx2::MakeNoise(lanes_.data(), out.data(), out.size());
#endif
  plain::MakeNoise(lanes_.data(), out.data(), out.size());
}

}  // namespace neteq::dsp
