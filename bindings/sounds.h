// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "bindings/arrays.h"
#include <pybind11/pybind11.h>

#include "neteq/base/audio_buffer.h"
#include "neteq/base/audio_view.h"
#include "simulator/support/audio_file.h"

namespace neteq::python {

/// Copies an array (channels, samples). ValueError for an invalid shape or rate.
inline sim::AudioFile SoundOf(const InputArray<float>& audio, int rate_hz) {
  const ConstAudioView view = ViewOf(audio);
  if (view.empty()) throw pybind11::value_error("audio: expected at least one sample");
  if (rate_hz < 8000 || rate_hz > 192'000) {
    throw pybind11::value_error("rate_hz: expected 8000 to 192000, not " + std::to_string(rate_hz));
  }
  sim::AudioFile sound{SampleRate(rate_hz), AudioBuffer(view.channels(), view.frames())};
  Copy(view, sound.audio.First(view.frames()));
  return sound;
}

}  // namespace neteq::python
