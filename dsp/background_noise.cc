// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/dsp/background_noise.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "neteq/base/check.h"
#include "neteq/dsp/vector_ops.h"

namespace neteq::dsp {
namespace {

// Growth of the threshold per tick: 4x in 4 s (NetEQ: 229 / 65536).
constexpr float kThresholdGrowth = 1.0F + 229.0F / 65536.0F;
// Decay of the peak energy per tick (NetEQ: 1 / 1024, 10 dB in 24 s).
constexpr float kMaxEnergyDecay = 1.0F - 1.0F / 1024.0F;
// Lower bound of the threshold: 60 dB below the peak energy (NetEQ: 2^-20).
constexpr float kThresholdFloor = 0x1p-20F;
// Lowest threshold: one squared unit of 16-bit audio (NetEQ). Anything below is silence.
constexpr float kSilence = 0x1p-30F;
// Limit of the prediction gain; more predictable audio is a tone or a vowel (NetEQ: residual >=
// 1/20 of the energy). Above 16 kHz the band that codecs leave empty makes any noise predictable,
// so the limit grows with the square of the rate there. Heuristic: pink noise low-passed at 8 kHz
// still passes at 48 kHz.
constexpr float kMaxPredictionGain = 20.0F;
constexpr float kPlainLimitHz = 16000.0F;

float MaxPredictionGain(SampleRate rate) {
  const float ratio = std::max(1.0F, static_cast<float>(rate.hz()) / kPlainLimitHz);
  return kMaxPredictionGain * ratio * ratio;
}

}  // namespace

BackgroundNoise::BackgroundNoise(SampleRate rate, int channels)
    : tick_(rate.tick_samples()),
      window_(kWindow * tick_),
      max_prediction_gain_(MaxPredictionGain(rate)),
      channels_(static_cast<size_t>(channels)),
      noise_(channels) {}

void BackgroundNoise::Reset() noexcept {
  std::fill(channels_.begin(), channels_.end(), ChannelState{});
  noise_.Reset();
  is_seeded_ = false;
  is_continued_ = false;
}

void BackgroundNoise::Update(ConstAudioView history) noexcept {
  NETEQ_DCHECK(history.frames() >= window_);
  const ConstAudioView newest = history.Last(window_);
  for (int c = 0; c < newest.channels(); ++c) {
    ChannelState& state = channels_[static_cast<size_t>(c)];
    const auto window = newest.Channel(c);
    const float energy = WindowEnergy(window, state) / static_cast<float>(window_);
    if (energy < state.update_threshold) {
      state.update_threshold = std::max(energy, kSilence);
      Learn(window, energy, state);
    } else {
      state.max_energy = std::max(energy, state.max_energy * kMaxEnergyDecay);
      state.update_threshold =
          std::max(state.update_threshold * kThresholdGrowth, state.max_energy * kThresholdFloor);
    }
  }
  is_continued_ = true;
}

/// Energy of the whole window; reuses the energies of earlier ticks where possible.
float BackgroundNoise::WindowEnergy(std::span<const float> window,
                                    ChannelState& state) const noexcept {
  auto& energies = state.tick_energies;
  std::rotate(energies.begin(), energies.begin() + 1, energies.end());
  const size_t known = is_continued_ ? energies.size() - 1 : 0;
  const auto tick = static_cast<size_t>(tick_);
  for (size_t i = known; i < energies.size(); ++i)
    energies[i] = Energy(window.subspan(i * tick, tick));
  return std::accumulate(energies.begin(), energies.end(), 0.0F);
}

void BackgroundNoise::Learn(std::span<const float> window, float energy,
                            ChannelState& state) const noexcept {
  if (energy < kSilence) {
    state.gain = 0.0F;
  } else {
    const LpcModel model = FitLpc(window, kOrder);
    if (!model.stable || model.prediction_gain > max_prediction_gain_) return;
    state.model = model;
    state.gain = std::sqrt(energy / model.prediction_gain);
  }
  state.energy = energy;
  state.learned = true;
  state.is_new = true;
}

void BackgroundNoise::Generate(Random& random, AudioView out) noexcept {
  if (!is_seeded_) noise_.Seed(random.Next());
  is_seeded_ = true;
  for (size_t c = 0; c < channels_.size(); ++c) {
    ChannelState& state = channels_[c];
    if (!state.is_new) continue;
    state.is_new = false;
    if (state.gain == 0.0F) {
      noise_.Silence(static_cast<int>(c));
    } else {
      noise_.Shape(static_cast<int>(c), state.model, state.gain);
    }
  }
  noise_.Generate(out);
}

}  // namespace neteq::dsp
