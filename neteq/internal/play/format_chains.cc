// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/play/format_chains.h"

#include <algorithm>
#include <cstddef>

#include "neteq/base/audio_buffer.h"
#include "neteq/dsp/crossfade.h"

namespace neteq::internal {
namespace {

// Output rate while none is configured and no decoder is registered. Heuristic: the most common
// one.
constexpr int kIdleRateHz = 48000;

}  // namespace

FormatChains::FormatChains(const Config& config)
    : scratch_(std::max(1, config.output_channels),
               SampleRate(config.output_rate_hz > 0 ? config.output_rate_hz : kIdleRateHz)
                   .tick_samples()),
      tail_(scratch_.channels(), scratch_.capacity()) {}

FormatChain* FormatChains::FindOrMake(SampleRate rate, int channels, const Config& config) {
  for (const auto& chain : chains_) {
    if (chain->path.rate() == rate && chain->path.channels() == channels) return chain.get();
  }
  chains_.push_back(std::make_unique<FormatChain>(rate, channels, config));
  const OutputStage& output = chains_.back()->output;
  scratch_ = AudioBuffer(std::max(scratch_.channels(), output.channels()),
                         std::max(scratch_.capacity(), output.rate().tick_samples()));
  tail_ = AudioBuffer(scratch_.channels(), scratch_.capacity());
  return chains_.back().get();
}

void FormatChains::ChangeTo(FormatChain& next) noexcept {
  if (active_ == nullptr) {
    active_ = &next;
    return;
  }
  if (&next == active_) {
    next.path.BeginJoin();
    return;
  }
  next.path.ContinueFrom(active_->path);
  next.output.WarmUp(next.path.sync());
  const bool is_same_output = next.output.rate() == active_->output.rate() &&
                              next.output.channels() == active_->output.channels();
  if (is_same_output) RenderTail();
  active_ = &next;
}

/// Renders one more tick of the active chain to fade from. The resamplers of two chains have
/// different delays; the fade hides the step between them.
void FormatChains::RenderTail() noexcept {
  OutputStage& output = active_->output;
  tail_samples_ = output.rate().tick_samples();
  const AudioView tail(tail_.First(1).data(), output.channels(), tail_samples_, tail_.capacity());
  active_->path.Run(Operation::kExpand, {});
  active_->path.Pop(output.InputFor(tail));
  output.Process(tail);
}

SyncBuffer::Popped FormatChains::Render(const std::optional<ToneToPlay>& key,
                                        AudioView out) noexcept {
  const SyncBuffer::Popped popped = active_->Render(key, out);
  FadeFromTail(out);
  return popped;
}

void FormatChains::FadeFromTail(AudioView out) noexcept {
  const auto count = static_cast<size_t>(std::min(tail_samples_, out.frames()) / 2);
  for (int c = 0; c < out.channels() && count > 0; ++c) {
    const auto head = out.Channel(c).first(count);
    dsp::CrossFade(tail_.First(tail_samples_).Channel(c).first(count), head, head);
  }
  tail_samples_ = 0;
}

}  // namespace neteq::internal
