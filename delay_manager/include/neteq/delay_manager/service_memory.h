// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>

#include "neteq/delay_manager/bounded_ms.h"
#include "neteq/delay_manager/cost_memory.h"
#include "neteq/delay_manager/playout_step.h"
#include "neteq/delay_manager/service_level.h"

namespace neteq::delay {

/// Height of the reference above its least value of the last one to two minutes.
class ReferenceHeight {
 public:
  /// Returns the height after the step, in ms.
  float Update(const PlayoutStep& step) noexcept {
    position_ms_ += step.shift_ms;
    age_ms_ += step.elapsed_ms;
    if (age_ms_ >= kIntervalMs) {
      age_ms_ = 0.0F;
      previous_ms_ = current_ms_;
      current_ms_ = position_ms_;
    }
    current_ms_ = std::min(current_ms_, position_ms_);
    return position_ms_ - std::min(current_ms_, previous_ms_);
  }
  void Reset() noexcept { *this = ReferenceHeight(); }

 private:
  // Heuristic: jitter of 30 ms needs a minute to show its fastest packets, and clock drift of 100 ppm
  // adds 6 to 12 ms in that time.
  static constexpr float kIntervalMs = 60'000.0F;

  float position_ms_ = 0.0F;  // relative to the start
  float current_ms_ = 0.0F;   // least of this interval
  float previous_ms_ = 0.0F;  // least of the interval before
  float age_ms_ = 0.0F;       // of this interval
};

/// Remembers how N simulated playouts have kept a service level, forgetting exponentially.
template <size_t N>
class ServiceMemory {
 public:
  using Lanes = std::array<float, N>;

  explicit ServiceMemory(const ServiceLevel& level) : level_(level) { Reset(); }

  const ServiceLevel& level() const noexcept { return level_; }
  /// Takes effect with the next choice. The shares of late audio stay valid.
  void SetLevel(const ServiceLevel& level) noexcept {
    if (level.max_delay != level_.max_delay) slow_ = NoExperience();
    level_ = level;
  }

  /// Adds the audio of a packet in order, which the playouts played with these delays.
  void AddTime(const PlayoutStep& step, const Lanes& delays) noexcept {
    const float height_ms = height_.Update(step);
    const float scale = weight_.Grow(step.elapsed_ms);
    const float weight = weight_.value() * step.elapsed_ms;
    const float limit_ms = ToFloatMs(level_.max_delay) - height_ms;
    late_.time = scale * late_.time + weight;
    slow_.time = scale * slow_.time + weight;
    for (size_t i = 0; i < N; ++i) {
      late_.sums[i] *= scale;
      slow_.sums[i] = scale * slow_.sums[i] + (delays[i] > limit_ms ? weight : 0.0F);
    }
  }
  /// Adds audio that came too late for some playouts.
  void AddGaps(const Lanes& gaps_ms) noexcept {
    for (size_t i = 0; i < N; ++i) late_.sums[i] += weight_.value() * gaps_ms[i];
  }

  bool KeepsLateShare(size_t lane) const noexcept {
    const auto most = static_cast<float>(level_.max_late_percent / 100.0);
    return most <= 0.0F || late_.sums[lane] <= most * late_.time;
  }
  bool KeepsDelay(size_t lane) const noexcept {
    return level_.max_delay <= Duration::zero() || slow_.sums[lane] <= kSlowShare * slow_.time;
  }
  bool Keeps(size_t lane) const noexcept { return KeepsLateShare(lane) && KeepsDelay(lane); }

  void Reset() noexcept {
    weight_.Reset();
    height_.Reset();
    late_ = slow_ = NoExperience();
  }

 private:
  struct Share {
    float time = 0.0F;
    alignas(64) Lanes sums{};
  };

  Share NoExperience() const noexcept { return {.time = kPriorMs * weight_.value()}; }

  static constexpr float kMemoryMs = 30'000.0F;  // heuristic: long enough for shares of a percent
  static constexpr float kPriorMs = 2000.0F;     // heuristic: kept time assumed at the start
  // ServiceLevel::max_delay is a 95 % quantile. Heuristic: real playout follows its target less
  // promptly than a simulated one, which takes one of the five percent.
  static constexpr float kSlowShare = 0.04F;

  ServiceLevel level_;
  GrowingWeight weight_{kMemoryMs};
  ReferenceHeight height_;
  Share late_;
  Share slow_;
};

}  // namespace neteq::delay
