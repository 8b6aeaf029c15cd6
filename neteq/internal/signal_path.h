// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "base/audio_view.h"
#include "base/random.h"
#include "base/realtime.h"
#include "base/units.h"
#include "dsp/background_noise.h"
#include "dsp/comfort_noise.h"
#include "dsp/expand.h"
#include "dsp/merge.h"
#include "dsp/time_stretch.h"
#include "dsp/varispeed.h"
#include "neteq/config.h"
#include "neteq/internal/sync_buffer.h"
#include "neteq/reports.h"

namespace neteq::internal {

/// How an operation went.
struct Outcome {
  Operation executed = Operation::kNormal;  ///< kExpand when concealment had to fill in
  int stretched_samples = 0;                ///< > 0 inserted, < 0 removed
  int generated_samples = 0;                ///< concealment or comfort noise appended
  int lag_samples = 0;                      ///< pitch period used; 0 = none
  float correlation = 0.0F;
};

/// What lies in the decode scratch: sound, then noise that the decoder made.
struct DecodedAudio {
  int samples = 0;
  int noise_samples = 0;  ///< the last of them

  int total() const { return samples + noise_samples; }
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

  /// Scratch for decoders: `offset` samples (30 ms at most) are taken, at least kMaxFrame is left.
  AudioView DecodeSpace(int offset) {
    const int first = lead_ + offset;
    return scratch_.Slice(first, scratch_.capacity() - first);
  }

  /// Takes a silence descriptor (RFC 3389) for Operation::kComfortNoise.
  void UpdateSid(std::span<const std::byte> payload) noexcept NETEQ_REALTIME;
  /// The next decoded audio does not continue what was played: it is cross-faded into.
  void BeginJoin() noexcept NETEQ_REALTIME;
  /// Goes on where `from`, of another format, has come to; begins a join.
  void ContinueFrom(const SignalPath& from) noexcept NETEQ_REALTIME;

  /// Runs `operation` on what lies in the decode scratch, so that a tick can be popped.
  Outcome Run(Operation operation, const DecodedAudio& decoded) noexcept NETEQ_REALTIME;
  /// Hands out one tick; returns what of it was made up.
  SyncBuffer::Popped Pop(AudioView out) noexcept NETEQ_REALTIME;
  /// Forgets all audio.
  void Reset() noexcept NETEQ_REALTIME;

 private:
  /// `decoded`, faster or slower as `operation` asks.
  AudioView Resample(Operation operation, AudioView decoded) noexcept NETEQ_REALTIME;
  Outcome Stretch(Operation operation, AudioView decoded) noexcept NETEQ_REALTIME;
  void Normal(AudioView decoded) noexcept NETEQ_REALTIME;
  void FadeInAfterExpand(AudioView decoded) noexcept NETEQ_REALTIME;
  void FadeInAfterNoise(AudioView decoded) noexcept NETEQ_REALTIME;
  void MakeNoise(int samples) noexcept NETEQ_REALTIME;
  void Merge(AudioView decoded) noexcept NETEQ_REALTIME;
  Outcome Accelerate(AudioView decoded, bool fast) noexcept NETEQ_REALTIME;
  Outcome PreemptiveExpand(AudioView decoded) noexcept NETEQ_REALTIME;
  void BeginExpand() noexcept NETEQ_REALTIME;
  void Conceal(int samples) noexcept NETEQ_REALTIME;
  void FillTick(Operation operation, Outcome& outcome) noexcept NETEQ_REALTIME;
  void MarkNewest(int count, Origin origin) noexcept NETEQ_REALTIME;
  /// A stretch works on the newest audio, what is decoded and before it what is not yet played.
  int MissingStretchInput(ConstAudioView decoded) const noexcept NETEQ_REALTIME;
  AudioView GatherStretchInput(int from_sync, ConstAudioView decoded) noexcept NETEQ_REALTIME;
  /// The last `count` samples, at most lead_, before the decode space.
  AudioView Lead(int count) { return scratch_.Slice(lead_ - count, count); }
  float BackgroundEnergy(ConstAudioView audio) const noexcept NETEQ_REALTIME;

  SampleRate rate_;
  dsp::Expand expand_;
  SyncBuffer sync_;
  dsp::BackgroundNoise noise_;
  dsp::Merger merger_;
  dsp::TimeStretcher stretcher_;
  dsp::ComfortNoise comfort_noise_;
  std::optional<dsp::Varispeed> varispeed_;  // StretchMethod::kResample
  double speed_change_;
  Random random_;
  bool is_noise_on_ = false;  // the newest audio is comfort noise
  bool is_joining_ = false;
  AudioBuffer resampled_;  // StretchMethod::kResample
  int lead_;
  // The last `lead_` samples before the decode space are for what operations put before decoded
  // audio, or need beside it.
  AudioBuffer scratch_;
};

}  // namespace neteq::internal
