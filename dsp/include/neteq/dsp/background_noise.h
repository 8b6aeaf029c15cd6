// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <span>
#include <vector>

#include "neteq/base/audio_view.h"
#include "neteq/base/random.h"
#include "neteq/base/realtime.h"
#include "neteq/base/units.h"
#include "neteq/dsp/lpc.h"
#include "neteq/dsp/shaped_noise.h"

namespace neteq::dsp {

/// Learns the noise floor of what is played, channel by channel, and can play it on.
///
/// Model     y = gain * white / A(z), order 8, one white source for all channels
/// Learning  the newest 30 ms become the model when they are quieter than a slowly rising threshold
///           and not too predictable; the threshold rises 4x in 4 s and never falls 60 dB below the
///           loudest window of late
/// Cost      the energy of a tick per channel and tick; the fit only when a window is quiet enough
/// Source    WebRTC NetEQ behaviour, with the window in time instead of 256 samples at every rate
class BackgroundNoise {
 public:
  static constexpr int kOrder = 8;
  /// [ticks] 30 ms (NetEQ at 8 kHz: 32).
  static constexpr int kWindow = 3;

  /// [setup] Allocates.
  BackgroundNoise(SampleRate rate, int channels);

  /// Forgets everything learned.
  void Reset() noexcept;
  /// Learns from the end of `history` (at least kWindow ticks), whose last tick follows that of the
  /// call before. Call once a tick with decoded, unmodified audio.
  void Update(ConstAudioView history) noexcept NETEQ_REALTIME;
  /// A tick was left out.
  void Skip() noexcept { is_continued_ = false; }
  /// Writes noise with the learned level and spectrum, continuing the last call's (block lengths
  /// change nothing); zeros in a channel that has learned nothing.
  void Generate(Random& random, AudioView out) noexcept NETEQ_REALTIME;

  /// Mean square of the learned noise of one channel; kDefaultEnergy before.
  float energy(int channel) const { return channels_[static_cast<size_t>(channel)].energy; }
  bool learned(int channel) const { return channels_[static_cast<size_t>(channel)].learned; }

  /// Mean square assumed before anything is learned: 2500 per sample of 16-bit audio, about -56
  /// dBFS (NetEQ).
  static constexpr float kDefaultEnergy = 2500.0F / (32768.0F * 32768.0F);

 private:
  /// Mean square below which the first window is learned: 500000 per sample of 16-bit audio
  /// (NetEQ).
  static constexpr float kFirstThreshold = 500000.0F / (32768.0F * 32768.0F);

  struct ChannelState {
    bool learned = false;
    float energy = kDefaultEnergy;
    float update_threshold = kFirstThreshold;
    float max_energy = 0.0F;
    std::array<float, kWindow> tick_energies{};  // of the newest ticks, the latest last
    float gain = 0.0F;
    LpcModel model;
    bool is_new = false;  // learned since the last Generate
  };

  float WindowEnergy(std::span<const float> window,
                     ChannelState& state) const noexcept NETEQ_REALTIME;
  void Learn(std::span<const float> window, float energy,
             ChannelState& state) const noexcept NETEQ_REALTIME;

  int tick_;                   // samples
  int window_;                 // samples
  bool is_continued_ = false;  // the tick before was seen too
  bool is_seeded_ = false;     // noise_
  float max_prediction_gain_;
  std::vector<ChannelState> channels_;
  ShapedNoise noise_;
};

}  // namespace neteq::dsp
