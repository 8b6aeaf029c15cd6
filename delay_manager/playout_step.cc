// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/delay_manager/playout_step.h"

#include <algorithm>

#include "neteq/delay_manager/bounded_ms.h"

namespace neteq::delay {
namespace {

// Longest media time from packet to packet. Heuristic: ten packets of 100 ms; a longer gap says
// nothing about the delay of its audio.
constexpr float kLongestStepMs = 1000.0F;
// Rise of the reference in ms per ms that is clock drift, not a queue. Ten times the drift of a
// usual crystal (100 ppm).
constexpr float kReferenceRise = 1000.0F * 1e-6F;

}  // namespace

PlayoutStep PlayoutSteps::Next(const Arrival& arrival) noexcept {
  PlayoutStep step{.delay_ms = BoundedMs(arrival.relative->delay),
                   .elapsed_ms = ToFloatMs(arrival.frame_length),
                   .follows_pause = FollowsPause(arrival)};
  if (last_) {
    step.shift_ms = BoundedMs(arrival.relative->reference - last_->relative->reference);
    const float passed_ms = ToFloatMs(arrival.media_time - last_->media_time);
    if (!step.follows_pause) step.elapsed_ms = std::clamp(passed_ms, 0.0F, kLongestStepMs);
  }
  const float height = queue_height_ms_ + step.shift_ms - kReferenceRise * step.elapsed_ms;
  queue_height_ms_ = std::clamp(height, 0.0F, kLongestDelayMs);
  last_ = arrival;
  return step;
}

/// The packet is comfort noise, or follows comfort noise, or media time is missing but no packet.
bool PlayoutSteps::FollowsPause(const Arrival& arrival) const noexcept {
  if (!last_ || !last_->is_speech || !arrival.is_speech) return true;
  const bool is_next = arrival.sequence <= last_->sequence + 1;
  return is_next && arrival.media_time - last_->media_time > 2 * arrival.frame_length;
}

}  // namespace neteq::delay
