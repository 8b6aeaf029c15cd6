// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <memory>

#include "neteq/base/audio_view.h"
#include "neteq/base/realtime.h"
#include "neteq/base/units.h"

namespace neteq::dsp {

/// Streaming sample-rate conversion (SpeexDSP). A 10 ms block in gives exactly a 10 ms block out.
class Resampler {
 public:
  /// [setup] Allocates for the given number of channels. Equal rates copy.
  Resampler(SampleRate in, SampleRate out, int channels);
  ~Resampler();
  Resampler(Resampler&&) noexcept;
  Resampler& operator=(Resampler&&) noexcept;

  /// `in` has a whole number of ticks; `out` the same number at the output rate.
  void Process(ConstAudioView in, AudioView out) noexcept NETEQ_REALTIME;
  /// Forgets the past.
  void Reset() noexcept;
  /// Delay it adds, in output samples.
  int latency_samples() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace neteq::dsp
