// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <span>

#include "neteq/base/audio_view.h"
#include "neteq/base/realtime.h"
#include "neteq/base/units.h"
#include "neteq/dsp/decimator.h"
#include "neteq/dsp/pitch.h"

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
///           K = offset of the best normalised correlation of the first 5 ms of `decoded` within
///           the extension, coarse at the analysis rate, then exact to the sample. The decoded part
///           starts at the level of the extension and ramps up to full level, per channel.
/// Input     extension [channels][X]: unplayed samples plus freshly generated concealment (not
/// fading); decoded [channels][D], D >= 1. K leaves room so that out is at least `min_frames` long.
/// Use       Merge(), or its two halves, between which no more of the extension need be made than
/// is heard: FindOffset() in what the concealment repeats, Join() with the concealment itself.
/// Channels  one offset for all (from the channel that is loudest in `decoded`)
/// Source    WebRTC NetEQ behaviour
class Merger {
 public:
  /// Where decoded audio may begin.
  struct Search {
    /// Offsets beyond one pitch period plus a little gain nothing.
    int max_lag_samples;
    int min_frames;
  };

  /// [setup]
  explicit Merger(SampleRate rate);

  /// Length of extension to search at most: 25.25 ms.
  int extension_samples() const { return extension_samples_; }
  /// What of it can matter to a search that leaves the first `waiting` samples alone.
  int extension_samples(int waiting, int max_lag_samples) const;
  /// What of it Join() uses, of any that is longer.
  int joined_samples(int offset) const { return offset + fade_samples_; }

  /// The offset of `decoded` in `extension`, of one channel; the gain of either does not matter.
  int FindOffset(std::span<const float> extension, std::span<const float> decoded,
                 const Search& search) const noexcept NETEQ_REALTIME;
  /// In `audio` [channels], `offset` samples that may be anything are followed by what was decoded:
  /// writes there what is to be played. The extension is no shorter than `offset`. `mute_factor`:
  /// the gain at which the concealment stands (Expand::mute_factor). Returns the length of the
  /// cross-fade.
  int Join(ConstAudioView extension, int offset, float mute_factor,
           AudioView audio) const noexcept NETEQ_REALTIME;
  /// Both, in the same extension; `out` has room for X + D and may not alias the inputs.
  MergeResult Merge(ConstAudioView extension, ConstAudioView decoded, float mute_factor,
                    const Search& search, AudioView out) const noexcept NETEQ_REALTIME;

 private:
  /// Offsets allowed: [first, last].
  struct Range {
    int first;
    int last;
  };

  int CoarseOffset(std::span<const float> extension, std::span<const float> decoded,
                   Range range) const noexcept NETEQ_REALTIME;

  SampleRate rate_;
  Decimator decimator_;
  int extension_samples_;
  int fade_samples_;
};

}  // namespace neteq::dsp
