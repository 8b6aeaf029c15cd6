// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <vector>

#include "neteq/base/audio_buffer.h"
#include "neteq/base/audio_view.h"

namespace neteq {

/// Owned planar audio of fixed capacity. Allocates on construction only.
class AudioBuffer {
 public:
  AudioBuffer() = default;
  AudioBuffer(int channels, int capacity)
      : channels_(channels),
        capacity_(capacity),
        samples_(static_cast<size_t>(channels) * static_cast<size_t>(capacity)) {}

  int channels() const { return channels_; }
  int capacity() const { return capacity_; }
  AudioView First(int frames) { return {samples_.data(), channels_, frames, capacity_}; }
  ConstAudioView First(int frames) const { return {samples_.data(), channels_, frames, capacity_}; }
  AudioView Slice(int first, int frames) { return First(first + frames).Last(frames); }
  ConstAudioView Slice(int first, int frames) const { return First(first + frames).Last(frames); }

 private:
  int channels_ = 0;
  int capacity_ = 0;
  std::vector<float> samples_;
};

}  // namespace neteq
