// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/dsp/merge.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>

#include "dsp/internal/eigen_map.h"
#include "neteq/base/check.h"
#include "neteq/dsp/correlation.h"
#include "neteq/dsp/crossfade.h"
#include "neteq/dsp/vector_ops.h"

namespace neteq::dsp {
namespace {

// Durations and rates are those of NetEQ unless noted.
constexpr double kExtensionMs = 25.25;
// NetEQ compares 10 ms. Heuristic: 5 ms joins speech of women and men at 8 to 48 kHz equally well
// (ESTOI, log-spectral distance, segmental SNR) at half the cost, because the seam matters most.
constexpr double kPatternMs = 5.0;
constexpr double kMaxSearchMs = kExtensionMs - kPatternMs;
constexpr double kFadeMs = 7.5;
constexpr double kLevelWindowMs = 8.0;
// A shorter pattern matches nearly everywhere, so the earliest offset is used. Heuristic: the
// shortest pitch period.
constexpr double kMinPatternMs = 2.5;
// The gain rises from 0 to 1 in at most 10 ms. Heuristic: the 31 ms of NetEQ increased the spectral
// distance after a loss by half, on speech of women and men.
constexpr float kMinRampPerSecond = 100.0F;
// Offsets tried at the full rate on either side of the coarse offset. Heuristic: for speech, a
// parabola through three coarse values is at least this accurate (as in the pitch search).
constexpr int kFineReach = 3;

size_t Size(int count) { return static_cast<size_t>(count); }

/// Index of the first maximum. Computes the maximum before searching for it, which vectorises.
int IndexOfLargest(std::span<const float> x) {
  const float largest = AsArray(x).maxCoeff();
  return static_cast<int>(std::distance(x.begin(), std::find(x.begin(), x.end() - 1, largest)));
}

/// Level of `extension` relative to the start of `decoded`, at most 1.
float LevelRatio(std::span<const float> extension, std::span<const float> decoded) {
  const size_t window = std::min(extension.size(), decoded.size());
  const float decoded_energy = Energy(decoded.first(window));
  const float extension_energy = Energy(extension.first(window));
  return extension_energy < decoded_energy ? std::sqrt(extension_energy / decoded_energy) : 1.0F;
}

}  // namespace

Merger::Merger(SampleRate rate)
    : rate_(rate),
      decimator_(rate),
      extension_samples_(rate.SamplesInMs(kExtensionMs)),
      fade_samples_(rate.SamplesInMs(kFadeMs)) {}

int Merger::extension_samples(int waiting, int max_lag_samples) const {
  const int searched = waiting + max_lag_samples + rate_.SamplesInMs(kPatternMs);
  return std::max(waiting + 1, std::min(extension_samples_, searched + decimator_.reach()));
}

MergeOutcome Merger::Merge(ConstAudioView extension, ConstAudioView decoded, float mute_factor,
                           const Search& search, AudioView out) const noexcept {
  const int loudest = LoudestChannel(decoded);
  const int offset = FindOffset(extension.Channel(loudest), decoded.Channel(loudest), search);
  const int frames = offset + decoded.frames();
  Copy(decoded, out.Slice(offset, decoded.frames()));
  const int fade = Join(extension, offset, mute_factor, out.First(frames));
  return {.frames = frames, .offset_samples = offset, .fade_samples = fade};
}

int Merger::Join(ConstAudioView extension, int offset, float mute_factor,
                 AudioView audio) const noexcept {
  const int decoded = audio.frames() - offset;
  NETEQ_DCHECK(decoded >= 1 && extension.frames() >= offset);
  const int fade = std::min({fade_samples_, extension.frames() - offset, decoded});
  const auto level_window = Size(rate_.SamplesInMs(kLevelWindowMs));
  for (int c = 0; c < audio.channels(); ++c) {
    const auto concealed = extension.Channel(c);
    const auto row = audio.Channel(c);
    const auto fresh = row.subspan(Size(offset));
    std::copy_n(concealed.begin(), offset, row.begin());
    const auto meeting = concealed.subspan(Size(offset));
    const float level = LevelRatio(meeting.first(std::min(level_window, meeting.size())), fresh);
    const float start = std::max(mute_factor, level);
    const float ramp = std::max(kMinRampPerSecond / static_cast<float>(rate_.hz()),
                                (1.0F - start) / static_cast<float>(decoded));
    FadeIn(fresh, {start, ramp});
    CrossFade(meeting.first(Size(fade)), fresh.first(Size(fade)), fresh.first(Size(fade)));
  }
  return fade;
}

int Merger::FindOffset(std::span<const float> extension, std::span<const float> decoded,
                       const Search& search) const noexcept {
  const auto pattern = decoded.first(std::min(decoded.size(), Size(rate_.SamplesInMs(kPatternMs))));
  const int length = static_cast<int>(extension.size());
  const int room = length - static_cast<int>(pattern.size());
  const int first = std::clamp(search.min_frames - static_cast<int>(decoded.size()), 0, length);
  const int reach = std::min(search.max_lag_samples, rate_.SamplesInMs(kMaxSearchMs));
  const Range range{first, std::min(first + reach, room)};
  if (range.last <= range.first || pattern.size() < Size(rate_.SamplesInMs(kMinPatternMs))) {
    return range.first;
  }
  const int coarse = CoarseOffset(extension, decoded, range);
  const int low = std::max(range.first, coarse - kFineReach);
  const int high = std::min(range.last, coarse + kFineReach);
  std::array<float, 2 * kFineReach + 1> fine;
  const auto correlation = std::span(fine).first(Size(high - low + 1));
  NormalizedCrossCorrelate(
      pattern, extension.subspan(Size(low), pattern.size() + correlation.size() - 1), correlation);
  return low + IndexOfLargest(correlation);
}

int Merger::CoarseOffset(std::span<const float> extension, std::span<const float> decoded,
                         Range range) const noexcept {
  const int factor = decimator_.factor();
  const int whole =
      std::min(static_cast<int>(decoded.size()), rate_.SamplesInMs(kPatternMs)) / factor;
  // Skips decimator outputs that depend on samples before the start of the signals.
  const int skipped = std::min(decimator_.reach() / factor, whole / 2);
  const int pattern = whole - skipped;
  const int offsets = (range.last - range.first) / factor + 1;
  AnalysisRow decimated;
  const auto coarse_decoded = std::span(decimated).first(Size(pattern));
  const auto coarse_extension =
      std::span(decimated).subspan(Size(pattern), Size(pattern + offsets - 1));
  decimator_.Process(decoded, skipped * factor, coarse_decoded);
  decimator_.Process(extension, range.first + skipped * factor, coarse_extension);
  AnalysisRow curve;
  const auto correlation = std::span(curve).first(Size(offsets));
  NormalizedCrossCorrelate(coarse_decoded, coarse_extension, correlation);
  const Peak peak = RefinePeak(correlation, IndexOfLargest(correlation));
  const auto beyond = static_cast<int>(std::lround(peak.position * static_cast<float>(factor)));
  return std::min(range.first + beyond, range.last);
}

}  // namespace neteq::dsp
