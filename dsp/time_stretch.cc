// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/dsp/time_stretch.h"

#include <algorithm>
#include <cstddef>

#include "neteq/base/check.h"
#include "neteq/dsp/correlation.h"
#include "neteq/dsp/crossfade.h"
#include "neteq/dsp/vector_ops.h"

namespace neteq::dsp {
namespace {

// Periods of 2.5 to 14.75 ms, compared over the 12.5 ms after the splice point (NetEQ).
constexpr PitchSearch kSearch{.window_ms = 12.5F, .min_lag_ms = 2.5F, .max_lag_ms = 14.75F};
// Audio is active above 8 times the background power, +9 dB (NetEQ).
constexpr float kActivePowerRatio = 8.0F;
// Half the input: the splice point, and the longest segment that fits on both sides of it (NetEQ).
constexpr int kSpliceMs = 15;

int SamplesInMs(SampleRate rate, float ms) { return rate.SamplesInMs(static_cast<double>(ms)); }

/// Samples [first, first + count) of a row.
std::span<const float> Part(std::span<const float> row, int first, int count) {
  return row.subspan(static_cast<size_t>(first), static_cast<size_t>(count));
}

/// Decides whether to splice: active audio must have a correlation above `threshold`.
StretchOutcome Judge(float correlation, bool is_active, double threshold, int change) {
  if (is_active && !(static_cast<double>(correlation) > threshold)) {
    return {StretchResult::kUnchanged, 0, correlation};
  }
  return {is_active ? StretchResult::kStretched : StretchResult::kStretchedLowEnergy, change,
          correlation};
}

/// Replaces the `count` samples before `splice` and those after it by a cross-fade from the former
/// to the latter. `out` may start at the same address as `in`.
void Remove(ConstAudioView in, int splice, int count, AudioView out) {
  const int end = splice - count;
  const int rest = in.frames() - (splice + count);
  Copy(in.First(end), out.First(end));
  for (int c = 0; c < in.channels(); ++c) {
    const auto row = in.Channel(c);
    CrossFade(Part(row, end, count), Part(row, splice, count), out.Slice(end, count).Channel(c));
  }
  Copy(in.Last(rest), out.Slice(splice, rest));
}

/// Inserts at `splice` a cross-fade from the `count` samples after it to those before it. `out` may
/// start at the same address as `in`.
void Insert(ConstAudioView in, int splice, int count, AudioView out) {
  const int rest = in.frames() - splice;
  Copy(in.Last(rest), out.Slice(splice + count, rest));
  Copy(in.First(splice), out.First(splice));
  for (int c = 0; c < in.channels(); ++c) {
    const ConstAudioView made = out;
    CrossFade(made.Slice(splice + count, count).Channel(c),
              made.Slice(splice - count, count).Channel(c), out.Slice(splice, count).Channel(c));
  }
}

}  // namespace

TimeStretcher::TimeStretcher(SampleRate rate, const StretchParams& params)
    : params_(params),
      ms_per_sample_(1000.0F / static_cast<float>(rate.hz())),
      decimator_(rate),
      min_lag_(SamplesInMs(rate, kSearch.min_lag_ms)),
      min_input_(SamplesInMs(rate, kMinInputMs)),
      max_change_(rate.hz() * kSpliceMs / 1000),
      window_(SamplesInMs(rate, kSearch.window_ms)) {}

TimeStretcher::Analysis TimeStretcher::Analyze(ConstAudioView in, int splice,
                                               float background_energy) const noexcept {
  const int after = in.frames() - splice;
  const int window = std::min(window_, after);
  const int channel = LoudestChannel(in.First(splice + window));
  const auto row = in.First(splice + window).Channel(channel);
  const PitchSearch search{
      .window_ms = ms_per_sample_ * static_cast<float>(window),
      .min_lag_ms = kSearch.min_lag_ms,
      .max_lag_ms = std::min(kSearch.max_lag_ms, ms_per_sample_ * static_cast<float>(after))};
  const int lag = std::min(FindPitch(row, decimator_, search).lag_samples, after);
  const auto before = Part(in.Channel(channel), splice - lag, lag);
  const auto behind = Part(in.Channel(channel), splice, lag);
  const float energy_before = Energy(before);
  const float energy_behind = Energy(behind);
  const float power = (energy_before + energy_behind) / static_cast<float>(2 * lag);
  return {.row = row,
          .lag = lag,
          .correlation =
              NormalizedProduct(DotProduct(before, behind), static_cast<double>(energy_before),
                                static_cast<double>(energy_behind), lag),
          .is_active = power > kActivePowerRatio * background_energy};
}

int TimeStretcher::LongestMultiple(const Analysis& analysis) const noexcept {
  const int periods = max_change_ / analysis.lag;
  const int length = periods * analysis.lag;
  if (periods == 1) return length;
  // An error of half a sample per period accumulates over the multiple.
  return ClimbToLag(analysis.row, window_, length, length - periods,
                    std::min(length + periods, max_change_))
      .lag_samples;
}

StretchOutcome TimeStretcher::Accelerate(ConstAudioView in, bool fast, float background_energy,
                                         AudioView out) const noexcept {
  NETEQ_DCHECK(out.channels() == in.channels() && out.frames() >= in.frames());
  StretchOutcome outcome;
  if (in.channels() > 0 && in.frames() >= min_input_) {
    const Analysis analysis = Analyze(in, max_change_, background_energy);
    const double threshold = fast ? params_.min_correlation_fast : params_.min_correlation;
    outcome = Judge(analysis.correlation, analysis.is_active, threshold,
                    fast ? LongestMultiple(analysis) : analysis.lag);
  }
  Remove(in, std::min(max_change_, in.frames()), outcome.changed_samples, out);
  return outcome;
}

StretchOutcome TimeStretcher::PreemptiveExpand(ConstAudioView in, int old_samples,
                                               float background_energy,
                                               AudioView out) const noexcept {
  NETEQ_DCHECK(out.channels() == in.channels() && out.frames() >= in.frames() + max_change_);
  StretchOutcome outcome;
  const int splice = std::max(max_change_, old_samples);
  if (in.channels() > 0 && in.frames() >= min_input_ && splice + min_lag_ <= in.frames()) {
    const Analysis analysis = Analyze(in, splice, background_energy);
    outcome =
        Judge(analysis.correlation, analysis.is_active, params_.min_correlation, analysis.lag);
  }
  Insert(in, std::min(splice, in.frames()), outcome.changed_samples, out);
  return outcome;
}

}  // namespace neteq::dsp
