// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/audio_view.h"
#include "base/realtime.h"
#include "base/units.h"
#include "dsp/decimator.h"
#include "dsp/params.h"
#include "dsp/pitch.h"

namespace neteq::dsp {

enum class StretchResult {
  kStretched,           ///< voiced: one or more pitch periods removed or inserted
  kStretchedLowEnergy,  ///< near the noise floor: spliced wherever it fits best
  kUnchanged,           ///< not similar enough, or too short: output = input
};

struct StretchOutcome {
  StretchResult result = StretchResult::kUnchanged;
  int changed_samples = 0;   ///< removed (accelerate) or inserted (preemptive expand), >= 0
  float correlation = 0.0F;  ///< normalised, of the spliced periods, in [-1, 1]
};

/// Pitch-synchronous time stretching of about 30 ms of speech (WSOLA).
///
/// Accelerate         y = x[0, t), cross-fade x[t - T .. t) -> x[t .. t + T), x[t + T ...]; t = 15
/// ms; T = pitch Fast accelerate    T = as many whole periods as fit into 15 ms Preemptive expand
/// y = x[0, u), cross-fade x[u .. u + T) -> x[u - T .. u), x[u ...]; u = max(15 ms, old_samples)
/// Passive audio (mean power of the two periods below 8 times the background energy) is spliced at
/// any correlation. Channels           one decision and one lag for all, from the loudest channel
/// Source             WebRTC NetEQ behaviour; Verhelst & Roelands, ICASSP 1993
class TimeStretcher {
 public:
  /// Input needed to stretch at all.
  static constexpr float kMinInputMs = 30.0F;

  /// [setup]
  TimeStretcher(SampleRate rate, const StretchParams& params);

  int min_input_samples() const { return min_input_; }
  /// Longest period spliced: 15 ms. Output of preemptive expand can be that much longer than its
  /// input.
  int max_change_samples() const { return max_change_; }

  /// `out` has the frames of `in`; the first in.frames() - changed_samples are valid. No aliasing.
  StretchOutcome Accelerate(ConstAudioView in, bool fast, float background_energy,
                            AudioView out) noexcept NETEQ_REALTIME;
  /// The first `old_samples` of `in` have been played and stay as they are. `out` has room for
  /// in.frames() + max_change_samples(); in.frames() + changed_samples are valid. No aliasing.
  StretchOutcome PreemptiveExpand(ConstAudioView in, int old_samples, float background_energy,
                                  AudioView out) noexcept NETEQ_REALTIME;

 private:
  SampleRate rate_;
  StretchParams params_;
  Decimator decimator_;
  int min_input_;
  int max_change_;
  PitchScratch scratch_{};
};

}  // namespace neteq::dsp
