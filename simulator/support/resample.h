// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "neteq/base/audio_buffer.h"
#include "neteq/base/audio_view.h"
#include "neteq/base/units.h"

namespace neteq::sim {

/// Resamples a whole signal and removes the resampler's delay, so that input and output are
/// aligned. The output lasts at least as long as the input. Both rates must be multiples of 25 Hz.
AudioBuffer Resampled(ConstAudioView signal, SampleRate from, SampleRate to);

}  // namespace neteq::sim
