// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "neteq/base/audio_view.h"
#include "neteq/base/random.h"
#include "neteq/base/realtime.h"
#include "neteq/base/units.h"
#include "neteq/config.h"
#include "neteq/dsp/background_noise.h"
#include "neteq/dsp/comfort_noise.h"
#include "neteq/dsp/expand.h"
#include "neteq/dsp/merge.h"
#include "neteq/dsp/time_stretch.h"
#include "neteq/dsp/varispeed.h"
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

/// The newest of the sync buffer, just decoded: sound, then noise that the decoder made.
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

  /// Where a decoder writes the next frame, kMaxFrame long: just behind the newest audio.
  AudioView DecodeSpace() noexcept NETEQ_REALTIME;
  /// Takes what it wrote. Before Run, at most 30 ms and one frame more.
  void AppendDecoded(int samples) noexcept NETEQ_REALTIME;

  /// Takes a silence descriptor (RFC 3389) for Operation::kComfortNoise.
  void UpdateSid(std::span<const std::byte> payload) noexcept NETEQ_REALTIME;
  /// The next decoded audio does not continue what was played: it is cross-faded into.
  void BeginJoin() noexcept NETEQ_REALTIME;
  /// Goes on where `from`, of another format, has come to; begins a join.
  void ContinueFrom(const SignalPath& from) noexcept NETEQ_REALTIME;

  /// Runs `operation` on what was decoded, so that a tick can be popped.
  Outcome Run(Operation operation, const DecodedAudio& decoded) noexcept NETEQ_REALTIME;
  /// Hands out one tick; returns what of it was made up.
  SyncBuffer::Popped Pop(AudioView out) noexcept NETEQ_REALTIME;
  /// Forgets all audio.
  void Reset() noexcept NETEQ_REALTIME;

 private:
  // Each works on the newest `decoded` samples.
  /// Faster or slower as `operation` asks; returns the new length.
  int Resample(Operation operation, int decoded) noexcept NETEQ_REALTIME;
  Outcome Stretch(Operation operation, int decoded) noexcept NETEQ_REALTIME;
  void FadeIn(int decoded) noexcept NETEQ_REALTIME;
  void FadeInAfterExpand(AudioView decoded) noexcept NETEQ_REALTIME;
  void FadeInAfterNoise(AudioView decoded) noexcept NETEQ_REALTIME;
  void MakeNoise(int samples) noexcept NETEQ_REALTIME;
  void Merge(int decoded) noexcept NETEQ_REALTIME;
  int FindJoin(ConstAudioView fresh, int waiting) noexcept NETEQ_REALTIME;
  Outcome Accelerate(int decoded, bool fast) noexcept NETEQ_REALTIME;
  Outcome PreemptiveExpand(int decoded) noexcept NETEQ_REALTIME;
  void BeginExpand() noexcept NETEQ_REALTIME;
  void Conceal(int samples) noexcept NETEQ_REALTIME;
  void FillTick(Operation operation, Outcome& outcome) noexcept NETEQ_REALTIME;
  void MarkNewest(int count, Origin origin) noexcept NETEQ_REALTIME;
  float BackgroundEnergy(ConstAudioView audio) const noexcept NETEQ_REALTIME;

  SampleRate rate_;
  bool is_noise_on_ = false;  // the newest audio is comfort noise
  bool is_joining_ = false;
  // Since something was made up or spliced. Background noise is learned from windows without that,
  // which also spares ticks that are long anyway the fit.
  int64_t unchanged_ticks_ = 0;
  std::unique_ptr<dsp::Varispeed> varispeed_;  // StretchMethod::kResample
  dsp::Expand expand_;
  SyncBuffer sync_;
  dsp::BackgroundNoise noise_;
  dsp::Merger merger_;
  dsp::TimeStretcher stretcher_;
  dsp::ComfortNoise comfort_noise_;
  double speed_change_;
  Random random_;
  AudioBuffer resampled_;  // StretchMethod::kResample
  AudioBuffer made_;       // concealment or noise to fade from
};

}  // namespace neteq::internal
