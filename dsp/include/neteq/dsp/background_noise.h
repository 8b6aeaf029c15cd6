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

/// Estimates the background noise of each channel from decoded audio and synthesises it.
///
/// - Model: y = gain * white / A(z), order 8; all channels share one white source.
/// - Learning: the newest 30 ms replace the model if they are below an adaptive threshold and not
///   too predictable. The threshold rises by a factor of 4 in 4 s and stays within 60 dB of the
///   loudest recent window.
/// - Cost: the energy of one tick per channel and tick; an LPC fit only when a window qualifies.
/// - Source: WebRTC NetEQ behaviour, with the window defined in time instead of 256 samples at
///   every rate.
class BackgroundNoise {
 public:
  static constexpr int kOrder = 8;
  /// [ticks] 30 ms (NetEQ at 8 kHz: 32 ms).
  static constexpr int kWindow = 3;

  /// [setup] Allocates.
  BackgroundNoise(SampleRate rate, int channels);

  /// Discards the learned noise of all channels.
  void Reset() noexcept;
  /// Learns from the end of `history` (at least kWindow ticks). Call once per tick with decoded,
  /// unmodified audio; the last tick of `history` must directly follow that of the previous call.
  void Update(ConstAudioView history) noexcept NETEQ_REALTIME;
  /// Marks a tick without decoded audio: the next window restarts.
  void Skip() noexcept { is_continued_ = false; }
  /// Writes noise with the learned level and spectrum, or zeros in a channel without a model.
  /// Output continues that of the previous call and does not depend on block lengths.
  void Generate(Random& random, AudioView out) noexcept NETEQ_REALTIME;

  /// Mean square of the learned noise of one channel; kDefaultEnergy before anything is learned.
  float energy(int channel) const { return channels_[static_cast<size_t>(channel)].energy; }
  bool learned(int channel) const { return channels_[static_cast<size_t>(channel)].learned; }

  /// Mean square assumed before anything is learned: 2500 for 16-bit samples, about -56 dBFS
  /// (NetEQ).
  static constexpr float kDefaultEnergy = 2500.0F / (32768.0F * 32768.0F);

 private:
  /// Initial update threshold, mean square: 500000 for 16-bit samples (NetEQ).
  static constexpr float kFirstThreshold = 500000.0F / (32768.0F * 32768.0F);

  struct ChannelState {
    bool learned = false;
    float energy = kDefaultEnergy;
    float update_threshold = kFirstThreshold;
    float max_energy = 0.0F;
    std::array<float, kWindow> tick_energies{};  // newest last
    float gain = 0.0F;
    LpcModel model;
    bool is_new = false;  // learned since the last Generate()
  };

  float WindowEnergy(std::span<const float> window,
                     ChannelState& state) const noexcept NETEQ_REALTIME;
  void Learn(std::span<const float> window, float energy,
             ChannelState& state) const noexcept NETEQ_REALTIME;

  int tick_;                   // samples
  int window_;                 // samples
  bool is_continued_ = false;  // the previous tick was analysed as well
  bool is_seeded_ = false;     // whether noise_ has been seeded
  float max_prediction_gain_;
  std::vector<ChannelState> channels_;
  ShapedNoise noise_;
};

}  // namespace neteq::dsp
