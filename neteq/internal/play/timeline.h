// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <optional>

#include "neteq/base/realtime.h"
#include "neteq/base/units.h"
#include "neteq/policy.h"
#include "neteq/reports.h"

namespace neteq::internal {

/// Position of decoding on the sender's timeline.
struct DecodedUntil {
  MediaTime time{};                      ///< end of the newest decoded audio
  PauseNoise pause = PauseNoise::kNone;  ///< noise that fills the pause after `time`, if any
};

/// Effects of decoding on the timeline.
struct DecodingEvent {
  /// Set if a packet was decoded or refused by its decoder, or a silence descriptor was read.
  std::optional<DecodedUntil> decoded{};
  int codec_noise_samples = 0;     ///< noise that the decoder generated in its pause
  int tone_samples = 0;            ///< silence appended for a telephone tone
  bool is_tone = false;            ///< a telephone tone replaced the audio
  bool codec_noise_ended = false;  ///< the decoder generates no more noise
};

/// Effects of one tick on the timeline, in this order: decoding, operation, playout.
struct TickEvent {
  DecodingEvent decoding{};
  Operation executed = Operation::kNormal;
  int generated_samples = 0;  ///< concealment or comfort noise appended by the operation
  int unplayed_samples = 0;   ///< samples in the sync buffer after the tick was played
  int tick_samples = 0;
};

/// Position of playout on the sender's timeline.
struct Timeline {
  MediaTime decoded_until{};             ///< end of the newest decoded audio
  PauseNoise pause = PauseNoise::kNone;  ///< noise that follows the decoded audio
  int64_t noise_samples = 0;             ///< length of that noise so far
  int concealed_ticks = 0;               ///< length of the current concealment
  MediaTime playout_time{};              ///< end of the played audio; never decreases

  /// A timeline whose first packet has media time `first`. `unplayed_samples` of the old timeline
  /// are still in the sync buffer.
  static Timeline StartingAt(MediaTime first, int unplayed_samples);
  /// Moves to the position after a tick.
  void Advance(const TickEvent& event) noexcept NETEQ_REALTIME;
  /// Media time of the next sample to play if the sync buffer holds `playable_samples`.
  MediaTime NextToPlay(int playable_samples) const {
    return decoded_until + noise_samples - playable_samples;
  }
};

}  // namespace neteq::internal
