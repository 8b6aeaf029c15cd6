// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "neteq/base/audio_view.h"
#include "neteq/base/realtime.h"
#include "neteq/dsp/lpc.h"
#include "neteq/dsp/recursion.h"
#include "neteq/dsp/white_noise.h"

namespace neteq::dsp {

/// Noise of a spectrum and level of its own in each channel, from one white source.
///
/// Model     y[n] = gain white[n] - sum_{k>=1} a[k] y[n - k], up to order 8
/// Use       Generate() any number of samples, again and again: the same samples however they are
///           asked for
/// Trick     a recursion waits for its last output at every sample. Eight outputs at once are what
///           eight inputs make of them (impulse response) plus what the eight outputs before make
///           of them (responses to each); both are sums of columns, which wait once in 8 samples
/// Accuracy  rounding only: tests/dsp/shaped_noise_test.cc
/// Cost      15 multiply-adds a sample and channel
class ShapedNoise {
 public:
  /// Samples made at once, and the highest order.
  static constexpr size_t kBlock = WhiteNoise::kBlock;

  /// [setup] Allocates. Silent until Shape.
  explicit ShapedNoise(int channels);

  /// Begins another sequence of white noise.
  void Seed(uint64_t seed) noexcept NETEQ_REALTIME;
  /// Silences every channel.
  void Reset() noexcept NETEQ_REALTIME;
  /// Gives a channel its spectrum and level. It goes on from the outputs it has made.
  void Shape(int channel, const LpcModel& model, float gain) noexcept NETEQ_REALTIME;
  /// As if the channel had ended with `outputs`, oldest first; at most kBlock of them.
  void Continue(int channel, std::span<const float> outputs) noexcept NETEQ_REALTIME;
  /// Zeros from the next block on, and a fresh start after that.
  void Silence(int channel) noexcept NETEQ_REALTIME;
  /// Writes the next samples of every channel.
  void Generate(AudioView out) noexcept NETEQ_REALTIME;

 private:
  struct Filter {
    bool is_silent = true;
    Recursion recursion;  // with the gain in its response to an input
  };

  void GenerateBlocks(AudioView out) noexcept NETEQ_REALTIME;

  WhiteNoise white_{0};
  std::vector<Filter> filters_;
  AudioBuffer rest_;        // the last block begun
  size_t handed_ = kBlock;  // of it
};

}  // namespace neteq::dsp
