// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>

#include "neteq/delay_manager/playout_rules.h"
#include "neteq/delay_manager/playout_step.h"

namespace neteq::delay {

/// Simulates playouts of the same packets with N different targets.
///
/// - Model: each playout is p behind the reference. A packet with a delay D > p starves it: it
///   conceals whole ticks until the packet arrives, and p grows by as much. Time stretching brings
///   p back into [target, target + band]; see PlayoutRules.
/// - Cost: loops over N lanes without branches, which compilers vectorize.
template <size_t N>
class PlayoutBank {
 public:
  using Lanes = std::array<float, N>;

  explicit PlayoutBank(const PlayoutRules& rules) : rules_(rules) {
    if (rules_.skip_ms == 0.0F) rules_.skip_ms = std::numeric_limits<float>::max();
  }

  Lanes& targets() { return targets_; }
  const Lanes& targets() const { return targets_; }
  /// Playout delays behind the reference.
  const Lanes& delays() const { return delays_; }
  /// Concealment caused by the last packet.
  const Lanes& gaps() const { return gaps_; }

  /// Plays a packet in order. Returns true if it caused concealment in any lane.
  bool Play(const PlayoutStep& step) noexcept {
    if (step.follows_pause) {
      Resume(step.delay_ms);
      return false;
    }
    constexpr float kTickMs = 10.0F;
    constexpr float kAlmostOne = 0.999F;  // rounds up, but not what float errors add
    const float fall = rules_.fall_rate * step.elapsed_ms;
    const float rise = rules_.rise_rate * step.elapsed_ms;
    const float stretch = 1.0F + rules_.band_share;
    int any_ticks = 0;  // an integer, because compilers do not reorder sums of floats
    for (size_t i = 0; i < N; ++i) {
      const float target = targets_[i];
      const float high = stretch * target + rules_.band_ms;
      const float before = delays_[i] - step.shift_ms;
      const float lowered = std::max(std::min(before, high), before - fall);
      const float p = std::min(std::max(lowered, target), std::max(lowered, lowered + rise));
      const float late = std::max(0.0F, step.delay_ms - p);
      const int ticks = static_cast<int>(late * (1.0F / kTickMs) + kAlmostOne);
      const float gap = kTickMs * static_cast<float>(ticks);
      const float after = p + gap;
      const bool is_skipped = after - step.delay_ms > target + rules_.skip_ms;
      delays_[i] = is_skipped ? step.delay_ms + target : after;
      gaps_[i] = gap;
      any_ticks |= ticks;
    }
    return any_ticks != 0;
  }

  /// Plays a packet of `length_ms` that arrived after newer ones: lanes that have passed it have
  /// concealed it and do not wait. Returns true if it came too late for any lane.
  bool PlayReordered(float delay_ms, float length_ms) noexcept {
    float longest = 0.0F;
    for (size_t i = 0; i < N; ++i) {
      gaps_[i] = std::clamp(delay_ms - delays_[i], 0.0F, length_ms);
      longest = std::max(longest, gaps_[i]);
    }
    return longest > 0.0F;
  }

  /// Plays the first packet after a pause of the sender. The length of a pause is free, so playout
  /// returns to the middle of its band without stretching or concealment.
  void Resume(float delay_ms) noexcept {
    for (size_t i = 0; i < N; ++i) {
      delays_[i] = std::max(delay_ms, targets_[i] + 0.5F * rules_.band_ms);
    }
    gaps_.fill(0.0F);
  }

 private:
  PlayoutRules rules_;
  alignas(64) Lanes targets_{};
  alignas(64) Lanes delays_{};
  alignas(64) Lanes gaps_{};
};

}  // namespace neteq::delay
