// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/play/timeline.h"

#include <algorithm>

namespace neteq::internal {

Timeline Timeline::StartingAt(MediaTime first, int unplayed_samples) {
  return {.decoded_until = first, .playout_time = first - unplayed_samples};
}

Timeline Timeline::Advance(const TickEvent& event) const noexcept {
  Timeline next = *this;
  if (event.decoding.decoded) {
    next = {.decoded_until = event.decoding.decoded->time,
            .pause = event.decoding.decoded->pause,
            .playout_time = playout_time};
  }
  next.noise_samples += event.decoding.codec_noise_samples;
  if (event.decoding.codec_noise_ended) next.pause = PauseNoise::kNone;
  if (event.decoding.is_tone) {
    // The tone replaces the audio. Noise and concealment before it count as played.
    const int64_t concealed = int64_t{next.concealed_ticks} * event.tick_samples;
    next = {.decoded_until =
                next.decoded_until + next.noise_samples + concealed + event.decoding.tone_samples,
            .playout_time = playout_time};
  }

  const bool is_concealed = IsConcealment(event.executed);
  next.concealed_ticks = is_concealed ? next.concealed_ticks + 1 : 0;
  if (event.executed == Operation::kComfortNoise) next.noise_samples += event.generated_samples;
  if (is_concealed && next.pause != PauseNoise::kNone) {
    // The pause was in fact a loss, which began at the start of the pause.
    next.concealed_ticks += static_cast<int>(next.noise_samples / event.tick_samples);
    next.pause = PauseNoise::kNone;
    next.noise_samples = 0;
  }

  const bool is_decoded = !is_concealed && !IsComfortNoise(event.executed);
  next.playout_time = is_decoded
                          ? std::max(playout_time, next.decoded_until - event.unplayed_samples)
                          : playout_time + event.tick_samples;
  return next;
}

}  // namespace neteq::internal
