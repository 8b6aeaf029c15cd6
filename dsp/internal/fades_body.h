// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>

#include "dsp/internal/fades.h"
#include "dsp/internal/lanes.h"

/// Kernels of crossfade.h for registers of any width; see products_body.h.
namespace neteq::dsp {
namespace {

/// Weights of successive groups of samples, one per lane. Counts in floats, which are exact up to
/// 2^24, so that each sample gets the same weight as in scalar code.
template <class Lanes>
class Weights {
 public:
  [[gnu::always_inline]] explicit Weights(const Ramp& ramp) : ramp_(ramp) {
    for (int i = 0; i < static_cast<int>(kLanes<Lanes>); ++i) {
      index_[i] = static_cast<float>(ramp.first + i);
    }
  }
  [[gnu::always_inline]] void Next(Lanes& weights) {
    weights = ramp_.start + ramp_.step * index_;
    index_ += static_cast<float>(kLanes<Lanes>);
  }

 private:
  Ramp ramp_;
  Lanes index_;
};

[[gnu::always_inline]] inline float WeightOf(const Ramp& ramp, size_t n) {
  return ramp.start + ramp.step * static_cast<float>(ramp.first + static_cast<int>(n));
}

/// Calls combine(gain, share, from, to, out) for whole registers, then for the remaining samples.
template <class Lanes, class Combine>
[[gnu::always_inline]] inline void FadeLanes(const Fade& fade, const Combine& combine) {
  const auto [from_row, to_row, gain_ramp, share_ramp, out_row, count] = fade;
  Weights<Lanes> gains(gain_ramp);
  Weights<Lanes> shares(share_ramp);
  size_t n = 0;
  for (; n + kLanes<Lanes> <= count; n += kLanes<Lanes>) {
    Lanes gain;
    Lanes share;
    Lanes from;
    Lanes to;
    Lanes out;
    gains.Next(gain);
    shares.Next(share);
    Load(from_row + n, from);
    Load(to_row + n, to);
    combine(gain, share, from, to, out);
    Store(out, out_row + n);
  }
  for (; n < count; ++n) {
    combine(WeightOf(gain_ramp, n), WeightOf(share_ramp, n), from_row[n], to_row[n], out_row[n]);
  }
}

template <class Lanes>
[[gnu::always_inline]] inline void ScaleLanes(const Fade& fade) {
  FadeLanes<Lanes>(fade, [](const auto& /*gain*/, const auto& share, const auto& from,
                            const auto& /*to*/, auto& out) { out = share * from; });
}

template <class Lanes>
[[gnu::always_inline]] inline void BlendLanes(const Fade& fade) {
  FadeLanes<Lanes>(fade, [](const auto& /*gain*/, const auto& share, const auto& from,
                            const auto& to, auto& out) { out = from + share * (to - from); });
}

template <class Lanes>
[[gnu::always_inline]] inline void MixLanes(const Fade& fade) {
  FadeLanes<Lanes>(fade, [](const auto& gain, const auto& share, const auto& from, const auto& to,
                            auto& out) { out = gain * from + share * to; });
}

}  // namespace
}  // namespace neteq::dsp
