// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <span>

#include "neteq/base/audio_view.h"
#include "neteq/base/realtime.h"
#include "neteq/base/units.h"
#include "neteq/dsp/decimator.h"
#include "neteq/dsp/params.h"
#include "neteq/dsp/pitch.h"

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
/// Accelerate  y = x[0, t - T), cross-fade x[t - T, t) -> x[t, t + T), x[t + T, end);
///             t = 15 ms, T = one pitch period
/// Fast        T = as many whole periods as fit into 15 ms
/// Preemptive  y = x[0, u), cross-fade x[u, u + T) -> x[u - T, u), x[u, end);
///             u = max(15 ms, old_samples); T no longer than what follows u
/// Passive     mean power of the two periods around the splice at most 8 times the background
///             energy: spliced at any correlation
/// Input       30 ms or more; what lies behind 30 ms is copied. Shorter: unchanged
/// Channels    one decision and one lag for all, from the loudest channel
/// Cost        a pitch search at 4 kHz, its refinement at the full rate, one copy
/// Accuracy    frequency within 0.5 Hz, level within 0.5 dB: tests/dsp/time_stretch_test.cc
/// Source      WebRTC NetEQ behaviour; Verhelst & Roelands, ICASSP 1993
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

  /// `out` has the frames of `in`; the first in.frames() - changed_samples are valid. It may begin
  /// where `in` does.
  StretchOutcome Accelerate(ConstAudioView in, bool fast, float background_energy,
                            AudioView out) const noexcept NETEQ_REALTIME;
  /// The first `old_samples` of `in` have been played and stay as they are. `out` has room for
  /// in.frames() + max_change_samples(); in.frames() + changed_samples are valid. It may begin
  /// where `in` does.
  StretchOutcome PreemptiveExpand(ConstAudioView in, int old_samples, float background_energy,
                                  AudioView out) const noexcept NETEQ_REALTIME;

 private:
  struct Analysis {
    std::span<const float> row;  ///< up to the splice, and the window of the pitch search
    int lag;                     ///< samples
    float correlation;           ///< of the periods before and after the splice
    bool is_active;              ///< well above the background
  };
  /// Of the loudest channel.
  Analysis Analyze(ConstAudioView in, int splice,
                   float background_energy) const noexcept NETEQ_REALTIME;

  /// The length of as many whole periods as fit into 15 ms.
  int LongestMultiple(const Analysis& analysis) const noexcept NETEQ_REALTIME;

  StretchParams params_;
  float ms_per_sample_;
  Decimator decimator_;
  int min_lag_;
  int min_input_;
  int max_change_;  ///< also the place of the splice, unless that has been played
  int window_;
};

}  // namespace neteq::dsp
