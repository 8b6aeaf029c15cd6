// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "neteq/base/audio_view.h"
#include "neteq/base/random.h"
#include "neteq/base/realtime.h"
#include "neteq/base/units.h"
#include "neteq/dsp/lpc.h"

namespace neteq::dsp {

/// Comfort noise generator of RFC 3389. Byte 0 of a SID is the level in -dBov; the other bytes are
/// reflection coefficients.
///
/// - Model: y = sqrt(energy * prod(1 - k^2)) * white / A(z), realised as a lattice: stable for any
///   received coefficients, also while they change.
/// - Smoothing: energy and k approach those of the newest SID exponentially, in steps of 2.5 ms
///   that do not depend on call lengths. The first SID applies immediately.
/// - Source: RFC 3389; time constants of WebRTC NetEQ at 10 ms per call.
class ComfortNoise {
 public:
  /// [setup] Allocates.
  ComfortNoise(SampleRate rate, int channels);

  void Reset() noexcept;
  /// Takes a silence descriptor; an empty payload is ignored. The level is masked to its 7 bits;
  /// coefficients beyond kMaxLpcOrder are ignored.
  void UpdateSid(std::span<const std::byte> payload) noexcept NETEQ_REALTIME;
  /// True once a SID has arrived after construction or Reset().
  bool ready() const { return ready_; }
  /// Fills `out` with noise that is independent in each channel, or zeros before the first SID.
  void Generate(Random& random, AudioView out) noexcept NETEQ_REALTIME;

 private:
  /// Level and spectrum.
  struct Sound {
    float energy = 0.0F;  // mean square
    std::array<float, kMaxLpcOrder> reflection{};
  };

  /// Backward residuals of an all-pole lattice, one sample old; order 0 is the output.
  using Lattice = std::array<float, kMaxLpcOrder + 1>;

  void Glide() noexcept NETEQ_REALTIME;
  void UpdateGain() noexcept NETEQ_REALTIME;
  void Filter(Lattice& backward, std::span<float> row) const noexcept NETEQ_REALTIME;
  void GenerateStep(Random& random, AudioView out) noexcept NETEQ_REALTIME;

  int step_;           // samples between changes of the model
  int step_used_ = 0;  // samples played since the last change
  bool ready_ = false;
  int order_ = 0;  // number of coefficients; the larger of old and new during a transition
  Sound target_;
  Sound current_;
  float gain_ = 0.0F;
  std::vector<Lattice> lattices_;
};

}  // namespace neteq::dsp
