// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <optional>

#include "neteq/base/realtime.h"
#include "neteq/base/units.h"
#include "neteq/policy.h"
#include "neteq/reports.h"

namespace neteq::internal {

/// Where decoding has come to on the sender's timeline.
struct DecodedUntil {
  MediaTime time{};                      ///< end of the newest decoded audio
  PauseNoise pause = PauseNoise::kNone;  ///< noise that fills the pause which begins there
};

/// What decoding has done to the timeline.
struct DecodingEvent {
  /// Set when a packet was decoded, refused by its decoder, or taken as a silence descriptor.
  std::optional<DecodedUntil> decoded{};
  int codec_noise_samples = 0;     ///< noise that the decoder appended to its pause
  int tone_samples = 0;            ///< silence appended under a telephone key
  bool is_tone = false;            ///< a telephone key replaced the audio
  bool codec_noise_ended = false;  ///< the decoder has no more noise to give
};

/// What one tick has done to the timeline, in this order: decoding, the operation, playing.
struct TickEvent {
  DecodingEvent decoding{};
  Operation executed = Operation::kNormal;
  int generated_samples = 0;  ///< concealment or comfort noise appended by the operation
  int unplayed_samples = 0;   ///< left in the sync buffer after the tick was played
  int tick_samples = 0;
};

/// Where playout is on the sender's timeline, beyond what the sync buffer holds. A value: Advance
/// makes the one after a tick, nothing else changes it.
struct Timeline {
  MediaTime decoded_until{};             ///< end of the newest decoded audio
  PauseNoise pause = PauseNoise::kNone;  ///< noise played after it ...
  int64_t noise_samples = 0;             ///< ... and its length so far
  int concealed_ticks = 0;               ///< length of the present concealment
  MediaTime playout_time{};              ///< end of what was played; never goes back

  /// The timeline whose first packet is due at `first`, while `unplayed_samples` of the old one still
  /// wait in the sync buffer.
  static Timeline StartingAt(MediaTime first, int unplayed_samples);
  /// The timeline after a tick.
  Timeline Advance(const TickEvent& event) const noexcept NETEQ_REALTIME;
  /// Media time of the next sample to be played when `playable_samples` are decoded.
  MediaTime NextToPlay(int playable_samples) const {
    return decoded_until + noise_samples - playable_samples;
  }
};

}  // namespace neteq::internal
