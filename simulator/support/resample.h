// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "neteq/base/audio_view.h"
#include "neteq/base/units.h"

namespace neteq::sim {

/// All of a signal at another rate, in step with it: what the resampler is late by is cut off. As
/// many frames as last at least as long; both rates multiples of 25 Hz.
AudioBuffer Resampled(ConstAudioView signal, SampleRate from, SampleRate to);

}  // namespace neteq::sim
