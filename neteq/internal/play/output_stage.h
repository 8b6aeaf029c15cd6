// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <memory>

#include "neteq/base/audio_buffer.h"
#include "neteq/base/audio_view.h"
#include "neteq/base/realtime.h"
#include "neteq/base/units.h"
#include "neteq/dsp/resampler.h"
#include "neteq/internal/play/sync_buffer.h"

namespace neteq::internal {

/// Format of the output of a tick.
struct TickFormat {
  SampleRate rate{48000};
  int channels = 1;

  int samples() const { return rate.tick_samples(); }
};

/// Converts ticks from a decoder's format to the output format: first the channels, then the rate.
/// Additional channels repeat the last one. Fewer channels keep the first ones; mono is the mean.
class OutputStage {
 public:
  /// [setup] Equal formats pass samples through unchanged.
  OutputStage(SampleRate in_rate, int in_channels, SampleRate out_rate, int out_channels);

  TickFormat format() const { return {out_rate_, out_channels_}; }
  SampleRate rate() const { return out_rate_; }
  int channels() const { return out_channels_; }
  /// [stream] Fills the memory of the resampler with the tick before the playhead of `sync`.
  void WarmUp(const SyncBuffer& sync) noexcept NETEQ_REALTIME;
  /// Buffer to which the caller writes the next tick in the decoder's format before Process(out).
  /// This is `out` itself if the formats are equal.
  AudioView InputFor(AudioView out) { return is_through_ ? out : input_.First(input_.capacity()); }
  /// [stream] Converts the tick in InputFor(out). `out` holds one tick in the output format.
  void Process(AudioView out) noexcept NETEQ_REALTIME;

 private:
  void MapChannels() noexcept NETEQ_REALTIME;

  SampleRate out_rate_;
  int out_channels_;
  bool is_through_;  // the formats are equal, and the buffers are empty
  AudioBuffer input_;
  AudioBuffer mapped_;
  AudioBuffer discarded_;  // unused output of WarmUp
  dsp::Resampler resampler_;
};

}  // namespace neteq::internal
