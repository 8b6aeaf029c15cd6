// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <memory>

#include "neteq/base/audio_view.h"
#include "neteq/base/realtime.h"
#include "neteq/base/units.h"

namespace neteq::dsp {

/// Streaming sample-rate conversion (SpeexDSP). Each 10 ms block of input gives exactly 10 ms of
/// output.
class Resampler {
 public:
  /// [setup] Allocates for the given number of channels. Equal rates copy the input.
  Resampler(SampleRate in, SampleRate out, int channels);
  ~Resampler();
  Resampler(Resampler&&) noexcept;
  Resampler& operator=(Resampler&&) noexcept;

  /// Converts `in`, a whole number of ticks, to the same number of ticks at the output rate.
  void Process(ConstAudioView in, AudioView out) noexcept NETEQ_REALTIME;
  /// Clears the filter state.
  void Reset() noexcept;
  /// Delay in output samples.
  int latency_samples() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace neteq::dsp
