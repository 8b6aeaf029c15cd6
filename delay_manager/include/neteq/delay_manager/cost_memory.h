// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include "neteq/delay_manager/conversation_cost.h"

namespace neteq::delay {

/// Weight of an event in sums that forget exponentially. Instead of shrinking the sums at each step,
/// the weight of new events grows; the sums are scaled back when it gets large.
class GrowingWeight {
 public:
  explicit GrowingWeight(float time_constant_ms) : time_constant_ms_(time_constant_ms) {}

  float value() const noexcept { return value_; }
  /// Lets time pass. Returns the factor by which all sums must be multiplied now, usually 1.
  float Grow(float elapsed_ms) noexcept {
    if (elapsed_ms != step_ms_) {
      step_ms_ = elapsed_ms;
      growth_ = std::exp(elapsed_ms / time_constant_ms_);
    }
    value_ *= growth_;
    if (value_ < kLargest) return 1.0F;
    const float scale = 1.0F / value_;
    value_ = 1.0F;
    return scale;
  }
  void Reset() noexcept { value_ = 1.0F; }

 private:
  static constexpr float kLargest = 1e6F;  // far below the largest float

  float time_constant_ms_;
  float step_ms_ = 0.0F;
  float growth_ = 1.0F;
  float value_ = 1.0F;
};

/// Prices of the costs in a CostMemory.
struct Prices {
  float robustness = 1.2F;  ///< factor on the cost of concealment; 1 as in the E-model
  float per_ms = 0.005F;    ///< cost of a millisecond of target, in points of R
  float lost_share = 0.0F;  ///< share lost by the network; concealment on top of it costs less
};

/// Remembers what N simulated playouts cost, forgetting exponentially.
template <size_t N>
class CostMemory {
 public:
  using Lanes = std::array<float, N>;

  /// Gaps of more than `long_gap_ms` cost no more than `long_gap_ms`.
  CostMemory(float time_constant_ms, float long_gap_ms)
      : long_gap_ms_(long_gap_ms), weight_(time_constant_ms) {}

  /// Adds media time played with these delay impairments.
  void AddTime(float elapsed_ms, const Lanes& impairments) noexcept {
    const float scale = weight_.Grow(elapsed_ms);
    if (scale != 1.0F) Scale(scale);
    const float weight = weight_.value() * elapsed_ms;
    time_ += weight;
    for (size_t i = 0; i < N; ++i) impaired_[i] += weight * impairments[i];
  }
  /// Adds concealment.
  void AddGaps(const Lanes& gaps_ms) noexcept { Add(gaps_ms, concealed_); }
  /// Adds concealment during a delay spike, which counts only while spikes are not predicted.
  void AddSpikeGaps(const Lanes& gaps_ms) noexcept { Add(gaps_ms, spikes_); }
  void ForgetSpikes() noexcept { spikes_.fill(0.0F); }

  /// Computes the cost of each lane in points of R.
  void GetCosts(const Prices& prices, const Lanes& targets, bool with_spikes,
                Lanes& costs) const noexcept {
    const float scale = 1.0F / std::max(time_, 1.0F);
    const float spike_scale = with_spikes ? scale : 0.0F;
    const float inevitable = LossImpairment(prices.lost_share);
    for (size_t i = 0; i < N; ++i) {
      const float late_share = scale * concealed_[i] + spike_scale * spikes_[i];
      const float loss = LossImpairment(prices.lost_share + late_share) - inevitable;
      costs[i] = scale * impaired_[i] + prices.robustness * loss + prices.per_ms * targets[i];
    }
  }

  /// Forgets everything and assumes `time_ms` of experience with these sums instead.
  void Reset(float time_ms, const Lanes& concealed_ms, const Lanes& impaired) noexcept {
    weight_.Reset();
    time_ = time_ms;
    concealed_ = concealed_ms;
    impaired_ = impaired;
    spikes_.fill(0.0F);
  }

 private:
  void Add(const Lanes& gaps_ms, Lanes& sums) noexcept {
    for (size_t i = 0; i < N; ++i) sums[i] += weight_.value() * std::min(gaps_ms[i], long_gap_ms_);
  }
  [[gnu::cold, gnu::noinline]] void Scale(float factor) noexcept {
    time_ *= factor;
    for (size_t i = 0; i < N; ++i) {
      concealed_[i] = Scaled(concealed_[i], factor);
      spikes_[i] = Scaled(spikes_[i], factor);
      impaired_[i] = Scaled(impaired_[i], factor);
    }
  }

  /// Zero instead of the denormal numbers that would slow down every later addition.
  static float Scaled(float sum, float factor) noexcept {
    constexpr float kNegligible = 1e-12F;
    return sum * factor < kNegligible ? 0.0F : sum * factor;
  }

  float long_gap_ms_;
  GrowingWeight weight_;
  float time_ = 0.0F;
  alignas(64) Lanes concealed_{};
  alignas(64) Lanes spikes_{};
  alignas(64) Lanes impaired_{};
};

}  // namespace neteq::delay
