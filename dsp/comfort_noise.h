// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "base/audio_view.h"
#include "base/random.h"
#include "base/realtime.h"
#include "base/units.h"
#include "dsp/lpc.h"

namespace neteq::dsp {

/// Comfort noise of RFC 3389: byte 0 is the level in -dBov, the others are reflection coefficients.
/// The level and the spectrum glide towards those of the newest SID with a time constant, not per
/// call, so block length changes nothing.
class ComfortNoise {
 public:
  /// [setup] Allocates.
  ComfortNoise(SampleRate rate, int channels);

  void Reset() noexcept;
  /// Takes a silence descriptor. Empty: ignored. Levels above 127 are taken modulo the 7-bit field;
  /// coefficients beyond kMaxLpcOrder are ignored.
  void UpdateSid(std::span<const std::byte> payload) noexcept NETEQ_REALTIME;
  /// True after the first SID since Reset.
  bool ready() const { return ready_; }
  /// Fills `out` with noise, independent in each channel; zeros before the first SID.
  void Generate(Random& random, AudioView out) noexcept NETEQ_REALTIME;

 private:
  SampleRate rate_;
  bool ready_ = false;
  int order_ = 0;
  float target_energy_ = 0.0F;
  float energy_ = 0.0F;
  std::array<float, kMaxLpcOrder> target_reflection_{};
  std::array<float, kMaxLpcOrder> reflection_{};
  std::vector<std::array<float, kMaxLpcOrder>> synthesis_state_;
};

}  // namespace neteq::dsp
