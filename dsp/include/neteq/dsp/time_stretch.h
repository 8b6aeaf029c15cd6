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
  kStretchedLowEnergy,  ///< near the noise floor: spliced at the best match, however weak
  kUnchanged,           ///< not similar enough, or input too short: output = input
};

struct StretchOutcome {
  StretchResult result = StretchResult::kUnchanged;
  int changed_samples = 0;   ///< removed (accelerate) or inserted (preemptive expand), >= 0
  float correlation = 0.0F;  ///< normalised correlation of the spliced periods, in [-1, 1]
};

/// Pitch-synchronous time stretching of about 30 ms of speech (WSOLA).
///
/// - Accelerate: y = x[0, t - T), cross-fade x[t - T, t) -> x[t, t + T), x[t + T, end); t = 15 ms,
///   T = one pitch period.
/// - Fast accelerate: T = as many whole periods as fit into 15 ms.
/// - Preemptive expand: y = x[0, u), cross-fade x[u, u + T) -> x[u - T, u), x[u, end); u = max(15
///   ms, old_samples); T is no longer than the audio after u.
/// - Low energy: if the mean power of the two periods around the splice is at most 8 times the
///   background energy, splices at any correlation.
/// - Input: at least 30 ms, otherwise unchanged. Audio after 30 ms is copied.
/// - Channels: one decision and one lag for all, from the loudest channel.
/// - Cost: a pitch search at 4 kHz, refinement at the full rate, one copy.
/// - Accuracy: frequency within 0.5 Hz, level within 0.5 dB; see tests/dsp/time_stretch_test.cc.
/// - Source: WebRTC NetEQ behaviour; Verhelst & Roelands, ICASSP 1993.
class TimeStretcher {
 public:
  /// Shortest input that can be stretched.
  static constexpr float kMinInputMs = 30.0F;

  /// [setup]
  TimeStretcher(SampleRate rate, const StretchParams& params);

  int min_input_samples() const { return min_input_; }
  /// Longest spliced period: 15 ms. Preemptive expand can lengthen its input by this much.
  int max_change_samples() const { return max_change_; }

  /// `out` has in.frames() samples per channel, of which the first in.frames() - changed_samples
  /// are valid. It may start at the same address as `in`.
  StretchOutcome Accelerate(ConstAudioView in, bool fast, float background_energy,
                            AudioView out) const noexcept NETEQ_REALTIME;
  /// Leaves the first `old_samples` of `in` unchanged because they have been played. `out` has a
  /// capacity of in.frames() + max_change_samples(); the first in.frames() + changed_samples are
  /// valid. It may start at the same address as `in`.
  StretchOutcome PreemptiveExpand(ConstAudioView in, int old_samples, float background_energy,
                                  AudioView out) const noexcept NETEQ_REALTIME;

 private:
  struct Analysis {
    std::span<const float> row;  ///< audio up to the splice, plus the window of the pitch search
    int lag;                     ///< samples
    float correlation;           ///< between the periods before and after the splice
    bool is_active;              ///< well above the background
  };
  /// Analyses the loudest channel.
  Analysis Analyze(ConstAudioView in, int splice,
                   float background_energy) const noexcept NETEQ_REALTIME;

  /// Total length of as many whole periods as fit into 15 ms.
  int LongestMultiple(const Analysis& analysis) const noexcept NETEQ_REALTIME;

  StretchParams params_;
  float ms_per_sample_;
  Decimator decimator_;
  int min_lag_;
  int min_input_;
  int max_change_;  ///< also the position of the splice, unless already played
  int window_;
};

}  // namespace neteq::dsp
