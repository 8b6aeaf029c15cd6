// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <vector>

#include "base/audio_view.h"
#include "base/random.h"
#include "base/realtime.h"
#include "base/units.h"
#include "dsp/lpc.h"

namespace neteq::dsp {

/// Learns the noise floor of what is played, channel by channel, and can play it on.
///
/// A window of the newest audio becomes the model when it is quieter than a slowly rising threshold
/// and spectrally flat; the threshold rises about 4x in 4 s and never falls 60 dB below the loudest
/// window of late. Source: WebRTC NetEQ's estimator, with the window in time (32 ms) instead of 256
/// samples at every rate.
class BackgroundNoise {
 public:
  static constexpr int kOrder = 8;
  static constexpr float kWindowMs = 32.0F;

  /// [setup] Allocates.
  BackgroundNoise(SampleRate rate, int channels);

  /// Forgets everything learned.
  void Reset() noexcept;
  /// Learns from the end of `history` (at least kWindowMs). Call once a tick with decoded,
  /// unmodified audio.
  void Update(ConstAudioView history) noexcept NETEQ_REALTIME;
  /// Writes noise with the learned level and spectrum, continuing the last call's; zeros while
  /// nothing is learned.
  void Generate(Random& random, AudioView out) noexcept NETEQ_REALTIME;

  /// Mean square of the learned noise of one channel; kDefaultEnergy before.
  float energy(int channel) const { return channels_[static_cast<size_t>(channel)].energy; }
  bool learned(int channel) const { return channels_[static_cast<size_t>(channel)].learned; }

  /// Mean square assumed before anything is learned: 2500 per sample of 16-bit audio, about -56
  /// dBFS (NetEQ).
  static constexpr float kDefaultEnergy = 2500.0F / (32768.0F * 32768.0F);

 private:
  struct ChannelState {
    bool learned = false;
    float energy = kDefaultEnergy;
    float update_threshold = 0.0F;
    float max_energy = 0.0F;
    float gain = 0.0F;
    LpcModel model;
    std::array<float, kMaxLpcOrder> synthesis_state{};
  };

  SampleRate rate_;
  std::vector<ChannelState> channels_;
  std::vector<float> scratch_;
};

}  // namespace neteq::dsp
