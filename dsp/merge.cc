// SPDX-License-Identifier: BSD-3-Clause
#include "dsp/merge.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "base/check.h"
#include "dsp/correlation.h"
#include "dsp/crossfade.h"
#include "dsp/vector_ops.h"

namespace neteq::dsp {
namespace {

// Lengths and rates of NetEQ, unless said otherwise.
constexpr double kExtensionMs = 25.25;
constexpr double kPatternMs = 10.0;
constexpr double kMaxSearchMs = kExtensionMs - kPatternMs;
constexpr double kFadeMs = 7.5;
constexpr double kLevelWindowMs = 8.0;
// A shorter pattern matches nearly everywhere: the earliest offset is as good (heuristic: the
// shortest pitch period).
constexpr double kMinPatternMs = 2.5;
// The gain rises from 0 to 1 in 10 ms at most. NetEQ takes 31 ms, which on speech of women and men
// made the spectral distance just after a loss half as large again (heuristic).
constexpr float kMinRampPerSecond = 100.0F;

size_t Size(int count) { return static_cast<size_t>(count); }

int IndexOfLargest(std::span<const float> x) {
  return static_cast<int>(std::distance(x.begin(), std::max_element(x.begin(), x.end())));
}

/// Level of `extension` over that of the start of `decoded`, at most 1.
float LevelRatio(std::span<const float> extension, std::span<const float> decoded) {
  const size_t window = std::min(extension.size(), decoded.size());
  const float decoded_energy = Energy(decoded.first(window));
  const float extension_energy = Energy(extension.first(window));
  return extension_energy < decoded_energy ? std::sqrt(extension_energy / decoded_energy) : 1.0F;
}

}  // namespace

Merger::Merger(SampleRate rate)
    : rate_(rate), decimator_(rate), extension_samples_(rate.SamplesInMs(kExtensionMs)) {}

int Merger::extension_samples(int waiting, int max_lag_samples) const {
  const int searched = waiting + max_lag_samples + rate_.SamplesInMs(kPatternMs);
  return std::max(waiting + 1, std::min(extension_samples_, searched + decimator_.reach()));
}

MergeResult Merger::Merge(ConstAudioView extension, ConstAudioView decoded, float mute_factor,
                          int max_lag_samples, int min_frames, AudioView out) noexcept {
  NETEQ_DCHECK(decoded.frames() >= 1 && out.frames() >= extension.frames() + decoded.frames());
  const int first = std::clamp(min_frames - decoded.frames(), 0, extension.frames());
  const int loudest = LoudestChannel(extension);
  const int offset = FindOffset(extension.Channel(loudest), decoded.Channel(loudest),
                                {first, first + max_lag_samples});
  const int fade =
      std::min({rate_.SamplesInMs(kFadeMs), extension.frames() - offset, decoded.frames()});
  const int frames = offset + decoded.frames();
  const auto level_window = Size(rate_.SamplesInMs(kLevelWindowMs));
  for (int c = 0; c < out.channels(); ++c) {
    const auto concealed = extension.Channel(c);
    const auto fresh = decoded.Channel(c);
    const auto row = out.First(frames).Channel(c);
    const auto tail = row.subspan(Size(offset));
    std::copy_n(concealed.begin(), offset, row.begin());
    std::copy(fresh.begin(), fresh.end(), tail.begin());
    const auto meeting = concealed.subspan(Size(offset));
    const float level = LevelRatio(meeting.first(std::min(level_window, meeting.size())), fresh);
    const float start = std::max(mute_factor, level);
    const float ramp = std::max(kMinRampPerSecond / static_cast<float>(rate_.hz()),
                                (1.0F - start) / static_cast<float>(decoded.frames()));
    if (start < 1.0F) ApplyRamp(tail, start, ramp);
    CrossFade(meeting.first(Size(fade)), tail.first(Size(fade)), tail.first(Size(fade)));
  }
  return {.frames = frames, .offset_samples = offset, .fade_samples = fade};
}

int Merger::FindOffset(std::span<const float> extension, std::span<const float> decoded,
                       Range range) noexcept {
  const auto pattern = decoded.first(std::min(decoded.size(), Size(rate_.SamplesInMs(kPatternMs))));
  const int room = static_cast<int>(extension.size()) - static_cast<int>(pattern.size());
  range.last = std::min({range.last, room, range.first + rate_.SamplesInMs(kMaxSearchMs)});
  if (range.last <= range.first || pattern.size() < Size(rate_.SamplesInMs(kMinPatternMs))) {
    return range.first;
  }
  const int coarse = CoarseOffset(extension, decoded, range);
  const int low = std::max(range.first, coarse - decimator_.factor());
  const int high = std::min(range.last, coarse + decimator_.factor());
  const auto correlation = std::span(scratch_.correlation).first(Size(high - low + 1));
  NormalizedCrossCorrelate(
      pattern, extension.subspan(Size(low), pattern.size() + correlation.size() - 1), correlation);
  return low + IndexOfLargest(correlation);
}

int Merger::CoarseOffset(std::span<const float> extension, std::span<const float> decoded,
                         Range range) noexcept {
  const int factor = decimator_.factor();
  const int pattern =
      std::min(static_cast<int>(decoded.size()), rate_.SamplesInMs(kPatternMs)) / factor;
  const int offsets = (range.last - range.first) / factor + 1;
  const auto coarse_decoded = std::span(scratch_.decimated).first(Size(pattern));
  const auto coarse_extension =
      std::span(scratch_.decimated).subspan(Size(pattern), Size(pattern + offsets - 1));
  decimator_.Process(decoded, coarse_decoded);
  decimator_.Process(extension.subspan(Size(range.first)), coarse_extension);
  // The first outputs of the decimator see the edges of the signals.
  const size_t skip = Size(std::min(decimator_.reach() / factor, pattern / 2));
  const auto correlation = std::span(scratch_.correlation).first(Size(offsets));
  NormalizedCrossCorrelate(coarse_decoded.subspan(skip), coarse_extension.subspan(skip),
                           correlation);
  return range.first + IndexOfLargest(correlation) * factor;
}

}  // namespace neteq::dsp
