// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/dsp/segment_noise.h"

#include <algorithm>

#include "neteq/dsp/vector_ops.h"

namespace neteq::dsp {
namespace {

void Reverse(AudioView audio) {
  for (int c = 0; c < audio.channels(); ++c) {
    const auto row = audio.Channel(c);
    std::reverse(row.begin(), row.end());
  }
}

}  // namespace

SegmentNoise::SegmentNoise(int channels, int segment)
    : segment_(segment),
      unvoiced_(channels),
      unvoiced_samples_(channels, segment),
      background_samples_(channels, segment) {}

void SegmentNoise::Reset() noexcept {
  unvoiced_.Reset();
  used_ = 0;
}

void SegmentNoise::Make(const Heard& heard, int position, BackgroundNoise& noise,
                        Random& random) noexcept {
  if (heard.background) {
    const AudioView out = background_samples_.First(segment_);
    const float gain = heard.background_gain;
    if (gain == 0.0F) {
      Clear(out);
    } else {
      noise.Generate(random, out);
      for (int c = 0; gain < 1.0F && c < out.channels(); ++c) Scale(out.Channel(c), gain);
    }
  }
  if (heard.unvoiced) unvoiced_.Generate(unvoiced_samples_.First(segment_));
  used_ = position;
}

void SegmentNoise::Turn(const Heard& heard) noexcept {
  if (heard.background) Reverse(background_samples_.First(segment_));
  if (heard.unvoiced) Reverse(unvoiced_samples_.First(segment_));
  used_ = segment_ - used_;
}

}  // namespace neteq::dsp
