// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/support/resample.h"

#include <cstdint>

#include "neteq/base/audio_buffer.h"
#include "neteq/dsp/resampler.h"

namespace neteq::sim {

AudioBuffer Resampled(ConstAudioView signal, SampleRate from, SampleRate to) {
  // 40 ms are an integer number of samples at every multiple of 25 Hz, including 11025 and 22050.
  const int in_block = from.hz() / 25;
  const int out_block = to.hz() / 25;
  dsp::Resampler resampler(from, to, signal.channels());
  const int latency = resampler.latency_samples();
  const auto wanted =
      static_cast<int>((int64_t{signal.frames()} * to.hz() + from.hz() - 1) / from.hz());
  const int blocks = (wanted + latency + out_block - 1) / out_block;
  AudioBuffer padded(signal.channels(), blocks * in_block);
  Copy(signal, padded.First(signal.frames()));
  AudioBuffer late(signal.channels(), blocks * out_block);
  for (int i = 0; i < blocks; ++i) {
    resampler.Process(padded.Slice(i * in_block, in_block), late.Slice(i * out_block, out_block));
  }
  AudioBuffer result(signal.channels(), wanted);
  Copy(late.Slice(latency, wanted), result.First(wanted));
  return result;
}

}  // namespace neteq::sim
