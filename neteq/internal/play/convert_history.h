// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "neteq/base/audio_view.h"
#include "neteq/base/realtime.h"
#include "neteq/base/units.h"

namespace neteq::internal {

/// A stretch of audio with its format.
struct HistoryPiece {
  ConstAudioView audio;
  SampleRate rate;
};

/// Brings the end of `from` into another format, so that sound goes on across a change of codec:
/// `to` ends when `from` ends; what lies before the beginning of `from` is silence. More channels
/// repeat the last one, fewer are the mean (to mono) or the first ones.
///
/// Model     windowed sinc of 16 zero crossings on either side, band limited to the lower rate
/// Cost      32 multiply-adds a sample (more when the rate falls): once for each change of codec
void ConvertHistory(const HistoryPiece& from, SampleRate to_rate,
                    AudioView to) noexcept NETEQ_REALTIME;

}  // namespace neteq::internal
