// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>

#include "neteq/base/realtime.h"
#include "neteq/base/units.h"
#include "neteq/dsp/background_noise.h"
#include "neteq/internal/play/sync_buffer.h"

namespace neteq::internal {

/// Learns the background noise from the played audio. Uses only windows without concealment and
/// splices, because a faded voice is not noise. Skipping them also saves the fit in the most
/// expensive ticks.
class BackgroundLearner {
 public:
  /// [setup]
  BackgroundLearner(SampleRate rate, int channels) : noise_(rate, channels) {}

  const dsp::BackgroundNoise& noise() const { return noise_; }
  dsp::BackgroundNoise& noise() { return noise_; }

  /// [stream] Decoded audio was spliced.
  void OnSplice() noexcept NETEQ_REALTIME { clean_ticks_ = 0; }
  /// [stream] One tick was played from `sync`.
  void OnPlayed(const SyncBuffer::Popped& popped, const SyncBuffer& sync,
                SampleRate rate) noexcept NETEQ_REALTIME;
  /// [stream] Restarts the window. Keeps the learned noise.
  void Reset() noexcept NETEQ_REALTIME;

 private:
  dsp::BackgroundNoise noise_;
  int64_t clean_ticks_ = 0;  ///< ticks without concealment or splice
};

}  // namespace neteq::internal
