// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <memory>

#include "neteq/base/audio_view.h"
#include "neteq/base/realtime.h"
#include "neteq/base/units.h"
#include "neteq/dsp/resampler.h"
#include "neteq/internal/play/sync_buffer.h"

namespace neteq::internal {

/// Rate and channels of the audio that a tick is written as.
struct TickFormat {
  SampleRate rate{48000};
  int channels = 1;

  int samples() const { return rate.tick_samples(); }
};

/// Brings a tick from a decoder's format to that of the output: more channels repeat the last one,
/// fewer are the mean (to mono) or the first ones; then the rate.
class OutputStage {
 public:
  /// [setup] `out_rate` equal to `in_rate` passes samples through unchanged.
  OutputStage(SampleRate in_rate, int in_channels, SampleRate out_rate, int out_channels);

  TickFormat format() const { return {out_rate_, out_channels_}; }
  SampleRate rate() const { return out_rate_; }
  int channels() const { return out_channels_; }
  /// Lets the resampler know what was played before: the tick before the playhead of `sync`.
  void WarmUp(const SyncBuffer& sync) noexcept NETEQ_REALTIME;
  /// Where the next tick, in the decoder's format, is to be written for Process(out): `out` itself
  /// if that is the format of the output.
  AudioView InputFor(AudioView out) { return is_through_ ? out : input_.First(input_.capacity()); }
  /// Converts what lies in InputFor(out). `out` has channels() rows of a tick at rate().
  void Process(AudioView out) noexcept NETEQ_REALTIME;

 private:
  void MapChannels() noexcept NETEQ_REALTIME;

  SampleRate out_rate_;
  int out_channels_;
  bool is_through_;  // the formats are the same: the buffers are empty
  AudioBuffer input_;
  AudioBuffer mapped_;
  AudioBuffer discarded_;  // output of WarmUp
  dsp::Resampler resampler_;
};

}  // namespace neteq::internal
