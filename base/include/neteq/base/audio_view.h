// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstring>
#include <span>
#include <type_traits>

#include "neteq/base/check.h"

namespace neteq {

/// Non-owning view of planar audio: `channels` rows of `frames` samples, full scale +-1.0. Rows
/// start `stride` samples apart. A view without channels or frames is valid and empty.
template <class Sample>
class BasicAudioView {
 public:
  BasicAudioView() = default;
  BasicAudioView(Sample* data, int channels, int frames, int stride)
      : data_(data), channels_(channels), frames_(frames), stride_(stride) {
    NETEQ_DCHECK(channels >= 0 && frames >= 0 && stride >= frames);
  }
  /// Not defaulted, so that calls pass views by reference. A trivial copy goes through the stack in
  /// moves wider than the members just stored there, which stalls the CPU (a tick of L16 takes 1.1
  /// to 1.16 times as long).
  // NOLINTNEXTLINE(modernize-use-equals-default)
  BasicAudioView(const BasicAudioView& other)
      : data_(other.data_),
        channels_(other.channels_),
        frames_(other.frames_),
        stride_(other.stride_) {}
  BasicAudioView& operator=(const BasicAudioView& other) = default;
  /// Converts a writable view to a read-only one.
  template <class Other>
  // NOLINTNEXTLINE(google-explicit-constructor)
  requires std::is_same_v<const Other, Sample> BasicAudioView(BasicAudioView<Other> other)
      : BasicAudioView(other.data(), other.channels(), other.frames(), other.stride()) {}

  int channels() const { return channels_; }
  int frames() const { return frames_; }
  int stride() const { return stride_; }
  Sample* data() const { return data_; }
  bool empty() const { return channels_ == 0 || frames_ == 0; }

  std::span<Sample> Channel(int channel) const {
    NETEQ_DCHECK(channel >= 0 && channel < channels_);
    return {data_ + static_cast<ptrdiff_t>(channel) * stride_, static_cast<size_t>(frames_)};
  }
  /// Samples [first, first + count) of every channel.
  BasicAudioView Slice(int first, int count) const {
    NETEQ_DCHECK(first >= 0 && count >= 0 && first + count <= frames_);
    return {data_ + first, channels_, count, stride_};
  }
  BasicAudioView First(int count) const { return Slice(0, count); }
  BasicAudioView Last(int count) const { return Slice(frames_ - count, count); }

 private:
  Sample* data_ = nullptr;
  int channels_ = 0;
  int frames_ = 0;
  int stride_ = 0;
};

using AudioView = BasicAudioView<float>;
using ConstAudioView = BasicAudioView<const float>;

/// Copies `from` to `to`, which has the same shape and may overlap.
inline void Copy(ConstAudioView from, AudioView to) {
  NETEQ_DCHECK(from.channels() == to.channels() && from.frames() == to.frames());
  for (int c = 0; c < from.channels(); ++c) {
    const auto row = from.Channel(c);
    float* const target = to.Channel(c).data();
    if (target != row.data() && !row.empty()) std::memmove(target, row.data(), row.size_bytes());
  }
}

inline void Clear(AudioView view) {
  for (int c = 0; c < view.channels(); ++c) {
    for (float& sample : view.Channel(c)) sample = 0.0F;
  }
}

}  // namespace neteq
