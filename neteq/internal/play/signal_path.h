// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "neteq/base/audio_buffer.h"
#include "neteq/base/audio_view.h"
#include "neteq/base/random.h"
#include "neteq/base/realtime.h"
#include "neteq/base/units.h"
#include "neteq/config.h"
#include "neteq/dsp/comfort_noise.h"
#include "neteq/dsp/expand.h"
#include "neteq/dsp/merge.h"
#include "neteq/dsp/time_stretch.h"
#include "neteq/internal/play/background_learner.h"
#include "neteq/internal/play/sync_buffer.h"
#include "neteq/internal/play/variable_speed.h"
#include "neteq/reports.h"

namespace neteq::internal {

/// Effect of an operation.
struct PlayOutcome {
  Operation executed = Operation::kNormal;  ///< kExpand when concealment had to fill the tick
  int stretched_samples = 0;                ///< > 0 inserted, < 0 removed
  int generated_samples = 0;                ///< concealment or comfort noise appended
  int lag_samples = 0;                      ///< pitch period; 0 = none
  float correlation = 0.0F;                 ///< correlation of the spliced periods, -1 to 1
};

/// Audio decoded in this tick, at the end of the sync buffer: speech, then noise from the decoder.
struct DecodedAudio {
  int samples = 0;
  int noise_samples = 0;
  int lost_samples = 0;  ///< length of the following packet, which could not be decoded

  int total() const { return samples + noise_samples; }
};

/// Executes operations on audio of one format. Owns the sync buffer and the kernels that write into
/// it. Handles samples, not packets.
class SignalPath {
 public:
  /// [setup]
  SignalPath(SampleRate rate, int channels, const Params& params, uint64_t seed);

  SampleRate rate() const { return rate_; }
  int channels() const { return sync_.channels(); }
  const SyncBuffer& sync() const { return sync_; }
  float mute_factor() const { return expand_.mute_factor(); }
  bool muted() const { return expand_.muted(); }

  /// Space for the next decoded frame, of length kMaxFrame, after the newest audio.
  AudioView DecodeSpace() noexcept NETEQ_REALTIME;
  /// Appends the first `samples` of DecodeSpace. Append at most 30 ms plus one frame before Run.
  void AppendDecoded(int samples) noexcept NETEQ_REALTIME;

  /// Updates the comfort noise from a silence descriptor (RFC 3389).
  void UpdateSid(std::span<const std::byte> payload) noexcept NETEQ_REALTIME;
  /// Cross-fades from the played audio to the next decoded audio, which does not continue it.
  void BeginJoin() noexcept NETEQ_REALTIME;
  /// Converts the audio of `from`, which has another format, and calls BeginJoin.
  void ContinueFrom(const SignalPath& from) noexcept NETEQ_REALTIME;

  /// Runs `operation` on the decoded audio. At least one tick can be played afterwards.
  PlayOutcome Run(Operation operation, const DecodedAudio& decoded) noexcept NETEQ_REALTIME;
  /// Plays one tick into `out`. Returns the numbers of concealed and noise samples.
  SyncBuffer::Popped Pop(AudioView out) noexcept NETEQ_REALTIME;
  /// Clears all audio.
  void Reset() noexcept NETEQ_REALTIME;

 private:
  // `decoded` is the number of newest samples to process.
  PlayOutcome Stretch(Operation operation, int decoded) noexcept NETEQ_REALTIME;
  PlayOutcome Accelerate(int decoded, bool fast) noexcept NETEQ_REALTIME;
  PlayOutcome PreemptiveExpand(int decoded) noexcept NETEQ_REALTIME;
  void FadeIn(int decoded) noexcept NETEQ_REALTIME;
  void FadeInAfterExpand(AudioView decoded) noexcept NETEQ_REALTIME;
  void FadeInAfterNoise(AudioView decoded) noexcept NETEQ_REALTIME;
  void Merge(int decoded) noexcept NETEQ_REALTIME;
  int FindJoin(ConstAudioView fresh, int waiting) noexcept NETEQ_REALTIME;
  void FillTick(Operation operation, int lost, PlayOutcome& outcome) noexcept NETEQ_REALTIME;
  void MakeNoise(int samples) noexcept NETEQ_REALTIME;
  void BeginExpand() noexcept NETEQ_REALTIME;
  void Conceal(int samples) noexcept NETEQ_REALTIME;
  void MarkNewest(int count, Origin origin) noexcept NETEQ_REALTIME;
  float BackgroundEnergy(ConstAudioView audio) const noexcept NETEQ_REALTIME;

  SampleRate rate_;
  bool is_noise_on_ = false;  ///< the newest audio is comfort noise
  bool is_joining_ = false;   ///< the next decoded audio does not continue the played audio
  dsp::Expand expand_;
  SyncBuffer sync_;
  BackgroundLearner background_;
  VariableSpeed variable_speed_;
  dsp::Merger merger_;
  dsp::TimeStretcher stretcher_;
  dsp::ComfortNoise comfort_noise_;
  Random random_;
  AudioBuffer made_;  ///< concealment or noise to fade from
};

}  // namespace neteq::internal
