// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "neteq/base/audio_buffer.h"
#include "neteq/base/audio_view.h"
#include "neteq/base/realtime.h"

namespace neteq {

/// Adds the ticks of several engines and limits the sum to full scale.
///
///     mixer.Begin();
///     for (engine : engines) { engine.GetAudio(tick); mixer.Add(tick); }
///     mixer.Finish(out);
///
/// - Limiter: the gain falls at once to what the peak of the tick needs, with a ramp of 1 ms, and
///   rises slowly afterwards. One voice passes unchanged. Samples within the ramp that are still
///   too large are clipped.
/// - Cost: one addition and one multiplication per sample. After creation no function allocates.
class Mixer {
 public:
  /// [setup] `channels` rows of `samples`: the output format of the engines, 10 ms.
  Mixer(int channels, int samples) : sum_(channels, samples), samples_(samples) {}

  /// [stream] Starts a tick.
  void Begin() noexcept NETEQ_REALTIME;
  /// [stream] Adds one source. `audio` must have the format of the mixer.
  void Add(ConstAudioView audio) noexcept NETEQ_REALTIME;
  /// [stream] Writes the limited sum of the sources since Begin(). `out` must have the format of the
  /// mixer.
  void Finish(AudioView out) noexcept NETEQ_REALTIME;

  /// Gain at the end of the last tick, above 0 to 1.
  float gain() const { return gain_; }

 private:
  AudioBuffer sum_;
  int samples_;
  float gain_ = 1.0F;
};

}  // namespace neteq
