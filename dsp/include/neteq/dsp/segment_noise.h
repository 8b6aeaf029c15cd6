// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <span>

#include "neteq/base/audio_buffer.h"
#include "neteq/base/audio_view.h"
#include "neteq/base/random.h"
#include "neteq/base/realtime.h"
#include "neteq/dsp/background_noise.h"
#include "neteq/dsp/shaped_noise.h"

namespace neteq::dsp {

/// The noise of a concealment: unvoiced noise shaped like the lost speech, and background noise. It is
/// made for whole segments of 5 ms and consumed in pieces.
///
/// - Fading concealment takes new noise for each segment.
/// - Held concealment, which is cross-faded into real audio, replays the last segment backwards and
///   forwards. That halves its cost; over a few milliseconds the difference is inaudible.
class SegmentNoise {
 public:
  /// Which noise is audible in a segment.
  struct Heard {
    bool unvoiced = false;
    bool background = false;
    float background_gain = 1.0F;  ///< 0 to 1
  };

  /// [setup] `segment`: length of a segment in samples.
  SegmentNoise(int channels, int segment);

  /// [stream] Another concealment begins.
  void Reset() noexcept NETEQ_REALTIME;
  /// Unvoiced noise; its filters are set for each loss.
  ShapedNoise& unvoiced() { return unvoiced_; }

  /// True if Make() is due before the piece at `position` of a segment: the noise is used up, or for
  /// a fading concealment belongs to another place.
  bool IsDue(bool is_fading, int position) const {
    return is_fading ? position == 0 || used_ != position : used_ == 0;
  }
  /// [stream] Makes the noise of a whole segment, to be consumed from `position` on.
  void Make(const Heard& heard, int position, BackgroundNoise& noise,
            Random& random) noexcept NETEQ_REALTIME;
  /// [stream] Turns the playing direction: the samples consumed last come next, backwards.
  void Turn(const Heard& heard) noexcept NETEQ_REALTIME;

  /// Samples left in the segment.
  int left() const { return segment_ - used_; }
  /// The next `count` (at most left()) samples of a channel.
  std::span<const float> NextUnvoiced(int channel, int count) const {
    return unvoiced_samples_.Slice(used_, count).Channel(channel);
  }
  std::span<const float> NextBackground(int channel, int count) const {
    return background_samples_.Slice(used_, count).Channel(channel);
  }
  /// Consumes `count` samples.
  void Advance(int count) { used_ += count; }

 private:
  int segment_;
  ShapedNoise unvoiced_;
  AudioBuffer unvoiced_samples_;
  AudioBuffer background_samples_;
  int used_ = 0;  ///< samples consumed; 0: none made yet
};

}  // namespace neteq::dsp
