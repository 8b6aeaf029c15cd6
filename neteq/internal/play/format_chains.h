// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "neteq/base/audio_view.h"
#include "neteq/base/realtime.h"
#include "neteq/config.h"
#include "neteq/internal/play/format_chain.h"

namespace neteq::internal {

/// One FormatChain for each registered decoder format, made before the stream starts so that a change
/// of codec allocates nothing, and the change from one to another without a click.
class FormatChains {
 public:
  /// [setup]
  explicit FormatChains(const Config& config);

  /// [setup] The chain for a format; makes it when there is none.
  FormatChain* FindOrMake(SampleRate rate, int channels, const Config& config);

  /// The chain in use; null before the first packet.
  FormatChain* active() const { return active_; }
  /// The chain that was made first; null when none was.
  const FormatChain* first() const { return chains_.empty() ? nullptr : chains_.front().get(); }

  /// [stream] What is decoded next does not continue what was played last. It is cross-faded into the
  /// audio of the present chain, in `next` (which may be the present chain).
  void ChangeTo(FormatChain& next) noexcept NETEQ_REALTIME;
  /// [stream] Plays one tick of the chain in use into `out`.
  SyncBuffer::Popped Render(const std::optional<ToneToPlay>& key,
                            AudioView out) noexcept NETEQ_REALTIME;

  /// Room for one tick of any output format.
  AudioBuffer& scratch() { return scratch_; }
  const AudioBuffer& scratch() const { return scratch_; }

 private:
  void RenderTail() noexcept;
  void FadeFromTail(AudioView out) noexcept;

  std::vector<std::unique_ptr<FormatChain>> chains_;
  FormatChain* active_ = nullptr;
  AudioBuffer scratch_;
  AudioBuffer tail_;      ///< one more tick of the chain before, to fade from
  int tail_samples_ = 0;  ///< valid samples of tail_
};

}  // namespace neteq::internal
