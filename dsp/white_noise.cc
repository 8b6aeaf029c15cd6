// SPDX-License-Identifier: BSD-3-Clause
#include "dsp/white_noise.h"

#include <cstring>

#include "base/check.h"
#include "base/random.h"
#include "dsp/internal/lanes.h"

namespace neteq::dsp {
namespace {

constexpr float kScale = 1.7320508F * 0x1p-31F;  // of a 32-bit number to +-sqrt(3)

/// The next number of each lane. The shifts are Marsaglia's.
[[gnu::always_inline]] inline void Advance(Uint4& x) {
  x ^= x << 13;
  x ^= x >> 17;
  x ^= x << 5;
}

[[gnu::always_inline]] inline void Write(const Uint4& x, float* out) {
  Int4 number;
  std::memcpy(&number, &x, sizeof(x));
  Store(__builtin_convertvector(number, Float4) * kScale, out);
}

}  // namespace

WhiteNoise::WhiteNoise(uint64_t seed) {
  Random random(seed);
  for (uint32_t& lane : lanes_) {
    do lane = random.Next();
    while (lane == 0);
  }
}

void WhiteNoise::Generate(std::span<float> out) noexcept {
  NETEQ_DCHECK(out.size() % kBlock == 0);
  Uint4 low;
  Uint4 high;
  std::memcpy(&low, lanes_.data(), sizeof(low));
  std::memcpy(&high, lanes_.data() + kBlock / 2, sizeof(high));
  for (size_t n = 0; n < out.size(); n += kBlock) {
    Advance(low);
    Advance(high);
    Write(low, out.data() + n);
    Write(high, out.data() + n + kBlock / 2);
  }
  std::memcpy(lanes_.data(), &low, sizeof(low));
  std::memcpy(lanes_.data() + kBlock / 2, &high, sizeof(high));
}

}  // namespace neteq::dsp
