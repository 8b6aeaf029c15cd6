// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/audio_view.h"
#include "base/random.h"
#include "base/realtime.h"
#include "base/units.h"
#include "dsp/background_noise.h"
#include "dsp/expand.h"
#include "dsp/merge.h"
#include "dsp/time_stretch.h"
#include "neteq/config.h"
#include "neteq/internal/sync_buffer.h"
#include "neteq/reports.h"

namespace neteq::internal {

/// How an operation went.
struct Outcome {
  Operation executed = Operation::kNormal;  ///< kExpand when concealment had to fill in
  int stretched_samples = 0;                ///< > 0 inserted, < 0 removed
  int lag_samples = 0;                      ///< pitch period used; 0 = none
  float correlation = 0.0F;
};

/// Executes operations on audio of one format: the sync buffer and the kernels that write into it.
/// Knows samples and nothing of packets. One is made per decoder format before the stream starts,
/// so a change of codec allocates nothing.
class SignalPath {
 public:
  /// [setup]
  SignalPath(SampleRate rate, int channels, const Params& params, uint64_t seed);

  SampleRate rate() const { return rate_; }
  int channels() const { return sync_.channels(); }
  const SyncBuffer& sync() const { return sync_; }
  float mute_factor() const { return expand_.mute_factor(); }
  bool muted() const { return expand_.muted(); }

  /// Scratch for decoders: `offset` samples are taken, at least kMaxFrame is left.
  AudioView DecodeSpace(int offset) { return decoded_.Slice(offset, decoded_.capacity() - offset); }

  /// Runs `operation` on the first `decoded_samples` of the decode scratch, so that a tick can be
  /// popped.
  Outcome Run(Operation operation, int decoded_samples) noexcept NETEQ_REALTIME;
  /// Hands out one tick; returns how many of its samples were concealed.
  int Pop(AudioView out) noexcept NETEQ_REALTIME;
  /// Forgets all audio.
  void Reset() noexcept NETEQ_REALTIME;

 private:
  void Normal(AudioView decoded) noexcept NETEQ_REALTIME;
  void FadeInAfterExpand(AudioView decoded) noexcept NETEQ_REALTIME;
  void Merge(AudioView decoded) noexcept NETEQ_REALTIME;
  Outcome Accelerate(AudioView decoded, bool fast) noexcept NETEQ_REALTIME;
  Outcome PreemptiveExpand(AudioView decoded) noexcept NETEQ_REALTIME;
  void Conceal(int samples) noexcept NETEQ_REALTIME;
  AudioView GatherStretchInput(int from_sync, ConstAudioView decoded) noexcept NETEQ_REALTIME;
  float BackgroundEnergy(ConstAudioView audio) const noexcept NETEQ_REALTIME;

  SampleRate rate_;
  dsp::Expand expand_;
  SyncBuffer sync_;
  dsp::BackgroundNoise noise_;
  dsp::Merger merger_;
  dsp::TimeStretcher stretcher_;
  Random random_;
  AudioBuffer decoded_;
  AudioBuffer input_;
  AudioBuffer output_;
};

}  // namespace neteq::internal
