// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <span>

#include "base/audio_view.h"
#include "base/realtime.h"
#include "base/units.h"
#include "dsp/decimator.h"
#include "dsp/pitch.h"

namespace neteq::dsp {

struct MergeResult {
  int frames = 0;  ///< length of the output
  int offset_samples =
      0;  ///< where in the extension the decoded audio begins; all before is concealment
  int fade_samples = 0;  ///< length of the cross-fade that starts there
};

/// Joins newly decoded audio to concealed audio at the place where their waveforms agree best.
///
/// Model     out = extension[0, K), then cross-fade extension -> decoded over I samples, then the
/// rest of decoded;
///           K = offset of the best normalised correlation of the first 10 ms of `decoded` within
///           the extension, coarse at the analysis rate, then exact to the sample. The decoded part
///           starts at the level of the extension and ramps up to full level, per channel.
/// Input     extension [channels][X]: unplayed samples plus freshly generated concealment (not
/// fading), X = extension_samples(); decoded [channels][D], D >= 1. K leaves room so that out is at
/// least
///           `min_frames` long.
/// Output    out [channels], capacity X + D, may not alias the inputs
/// Channels  one offset for all (from the loudest channel)
/// Source    WebRTC NetEQ behaviour
class Merger {
 public:
  /// [setup]
  explicit Merger(SampleRate rate);

  /// Length of extension to offer at most: 25.25 ms.
  int extension_samples() const { return extension_samples_; }
  /// What of it can matter to a merge that leaves the first `waiting` samples alone.
  int extension_samples(int waiting, int max_lag_samples) const;

  /// `mute_factor`: the gain at which the concealment stands (Expand::mute_factor).
  /// `max_lag_samples`: offsets beyond one pitch period plus a little gain nothing.
  MergeResult Merge(ConstAudioView extension, ConstAudioView decoded, float mute_factor,
                    int max_lag_samples, int min_frames, AudioView out) noexcept NETEQ_REALTIME;

 private:
  /// Offsets allowed: [first, last].
  struct Range {
    int first;
    int last;
  };

  int FindOffset(std::span<const float> extension, std::span<const float> decoded,
                 Range range) noexcept NETEQ_REALTIME;
  int CoarseOffset(std::span<const float> extension, std::span<const float> decoded,
                   Range range) noexcept NETEQ_REALTIME;

  SampleRate rate_;
  Decimator decimator_;
  int extension_samples_;
  PitchScratch scratch_{};
};

}  // namespace neteq::dsp
