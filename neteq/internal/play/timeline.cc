// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/play/timeline.h"

#include <algorithm>

namespace neteq::internal {

Timeline Timeline::StartingAt(MediaTime first, int unplayed_samples) {
  return {.decoded_until = first, .playout_time = first - unplayed_samples};
}

void Timeline::Advance(const TickEvent& event) noexcept {
  const MediaTime played_until = playout_time;
  if (event.decoding.decoded) {
    *this = {.decoded_until = event.decoding.decoded->time,
             .pause = event.decoding.decoded->pause,
             .playout_time = played_until};
  }
  noise_samples += event.decoding.codec_noise_samples;
  if (event.decoding.codec_noise_ended) pause = PauseNoise::kNone;
  if (event.decoding.is_tone) {
    // The tone replaces the audio. Noise and concealment before it count as played.
    const int64_t concealed = int64_t{concealed_ticks} * event.tick_samples;
    *this = {
        .decoded_until = decoded_until + noise_samples + concealed + event.decoding.tone_samples,
        .playout_time = played_until};
  }

  const bool is_concealed = IsConcealment(event.executed);
  concealed_ticks = is_concealed ? concealed_ticks + 1 : 0;
  if (event.executed == Operation::kComfortNoise) noise_samples += event.generated_samples;
  if (is_concealed && pause != PauseNoise::kNone) {
    // The pause was in fact a loss, which began at the start of the pause.
    concealed_ticks += static_cast<int>(noise_samples / event.tick_samples);
    pause = PauseNoise::kNone;
    noise_samples = 0;
  }

  const bool is_decoded = !is_concealed && !IsComfortNoise(event.executed);
  playout_time = is_decoded ? std::max(played_until, decoded_until - event.unplayed_samples)
                            : played_until + event.tick_samples;
}

}  // namespace neteq::internal
