// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "neteq/base/audio_view.h"
#include "neteq/config.h"
#include "neteq/dsp/dtmf_tone.h"
#include "neteq/internal/output_stage.h"
#include "neteq/internal/signal_path.h"

namespace neteq::internal {

/// A signal path with what brings its ticks to the output format.
struct Track {
  /// [setup]
  Track(SampleRate rate, int channels, const Config& config)
      : path(rate, channels, config.params, config.seed),
        output(rate, channels, config.output_rate_hz > 0 ? SampleRate(config.output_rate_hz) : rate,
               config.output_channels > 0 ? config.output_channels : channels),
        tone(rate),
        tone_samples(1, rate.tick_samples()) {}

  SignalPath path;
  OutputStage output;
  dsp::DtmfTone tone;
  AudioBuffer tone_samples;  ///< one tick of it
};

}  // namespace neteq::internal
