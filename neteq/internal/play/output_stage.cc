// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/play/output_stage.h"

#include <algorithm>

#include "neteq/base/audio_buffer.h"
#include "neteq/dsp/vector_ops.h"

namespace neteq::internal {

OutputStage::OutputStage(SampleRate in_rate, int in_channels, SampleRate out_rate, int out_channels)
    : out_rate_(out_rate),
      out_channels_(out_channels),
      is_through_(in_rate == out_rate && in_channels == out_channels),
      resampler_(in_rate, out_rate, out_channels) {
  if (is_through_) return;
  input_ = AudioBuffer(in_channels, in_rate.tick_samples());
  mapped_ = AudioBuffer(out_channels, in_rate.tick_samples());
  discarded_ = AudioBuffer(out_channels, out_rate.tick_samples());
}

void OutputStage::WarmUp(const SyncBuffer& sync) noexcept {
  if (is_through_) return;
  Copy(sync.Played(input_.capacity()), input_.First(input_.capacity()));
  Process(discarded_.First(discarded_.capacity()));
}

void OutputStage::Process(AudioView out) noexcept {
  if (is_through_) return;
  MapChannels();
  resampler_.Process(mapped_.First(mapped_.capacity()), out);
}

void OutputStage::MapChannels() noexcept {
  const AudioView in = input_.First(input_.capacity());
  const AudioView mapped = mapped_.First(mapped_.capacity());
  const int channels = mapped.channels();
  for (int c = 0; c < channels; ++c) {
    const auto from = in.Channel(std::min(c, in.channels() - 1));
    std::copy(from.begin(), from.end(), mapped.Channel(c).begin());
  }
  if (channels != 1 || in.channels() == 1) return;
  const auto mono = mapped.Channel(0);
  for (int c = 1; c < in.channels(); ++c) dsp::AddScaled(in.Channel(c), 1.0F, mono);
  dsp::Scale(mono, 1.0F / static_cast<float>(in.channels()));
}

}  // namespace neteq::internal
