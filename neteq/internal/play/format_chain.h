// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <optional>

#include "neteq/base/audio_buffer.h"
#include "neteq/base/audio_view.h"
#include "neteq/base/realtime.h"
#include "neteq/config.h"
#include "neteq/dsp/dtmf_tone.h"
#include "neteq/internal/play/output_stage.h"
#include "neteq/internal/play/signal_path.h"

namespace neteq::internal {

/// The telephone tone of a tick.
struct ToneToPlay {
  uint8_t event = 0;      ///< RFC 4733 event code, 0 to 15
  uint8_t volume_db = 0;  ///< attenuation in dB
};

/// Plays audio of one decoder format: the signal path, the telephone tone added to it, and the
/// conversion to the output format.
struct FormatChain {
  /// [setup]
  FormatChain(SampleRate rate, int channels, const Config& config);

  /// [stream] Plays one tick into `out`, which has the output format. Returns the numbers of
  /// concealed and noise samples.
  SyncBuffer::Popped Render(const std::optional<ToneToPlay>& key,
                            AudioView out) noexcept NETEQ_REALTIME;

  SignalPath path;
  OutputStage output;
  dsp::DtmfTone tone;
  AudioBuffer tone_samples;  ///< one tick
};

}  // namespace neteq::internal
