// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/dsp/shaped_noise.h"

#include <algorithm>
#include <array>

#include "neteq/base/check.h"

namespace neteq::dsp {
namespace {

constexpr size_t kBlock = ShapedNoise::kBlock;
constexpr int kBlockFrames = static_cast<int>(kBlock);
// White samples generated per pass over all channels. Small enough that the processor overlaps the
// latency of the generators with that of the filter (heuristic, by BM_BackgroundNoiseGenerate).
constexpr int kChunk = 48;

}  // namespace

ShapedNoise::ShapedNoise(int channels)
    : filters_(static_cast<size_t>(channels)), rest_(channels, kBlockFrames) {}

void ShapedNoise::Seed(uint64_t seed) noexcept {
  white_ = WhiteNoise(seed);
  handed_ = kBlock;
}

void ShapedNoise::Reset() noexcept {
  std::fill(filters_.begin(), filters_.end(), Filter{});
  handed_ = kBlock;
}

void ShapedNoise::Silence(int channel) noexcept {
  filters_[static_cast<size_t>(channel)] = Filter{};
}

void ShapedNoise::Shape(int channel, const LpcModel& model, float gain) noexcept {
  Filter& filter = filters_[static_cast<size_t>(channel)];
  const std::array<float, kBlock> last = std::to_array(filter.recursion.last);
  filter.recursion = MakeRecursion(model, gain);
  std::copy(last.begin(), last.end(), filter.recursion.last);
  filter.is_silent = false;
}

void ShapedNoise::Continue(int channel, std::span<const float> outputs) noexcept {
  NETEQ_DCHECK(outputs.size() <= kBlock);
  Recursion& recursion = filters_[static_cast<size_t>(channel)].recursion;
  std::copy(outputs.begin(), outputs.end(), recursion.last + (kBlock - outputs.size()));
}

void ShapedNoise::Generate(AudioView out) noexcept {
  int done = 0;
  while (done < out.frames()) {
    const int missing = out.frames() - done;
    const int rest = kBlockFrames - static_cast<int>(handed_);
    if (rest == 0 && missing >= kBlockFrames) {
      const int count = std::min(missing - missing % kBlockFrames, kChunk);
      GenerateBlocks(out.Slice(done, count));
      done += count;
      continue;
    }
    if (rest == 0) {
      GenerateBlocks(rest_.First(kBlockFrames));
      handed_ = 0;
      continue;
    }
    const int count = std::min(missing, rest);
    Copy(rest_.Slice(static_cast<int>(handed_), count), out.Slice(done, count));
    handed_ += static_cast<size_t>(count);
    done += count;
  }
}

void ShapedNoise::GenerateBlocks(AudioView out) noexcept {
  std::array<float, kChunk> white;
  const auto source = std::span(white).first(static_cast<size_t>(out.frames()));
  const bool is_heard = std::any_of(filters_.begin(), filters_.end(),
                                    [](const Filter& filter) { return !filter.is_silent; });
  if (!is_heard) return Clear(out);
  white_.Generate(source);
  for (int c = 0; c < out.channels(); ++c) {
    Filter& filter = filters_[static_cast<size_t>(c)];
    const auto row = out.Channel(c);
    if (filter.is_silent) {
      std::fill(row.begin(), row.end(), 0.0F);
    } else {
      RunRecursion(source, filter.recursion, row);
    }
  }
}

}  // namespace neteq::dsp
