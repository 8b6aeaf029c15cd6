// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "neteq/base/audio_buffer.h"
#include "neteq/base/audio_view.h"
#include "neteq/base/realtime.h"
#include "neteq/config.h"
#include "neteq/internal/play/format_chain.h"

namespace neteq::internal {

/// Holds one FormatChain per registered decoder format and changes between them without a click.
/// The chains are made before the stream starts, so that a change of codec allocates no memory.
class FormatChains {
 public:
  /// [setup]
  explicit FormatChains(const Config& config);

  /// [setup] Returns the chain of a format; makes it if it does not exist.
  FormatChain* FindOrMake(SampleRate rate, int channels, const Config& config);

  /// The chain that plays; null before the first packet.
  FormatChain* active() const { return active_; }
  /// The chain that was made first; null if there is none.
  const FormatChain* first() const { return chains_.empty() ? nullptr : chains_.front().get(); }

  /// [stream] Makes `next` the active chain. The audio decoded next does not continue the audio
  /// played last, so the two are cross-faded. `next` may be the active chain.
  void ChangeTo(FormatChain& next) noexcept NETEQ_REALTIME;
  /// [stream] Plays one tick of the active chain into `out`.
  SyncBuffer::Popped Render(const std::optional<ToneToPlay>& key,
                            AudioView out) noexcept NETEQ_REALTIME;

  /// Scratch memory for one tick of any output format.
  AudioBuffer& scratch() { return scratch_; }
  const AudioBuffer& scratch() const { return scratch_; }

 private:
  void RenderTail() noexcept;
  void FadeFromTail(AudioView out) noexcept;

  std::vector<std::unique_ptr<FormatChain>> chains_;
  FormatChain* active_ = nullptr;
  AudioBuffer scratch_;
  AudioBuffer tail_;      ///< one more tick of the previous chain, to fade from
  int tail_samples_ = 0;  ///< valid samples of tail_
};

}  // namespace neteq::internal
