// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <span>

#include "neteq/base/audio_view.h"
#include "neteq/base/realtime.h"

/// Elementary operations on rows of samples. All spans of one call have equal lengths.
namespace neteq::dsp {

/// Mean square below which audio counts as silent: -120 dBFS. Heuristic: 20 dB below the
/// quantisation noise of 16-bit audio.
inline constexpr float kSilentPower = 1e-12F;

/// sum a[n] b[n]
float DotProduct(std::span<const float> a, std::span<const float> b) noexcept NETEQ_REALTIME;

/// sum x[n]^2
float Energy(std::span<const float> x) noexcept NETEQ_REALTIME;

/// x[n] *= gain
void Scale(std::span<float> x, float gain) noexcept NETEQ_REALTIME;

/// y[n] += gain x[n]
void AddScaled(std::span<const float> x, float gain, std::span<float> y) noexcept NETEQ_REALTIME;

/// Index of the channel with the highest energy, the lowest index among equals. A stretch or a
/// concealment applies the pitch of this channel to all, which preserves their phase relation.
/// Needs at least one channel.
int LoudestChannel(ConstAudioView audio) noexcept NETEQ_REALTIME;

/// True if no sample exceeds +-1.0; false for NaN.
bool IsWithinFullScale(std::span<const float> x) noexcept NETEQ_REALTIME;

/// Limits every sample to +-1.0. The result for NaN is unspecified.
void ClampToFullScale(AudioView audio) noexcept NETEQ_REALTIME;

/// Converts planar float +-1.0 to interleaved 16-bit PCM, rounded to nearest and saturated. `out`
/// has channels x frames samples.
void ToInterleavedInt16(ConstAudioView in, std::span<int16_t> out) noexcept NETEQ_REALTIME;

/// Converts interleaved 16-bit PCM to planar float +-1.0.
void FromInterleavedInt16(std::span<const int16_t> in, AudioView out) noexcept NETEQ_REALTIME;

/// Converts interleaved float to planar float.
void FromInterleaved(std::span<const float> in, AudioView out) noexcept NETEQ_REALTIME;

}  // namespace neteq::dsp
