// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/dsp/interpolate.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "dsp/internal/cubic.h"
#include "neteq/base/check.h"
#include "neteq/dsp/vector_ops.h"

namespace neteq::dsp {
namespace {

// Length over which a cycle is cross-faded into its neighbour where it repeats. Heuristic: on speech,
// 0.25 to 2 ms sound alike.
constexpr double kSpliceMs = 1.0;
// Length over which the cycles take over from the audio at each end of the gap. Heuristic: as long
// as a merge's shortest fade.
constexpr double kSeamMs = 1.5;
// Signals that the predictors are fitted to, and their orders, as lengths. Heuristic: twice the
// order gains 0.02 MOS of PESQ on speech at twice the cost, half the order loses 0.03.
constexpr double kPastModelMs = 30.0;
constexpr double kPastOrderMs = 10.0;
constexpr double kFutureModelMs = 20.0;
constexpr double kFutureOrderMs = 5.0;
// A prediction is read along the phase track, which may run ahead of the gap by this share. It does
// so by half the relative change of pitch.
constexpr double kMostAhead = 0.5;
// Samples at each end of the gap in a decimated band that are not used as history: half of the filter.
// Beyond, its taps are below -40 dB.
constexpr int kEdge = 4;
constexpr int kReadMargin = 4;  // samples that cubic interpolation reads beyond
// Start of the future that the continuation of the past is compared with. A sound that it predicts
// needs no phase track: tones and chords have no common period. Shares of its energy that must be
// predicted to leave the track partly and fully. Heuristics, tuned on speech and chords.
constexpr double kProofMs = 5.0;
constexpr float kPartlyPredicted = 0.6F;
constexpr float kFullyPredicted = 0.9F;
// Longest extrapolation of an onset backward. Heuristic: premasking by a loud sound lasts about 20 ms.
constexpr double kOnsetMs = 8.0;
// Rise of level at which a gap begins to count as an onset, and does so fully, in dB. Heuristic:
// between the rise within a word and that from a pause.
constexpr float kRiseDb = 20.0F;
constexpr float kOnsetDb = 30.0F;
// Lowest level of a side in the ratio of both: -100 dBFS, the quantisation noise of 16-bit audio.
constexpr float kQuietest = 1e-5F;
// Share of the prediction, and its increase where the cycles of both sides have nothing in common.
// Heuristic, tuned on speech of four voices: 0.3 to 0.7 differ by 0.03 MOS of PESQ.
constexpr float kPredictionShare = 0.5F;
constexpr float kMorePrediction = 0.3F;
// Similarity of cycles from which they fit (that of a similar segment in NetEQ's fast accelerate).
constexpr float kSimilar = 0.5F;

size_t Size(int count) { return static_cast<size_t>(count); }

float Smooth(float x) {
  const float inside = std::clamp(x, 0.0F, 1.0F);
  return inside * inside * (3.0F - 2.0F * inside);
}

float Rms(std::span<const float> x) {
  return std::max(kQuietest, std::sqrt(Energy(x) / static_cast<float>(x.size())));
}

/// The last period of the audio before a gap, repeated.
struct PastCycle {
  std::span<const float> x;
  float lag;
  float splice;

  /// Value at a phase in cycles.
  float At(float phase) const {
    const float place = (phase - std::floor(phase)) * lag;
    const float start = static_cast<float>(x.size()) - lag;
    const float value = ReadCubic<float>(x, start + place);
    const float over = place - (lag - splice);
    if (over <= 0.0F) return value;
    return value + over / splice * (ReadCubic<float>(x, start + place - lag) - value);
  }
  /// Value that the cycle would have had `i` samples before the end.
  float Before(int i) const {
    return ReadCubic<float>(x, static_cast<float>(x.size()) - 1.0F - static_cast<float>(i) - lag);
  }
};

/// The first period of the audio behind a gap, repeated.
struct FutureCycle {
  std::span<const float> x;
  float lag;
  float splice;

  bool is_whole() const { return lag + 2.0F < static_cast<float>(x.size()); }
  /// Value at a phase in cycles; needs a whole cycle.
  float At(float phase) const {
    const float place = (phase - std::floor(phase)) * lag;
    const float value = ReadCubic<float>(x, place);
    const float under = splice - place;
    if (under <= 0.0F || place + lag + 1.0F > static_cast<float>(x.size())) return value;
    return value + under / splice * (ReadCubic<float>(x, place + lag) - value);
  }
};

float LargestMagnitude(std::span<const float> x) {
  float largest = 0.0F;
  for (const float sample : x) largest = std::max(largest, std::abs(sample));
  return largest;
}

/// Channel with the highest energy before and behind the gap.
int LoudestAround(ConstAudioView past, ConstAudioView behind) {
  int loudest = 0;
  float highest = 0.0F;
  for (int c = 0; c < past.channels(); ++c) {
    const float energy = Energy(past.Channel(c)) + Energy(behind.Channel(c));
    if (!(energy > highest)) continue;
    highest = energy;
    loudest = c;
  }
  return loudest;
}

/// Fills `reach` samples at each edge of the gap with mirror images, and the rest with zeros, for a
/// filter that reads across the edges.
void Mirror(std::span<float> row, Gap gap, int reach) {
  const auto missing = row.subspan(Size(gap.first), Size(gap.count));
  std::fill(missing.begin(), missing.end(), 0.0F);
  for (int i = 0; i < reach; ++i) {
    missing[Size(i)] = row[Size(gap.first - 1 - i)];
    missing[Size(gap.count - 1 - i)] = row[Size(gap.first + gap.count + i)];
  }
}

/// Fits a predictor to `known`, whose end is continued: out[order] is the first sample after it.
void Continue(std::span<const float> known, int order, BurgScratch& scratch,
              std::span<double> out) {
  const Predictor predictor = FitBurg(known, order, scratch);
  const auto history = known.last(std::min(known.size(), Size(order)));
  const auto head = out.first(Size(order));
  std::fill(head.begin(), head.end(), 0.0);
  std::copy(history.begin(), history.end(), head.last(history.size()).begin());
  Extrapolate(predictor, order, out);
}

/// Share of the energy of `x` that `prediction` predicts, at most 1; negative if it is worse than
/// silence.
float PredictedShare(std::span<const double> prediction, std::span<const float> x) {
  double error = 0.0;
  double energy = 0.0;
  for (size_t n = 0; n < x.size(); ++n) {
    const auto sample = static_cast<double>(x[n]);
    const double difference = sample - prediction[n];
    error += difference * difference;
    energy += sample * sample;
  }
  return energy > 0.0 ? static_cast<float>(1.0 - error / energy) : 0.0F;
}

}  // namespace

struct Interpolator::Plan {
  Gap gap;
  int known;   ///< samples used before the gap
  int future;  ///< samples used behind the gap
  Band band{};
  LagPair lags{};  ///< at the full rate
  float similarity = 0.0F;
  PhaseTrack track{0.0F, {1.0F, 1.0F, 0.0F, 0.0F}, 1};

  float cycles() const { return track.cycles(); }
  std::span<float> Missing(std::span<float> row) const {
    return row.subspan(Size(gap.first), Size(gap.count));
  }
  PastCycle Before(std::span<const float> row, float splice) const {
    return {row.subspan(Size(gap.first - known), Size(known)), lags.past, splice};
  }
  FutureCycle Behind(std::span<const float> row, float splice) const {
    return {row.subspan(Size(gap.first + gap.count), Size(future)), lags.future, splice};
  }
};

/// Continuations of both sides in the analysis band.
struct Interpolator::Sides {
  std::span<const double> forward;   ///< from the start of the gap on
  std::span<const double> backward;  ///< from the first sample of the future back
  int edge = 0;                      ///< length of the fades at both ends
  float straight = 0.0F;  ///< 1: the continuations are right in time, 0: along the phase track
};

struct Interpolator::Levels {
  float past = 0.0F;    ///< level of the last cycle
  float future = 0.0F;  ///< level of the first cycle
  float onset = 0.0F;   ///< 0: no onset, 1: the sound begins with the future
  float fade = 1.0F;    ///< length over which an onset fades in, in samples

  float rise() const { return future / past; }
  /// Gain of the future, `left` samples before it begins.
  float FutureGain(float left) const {
    return onset > 0.0F ? 1.0F - onset * (1.0F - Smooth(1.0F - left / fade)) : 1.0F;
  }
};

Interpolator::Interpolator(SampleRate rate)
    : rate_(rate), decimator_(rate, kSpeechBand), band_rate_(rate.hz() / decimator_.factor()) {
  const int gap = band_rate_.SamplesInMs(kMaxGapMs) + 2;
  const int past = band_rate_.SamplesInMs(kPastMs) + 1;
  const int future = band_rate_.SamplesInMs(kFutureMs) + 1;
  band_.resize(Size(past + gap + future));
  const int read = static_cast<int>((1.0 + kMostAhead) * gap) + band_rate_.SamplesInMs(kProofMs) +
                   kEdge + kReadMargin;
  forward_.resize(Size(std::min(kMaxBurgOrder, band_rate_.SamplesInMs(kPastOrderMs)) + read));
  backward_.resize(Size(std::min(kMaxBurgOrder, band_rate_.SamplesInMs(kFutureOrderMs)) + read));
}

InterpolateOutcome Interpolator::Fill(AudioView audio, Gap gap) noexcept {
  NETEQ_DCHECK(gap.count >= 1 && gap.count <= max_gap());
  NETEQ_DCHECK(gap.first >= rate_.SamplesInMs(kPastMs));
  NETEQ_DCHECK(gap.first + gap.count < audio.frames());
  const Plan plan = MakePlan(audio, gap);
  for (int c = 0; c < audio.channels(); ++c) FillChannel(audio.Channel(c), plan);
  return {.lag_samples = static_cast<int>(std::lround(plan.lags.past)),
          .similarity = plan.similarity};
}

/// Sample `gap` of the band is aligned with the first missing sample.
Interpolator::Band Interpolator::LayOut(Gap gap, int future) const {
  const int factor = decimator_.factor();
  Band band{.gap = rate_.SamplesInMs(kPastMs) / factor};
  const int missing = (gap.count + factor - 1) / factor;
  band.future = band.gap + missing;
  // The last outputs of the filter read silence behind the future.
  const int whole = factor == 1 ? future : future - decimator_.reach();
  const int skipped = missing * factor - gap.count;
  band.size = band.future + std::max(1, (whole - skipped + factor - 1) / factor);
  return band;
}

Interpolator::Plan Interpolator::MakePlan(AudioView audio, Gap gap) noexcept {
  const int known = rate_.SamplesInMs(kPastMs);
  const int end = gap.first + gap.count;
  Plan plan{.gap = gap,
            .known = known,
            .future = std::min(audio.frames() - end, rate_.SamplesInMs(kFutureMs))};
  plan.band = LayOut(gap, plan.future);
  const int loudest =
      LoudestAround(audio.Slice(gap.first - known / 2, known / 2), audio.Slice(end, plan.future));
  const auto row = audio.Channel(loudest);
  Mirror(row, gap, std::min({decimator_.reach(), gap.count / 2, plan.future}));
  Analyze(row, plan);

  const auto line = std::span<const float>(band_).first(Size(plan.band.size));
  const auto past = line.first(Size(plan.band.gap));
  const auto behind = line.subspan(Size(plan.band.future));
  plan.lags = ChooseLags(past, behind, band_rate_);
  const PhaseMatch match = MatchPhase(past, behind, plan.lags, plan.band.future - plan.band.gap);
  const auto factor = static_cast<float>(decimator_.factor());
  plan.lags.past *= factor;
  plan.lags.future *= factor;
  plan.similarity = match.similarity;
  plan.track = PhaseTrack(match.cycles, plan.lags, gap.count);
  return plan;
}

/// Fills band_ from a row, gap included.
void Interpolator::Analyze(std::span<const float> row, const Plan& plan) noexcept {
  const auto out = std::span(band_).first(Size(plan.band.size));
  const int factor = decimator_.factor();
  const int first = plan.gap.first - plan.band.gap * factor;
  if (factor == 1) {
    std::copy_n(row.begin() + first, plan.band.size, out.begin());
    return;
  }
  const int end = plan.gap.first + plan.gap.count + plan.future;
  const int inside = std::min(plan.band.size, (end - 1 - first) / factor + 1);
  decimator_.Process(row.first(Size(end)), first, out.first(Size(inside)));
  std::fill(out.begin() + inside, out.end(), 0.0F);
}

void Interpolator::FillChannel(std::span<float> row, const Plan& plan) noexcept {
  const PastCycle before = plan.Before(row, 0.0F);
  const FutureCycle behind = plan.Behind(row, 0.0F);
  const auto cycle = Size(static_cast<int>(std::lround(plan.lags.past)));
  const auto next = Size(static_cast<int>(std::lround(plan.lags.future)));
  Levels levels{.past = Rms(before.x.last(cycle)),
                .future = Rms(behind.x.first(std::min(behind.x.size(), next))),
                .fade = static_cast<float>(std::min(plan.gap.count, rate_.SamplesInMs(kOnsetMs)))};
  // A fraction of a cycle has no level.
  if (2 * behind.x.size() < next) levels.future = levels.past;
  const float rise_db = 20.0F * std::log10(levels.rise());
  levels.onset = std::clamp((rise_db - kRiseDb) / (kOnsetDb - kRiseDb), 0.0F, 1.0F);
  FadeCycles(row, plan, levels);
  JoinEnds(row, plan, levels);
  MixPrediction(row, plan, levels);
  const float peak = std::max(LargestMagnitude(before.x), LargestMagnitude(behind.x));
  for (float& sample : plan.Missing(row)) sample = std::clamp(sample, -peak, peak);
}

/// Cross-fades from the last cycle to the next one. Both rise or fall along one line in dB, except at
/// an onset.
void Interpolator::FadeCycles(std::span<float> row, const Plan& plan,
                              const Levels& levels) const noexcept {
  const auto splice = static_cast<float>(rate_.SamplesInMs(kSpliceMs));
  const PastCycle before = plan.Before(row, splice);
  const FutureCycle behind = plan.Behind(row, splice);
  const bool is_whole = behind.is_whole();
  const float similarity = is_whole ? std::max(0.0F, plan.similarity) : 1.0F;
  const auto length = static_cast<float>(plan.gap.count);
  const float step = std::pow(levels.rise(), (1.0F - levels.onset) / length);
  float past_gain = 1.0F;
  float future_gain = std::pow(step, -length);
  float t = 0.0F;
  for (float& out : plan.Missing(row)) {
    const float phase = plan.track.At(t);
    const float w = Smooth(t / length);
    const float v = 1.0F - w;
    const float f = before.At(phase);
    const float h = is_whole ? behind.At(phase - plan.cycles()) : f * levels.rise();
    // Power of the sum of two unit signals of this similarity.
    const float power = v * v + w * w + 2.0F * v * w * similarity;
    const float faded = w * levels.FutureGain(length - t);
    out = (v * past_gain * f + faded * future_gain * h) / std::sqrt(power);
    past_gain *= step;
    future_gain *= step;
    t += 1.0F;
  }
}

/// Removes the steps between the cycles and the audio at both ends. The difference between the audio
/// and its cycle continues into the gap, mirrored, and fades out. The less similar both are, the more
/// the audio itself continues.
void Interpolator::JoinEnds(std::span<float> row, const Plan& plan,
                            const Levels& levels) const noexcept {
  const PastCycle before = plan.Before(row, static_cast<float>(rate_.SamplesInMs(kSpliceMs)));
  const FutureCycle behind = plan.Behind(row, 0.0F);
  const auto out = plan.Missing(row);
  const float past_share = std::clamp(plan.lags.past_similarity, 0.0F, 1.0F);
  const float future_share = std::clamp(plan.lags.future_similarity, 0.0F, 1.0F);
  const int seam = std::min(rate_.SamplesInMs(kSeamMs), plan.gap.count / 2);
  for (int i = 0; i < seam; ++i) {
    const float fade = 1.0F - Smooth(static_cast<float>(i + 1) / static_cast<float>(seam + 1));
    const auto join = [fade](float& sample, float audio, float cycle, float share) {
      sample += fade * (audio - share * cycle - (1.0F - share) * sample);
    };
    join(out[Size(i)], before.x[before.x.size() - 1 - Size(i)], before.Before(i), past_share);
    const auto ahead = static_cast<float>(i);
    const float cycle = behind.is_whole()
                            ? ReadCubic<float>(behind.x, ahead + behind.lag)
                            : levels.rise() * before.At(plan.cycles() + ahead / behind.lag);
    join(out[Size(plan.gap.count - 1 - i)], behind.x[std::min(Size(i), behind.x.size() - 1)], cycle,
         future_share);
  }
}

/// Fits both predictors and continues both sides into the gap.
Interpolator::Sides Interpolator::ContinueSides(const Plan& plan) noexcept {
  const auto line = std::span(band_).first(Size(plan.band.size));
  const auto in_band = [this](double ms, int most) {
    return std::min(most, band_rate_.SamplesInMs(ms));
  };
  const int missing = plan.band.future - plan.band.gap;
  const int future = plan.band.size - plan.band.future;
  const int proof = in_band(kProofMs, future);
  // Samples of the band that the cycles in the gap have reached through the filter.
  const int edge = decimator_.factor() == 1 ? 0 : std::min(kEdge, future / 2);
  const auto reads =
      Size(std::max(static_cast<int>((1.0 + kMostAhead) * missing), missing + proof) + edge +
           kReadMargin);
  const int past_order = in_band(kPastOrderMs, kMaxBurgOrder);
  const int past = in_band(kPastModelMs, kMaxBurgSamples);
  const auto forward = std::span(forward_).first(Size(past_order) + reads);
  Continue(line.subspan(Size(plan.band.gap - edge - past), Size(past)), past_order, burg_, forward);

  const auto behind = line.subspan(Size(plan.band.future));
  const auto proven = forward.subspan(Size(past_order + edge + missing), Size(proof));
  const float share = PredictedShare(proven, behind.first(Size(proof)));
  const int future_order = in_band(kFutureOrderMs, kMaxBurgOrder);
  const auto backward = std::span(backward_).first(Size(future_order) + reads);
  const auto model = behind.subspan(Size(edge), Size(in_band(kFutureModelMs, future - edge)));
  std::reverse(model.begin(), model.end());
  Continue(model, future_order, burg_, backward);
  return {.forward = forward.subspan(Size(past_order + edge)),
          .backward = backward.subspan(Size(future_order - 1 + edge)),
          .edge = edge,
          .straight = std::clamp((share - kPartlyPredicted) / (kFullyPredicted - kPartlyPredicted),
                                 0.0F, 1.0F)};
}

/// Adds the prediction to the cycles.
void Interpolator::MixPrediction(std::span<float> row, const Plan& plan,
                                 const Levels& levels) noexcept {
  Analyze(row, plan);
  const Sides sides = ContinueSides(plan);
  const int missing = plan.band.future - plan.band.gap;
  const auto factor = static_cast<float>(decimator_.factor());
  const auto length = static_cast<float>(plan.gap.count);
  // Distance from the end of the gap to the first sample of the future in the band.
  const float beyond = static_cast<float>(missing) - length / factor;
  const auto read = [&](std::span<const double> x, float tracked, float timed) {
    return ReadCubic(x, (tracked + sides.straight * (timed - tracked)) / factor);
  };
  const auto cycles = std::span(band_).subspan(Size(plan.band.gap), Size(missing));
  const float cycle_energy = Energy(cycles);
  float energy = 0.0F;
  float t = 0.0F;
  for (float& sample : cycles) {
    const float phase = plan.track.At(t);
    const float w = Smooth(t / length);
    const float left = (plan.cycles() - phase) * plan.lags.future;
    const float ahead = read(sides.forward, phase * plan.lags.past, t);
    const float behind = read(sides.backward, left + beyond * factor, length - t + beyond * factor);
    const float predicted = (1.0F - w) * ahead + w * levels.FutureGain(length - t) * behind;
    energy += predicted * predicted;
    sample = predicted - sample;
    t += factor;
  }
  // At the ends only the cycles are without a step.
  for (int i = 0; i < std::min(sides.edge, missing / 2); ++i) {
    const float fade = (static_cast<float>(i) + 0.5F) / static_cast<float>(sides.edge);
    cycles[Size(i)] *= fade;
    cycles[Size(missing - 1 - i)] *= fade;
  }
  const float misfit = std::clamp(1.0F - plan.similarity / kSimilar, 0.0F, 1.0F);
  const float predicted_share = energy < cycle_energy ? energy / cycle_energy : 1.0F;
  const float share = predicted_share * (kPredictionShare + kMorePrediction * misfit);
  Scale(cycles, share + sides.straight * (1.0F - share));
  if (decimator_.factor() == 1) {
    AddScaled(cycles, 1.0F, plan.Missing(row));
  } else {
    decimator_.AddInterpolated(cycles, 0, plan.Missing(row));
  }
}

}  // namespace neteq::dsp
