// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/play/format_chain.h"

#include "neteq/dsp/vector_ops.h"

namespace neteq::internal {

FormatChain::FormatChain(SampleRate rate, int channels, const Config& config)
    : path(rate, channels, config.params, config.seed),
      output(rate, channels, config.output_rate_hz > 0 ? SampleRate(config.output_rate_hz) : rate,
             config.output_channels > 0 ? config.output_channels : channels),
      tone(rate),
      tone_samples(1, rate.tick_samples()) {}

SyncBuffer::Popped FormatChain::Render(const std::optional<ToneToPlay>& key,
                                       AudioView out) noexcept {
  const AudioView input = output.InputFor(out);
  const SyncBuffer::Popped popped = path.Pop(input);
  if (key) {
    const auto samples = tone_samples.First(input.frames()).Channel(0);
    tone.Start(key->event, key->volume_db);
    tone.Generate(samples);
    for (int c = 0; c < input.channels(); ++c) dsp::AddScaled(samples, 1.0F, input.Channel(c));
  } else {
    tone.Reset();
  }
  output.Process(out);
  return popped;
}

}  // namespace neteq::internal
