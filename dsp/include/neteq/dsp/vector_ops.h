// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <span>

#include "neteq/base/audio_view.h"
#include "neteq/base/realtime.h"

/// Elementary operations on rows of samples; Eigen maps inside. Spans of one call have equal
/// lengths.
namespace neteq::dsp {

/// Mean square below which audio counts as silent: -120 dBFS, 20 dB below the quietest 16-bit
/// noise.
inline constexpr float kSilentPower = 1e-12F;

/// sum a[n] b[n]
float DotProduct(std::span<const float> a, std::span<const float> b) noexcept NETEQ_REALTIME;

/// sum x[n]^2
float Energy(std::span<const float> x) noexcept NETEQ_REALTIME;

/// x[n] *= gain
void Scale(std::span<float> x, float gain) noexcept NETEQ_REALTIME;

/// y[n] += gain x[n]
void AddScaled(std::span<const float> x, float gain, std::span<float> y) noexcept NETEQ_REALTIME;

/// Index of the channel with the most energy, the lowest one of equals. All channels of a stretch
/// or a concealment follow the pitch of this channel, so that they stay locked. At least one
/// channel.
int LoudestChannel(ConstAudioView audio) noexcept NETEQ_REALTIME;

/// True if no sample is beyond +-1.0; false for NaN.
bool IsWithinFullScale(std::span<const float> x) noexcept NETEQ_REALTIME;

/// Planar float +-1.0 to interleaved 16-bit PCM, rounded to nearest and saturated. `out` has
/// channels x frames.
void ToInterleavedInt16(ConstAudioView in, std::span<int16_t> out) noexcept NETEQ_REALTIME;

/// Interleaved 16-bit PCM to planar float +-1.0.
void FromInterleavedInt16(std::span<const int16_t> in, AudioView out) noexcept NETEQ_REALTIME;

/// Interleaved float to planar float.
void FromInterleaved(std::span<const float> in, AudioView out) noexcept NETEQ_REALTIME;

}  // namespace neteq::dsp
