// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "neteq/base/audio_view.h"
#include "neteq/base/realtime.h"
#include "neteq/base/units.h"

namespace neteq::internal {

/// A piece of audio and its sample rate.
struct HistoryPiece {
  ConstAudioView audio;
  SampleRate rate;
};

/// Converts the end of `from` to another format, so that audio continues across a change of codec.
/// `to` ends when `from` ends. Where `from` is too short, `to` is silent. Additional channels
/// repeat the last one. Fewer channels keep the first ones; mono is the mean.
///
/// - Model: windowed sinc with 16 zero crossings on either side, band-limited to the lower rate.
/// - Cost: 32 multiply-adds per sample, more if the rate falls. Runs once per change of codec.
void ConvertHistory(const HistoryPiece& from, SampleRate to_rate,
                    AudioView to) noexcept NETEQ_REALTIME;

}  // namespace neteq::internal
