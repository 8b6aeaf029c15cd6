// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>

#include "neteq/base/realtime.h"
#include "neteq/base/units.h"
#include "neteq/dsp/background_noise.h"
#include "neteq/internal/play/sync_buffer.h"

namespace neteq::internal {

/// Learns the background noise from what was played, but only from windows without concealment and
/// splices: the remains of a faded voice are not noise. That also spares long ticks the fit.
class BackgroundLearner {
 public:
  /// [setup]
  BackgroundLearner(SampleRate rate, int channels) : noise_(rate, channels) {}

  const dsp::BackgroundNoise& noise() const { return noise_; }
  dsp::BackgroundNoise& noise() { return noise_; }

  /// [stream] The decoded audio was spliced.
  void OnSplice() noexcept NETEQ_REALTIME { clean_ticks_ = 0; }
  /// [stream] One tick was played from `sync`.
  void OnPlayed(const SyncBuffer::Popped& popped, const SyncBuffer& sync,
                SampleRate rate) noexcept NETEQ_REALTIME;
  /// [stream] Starts the window over; what was learned stays.
  void Reset() noexcept NETEQ_REALTIME;

 private:
  dsp::BackgroundNoise noise_;
  int64_t clean_ticks_ = 0;  ///< ticks without concealment or splice
};

}  // namespace neteq::internal
