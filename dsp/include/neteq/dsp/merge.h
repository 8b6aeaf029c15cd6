// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <span>

#include "neteq/base/audio_view.h"
#include "neteq/base/realtime.h"
#include "neteq/base/units.h"
#include "neteq/dsp/decimator.h"
#include "neteq/dsp/pitch.h"

namespace neteq::dsp {

struct MergeOutcome {
  int frames = 0;          ///< output length
  int offset_samples = 0;  ///< start of the decoded audio; everything before it is concealment
  int fade_samples = 0;    ///< length of the cross-fade that starts there
};

/// Joins newly decoded audio to concealed audio where the two waveforms agree best.
///
/// - Model: out = extension[0, K), then a cross-fade extension -> decoded over I samples, then the
///   rest of decoded. K maximises the normalised correlation of the first 5 ms of `decoded` with
///   the extension: coarse at the analysis rate, then exact to the sample. The decoded part starts
///   at the level of the extension and ramps up to full level, per channel.
/// - Input: extension [channels][X], unplayed samples followed by new concealment with its fade
///   held; decoded [channels][D], D >= 1. K is limited so that `out` has at least `min_frames`
///   samples.
/// - Use: Merge(), or FindOffset() in the periodic part of the concealment followed by Join() with
///   the concealment itself. The two halves let the caller generate only the concealment that is
///   heard.
/// - Channels: one offset for all, from the loudest channel of `decoded`.
/// - Source: WebRTC NetEQ behaviour.
class Merger {
 public:
  /// Limits of the offset search.
  struct Search {
    /// Searching beyond one pitch period plus a small margin gains nothing.
    int max_lag_samples;
    int min_frames;
  };

  /// [setup]
  explicit Merger(SampleRate rate);

  /// Longest extension that is searched: 25.25 ms.
  int extension_samples() const { return extension_samples_; }
  /// Length of extension that a search can use if it must keep the first `waiting` samples.
  int extension_samples(int waiting, int max_lag_samples) const;
  /// Length of extension that Join() reads.
  int joined_samples(int offset) const { return offset + fade_samples_; }

  /// Returns the offset of `decoded` in `extension`, both of one channel; independent of their
  /// gains.
  int FindOffset(std::span<const float> extension, std::span<const float> decoded,
                 const Search& search) const noexcept NETEQ_REALTIME;
  /// Joins in place. `audio` [channels] holds `offset` arbitrary samples followed by the decoded
  /// audio; they are overwritten with the joined signal. `extension` has at least `offset` samples.
  /// `mute_factor` is the current gain of the concealment (Expand::mute_factor). Returns the length
  /// of the cross-fade.
  int Join(ConstAudioView extension, int offset, float mute_factor,
           AudioView audio) const noexcept NETEQ_REALTIME;
  /// FindOffset() and Join() in the same extension. `out` has a capacity of X + D samples and must
  /// not alias the inputs.
  MergeOutcome Merge(ConstAudioView extension, ConstAudioView decoded, float mute_factor,
                     const Search& search, AudioView out) const noexcept NETEQ_REALTIME;

 private:
  /// Allowed offsets: [first, last].
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
