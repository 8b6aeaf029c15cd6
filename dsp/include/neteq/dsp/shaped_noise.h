// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "neteq/base/audio_buffer.h"
#include "neteq/base/audio_view.h"
#include "neteq/base/realtime.h"
#include "neteq/dsp/lpc.h"
#include "neteq/dsp/recursion.h"
#include "neteq/dsp/white_noise.h"

namespace neteq::dsp {

/// Generates noise with its own spectrum and level in each channel, from one white source.
///
/// - Model: y[n] = gain white[n] - sum_{k>=1} a[k] y[n - k], up to order 8; see Recursion.
/// - Use: call Generate() for any number of samples; output does not depend on block lengths.
/// - Accuracy: rounding only; see tests/dsp/shaped_noise_test.cc.
/// - Cost: 15 multiply-adds per sample and channel.
class ShapedNoise {
 public:
  /// Samples per block, and the highest order.
  static constexpr size_t kBlock = WhiteNoise::kBlock;

  /// [setup] Allocates. Silent until Shape() is called.
  explicit ShapedNoise(int channels);

  /// Restarts the white source with `seed`.
  void Seed(uint64_t seed) noexcept NETEQ_REALTIME;
  /// Silences every channel.
  void Reset() noexcept NETEQ_REALTIME;
  /// Sets spectrum and level of a channel; its filter state is kept.
  void Shape(int channel, const LpcModel& model, float gain) noexcept NETEQ_REALTIME;
  /// Sets the filter state of a channel as if its last outputs were `outputs`: oldest first, at
  /// most kBlock.
  void Continue(int channel, std::span<const float> outputs) noexcept NETEQ_REALTIME;
  /// Silences a channel from the next block on and clears its filter state.
  void Silence(int channel) noexcept NETEQ_REALTIME;
  /// Writes the next samples of every channel.
  void Generate(AudioView out) noexcept NETEQ_REALTIME;

 private:
  struct Filter {
    bool is_silent = true;
    Recursion recursion;  // includes the gain in its impulse response
  };

  void GenerateBlocks(AudioView out) noexcept NETEQ_REALTIME;

  WhiteNoise white_{0};
  std::vector<Filter> filters_;
  AudioBuffer rest_;        // current block
  size_t handed_ = kBlock;  // samples of rest_ already returned
};

}  // namespace neteq::dsp
