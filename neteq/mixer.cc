// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/mixer.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "neteq/base/check.h"

namespace neteq {
namespace {

// Largest sample of the output. Heuristic: 0.2 dB below full scale, so that resampling adds no
// clipping.
constexpr float kCeiling = 0.977F;

// Rise of the gain per tick. Heuristic: 6 dB in a second, which is not heard as pumping.
constexpr float kRelease = 1.0069F;  // 10^(6 / 20 / 100)

// Share of a tick in which the gain falls: 1 ms. Heuristic: longer than a click, shorter than a
// pitch period.
constexpr int kAttackShare = 10;

float Peak(ConstAudioView audio) {
  float peak = 0.0F;
  for (int c = 0; c < audio.channels(); ++c) {
    for (const float sample : audio.Channel(c)) peak = std::max(peak, std::abs(sample));
  }
  return peak;
}

}  // namespace

void Mixer::Begin() noexcept { Clear(sum_.First(samples_)); }

void Mixer::Add(ConstAudioView audio) noexcept {
  NETEQ_DCHECK(audio.channels() == sum_.channels() && audio.frames() == samples_);
  const AudioView sum = sum_.First(samples_);
  for (int c = 0; c < sum.channels(); ++c) {
    const auto from = audio.Channel(c);
    const auto to = sum.Channel(c);
    for (size_t n = 0; n < to.size(); ++n) to[n] += from[n];
  }
}

void Mixer::Finish(AudioView out) noexcept {
  NETEQ_DCHECK(out.channels() == sum_.channels() && out.frames() == samples_);
  const AudioView sum = sum_.First(samples_);
  const float peak = Peak(sum);
  const float allowed = peak > kCeiling ? kCeiling / peak : 1.0F;
  const float target = std::min({1.0F, allowed, gain_ * kRelease});
  const int ramp = target < gain_ ? samples_ / kAttackShare : samples_;
  const float step = (target - gain_) / static_cast<float>(std::max(1, ramp));
  for (int c = 0; c < sum.channels(); ++c) {
    const auto from = sum.Channel(c);
    const auto to = out.Channel(c);
    for (size_t n = 0; n < to.size(); ++n) {
      const int ramped = std::min(static_cast<int>(n) + 1, ramp);
      const float gain = gain_ + step * static_cast<float>(ramped);
      to[n] = std::clamp(gain * from[n], -1.0F, 1.0F);
    }
  }
  gain_ = target;
}

}  // namespace neteq
