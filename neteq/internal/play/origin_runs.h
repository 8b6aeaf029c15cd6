// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace neteq::internal {

/// Where a sample came from.
enum class Origin : uint8_t { kDecoded, kConcealed, kNoise };

/// The origin of each sample of a queue, as runs of equal ones: there are few, however many samples
/// wait.
class OriginRuns {
 public:
  /// Of samples.
  struct Counts {
    int concealed = 0;
    int noise = 0;
  };

  /// Of the first sample; kDecoded without samples.
  Origin front() const { return size_ == 0 ? Origin::kDecoded : runs_[0].origin; }

  void Clear() { size_ = 0; }
  void PushBack(int count, Origin origin) {
    if (count <= 0) return;
    // Without room for one more run the samples count as what was before them. A tick adds five
    // runs at most and takes 10 ms of at most 260 ms away: there is room.
    if (size_ > 0 && (runs_[size_ - 1].origin == origin || size_ == runs_.size())) {
      runs_[size_ - 1].count += count;
    } else {
      runs_[size_++] = {count, origin};
    }
  }
  /// Takes away the last `count` samples, or all there are.
  void DropBack(int count) {
    for (; count > 0 && size_ > 0; --size_) {
      Run& last = runs_[size_ - 1];
      const int taken = std::min(count, last.count);
      count -= taken;
      last.count -= taken;
      if (last.count > 0) return;
    }
  }
  /// Takes away the first `count` samples, or all there are.
  Counts PopFront(int count) {
    Counts counts;
    size_t gone = 0;
    while (count > 0 && gone < size_) {
      Run& first = runs_[gone];
      const int taken = std::min(count, first.count);
      if (first.origin == Origin::kConcealed) counts.concealed += taken;
      if (first.origin == Origin::kNoise) counts.noise += taken;
      count -= taken;
      first.count -= taken;
      if (first.count == 0) ++gone;
    }
    if (gone > 0) {
      std::copy(runs_.begin() + static_cast<ptrdiff_t>(gone),
                runs_.begin() + static_cast<ptrdiff_t>(size_), runs_.begin());
      size_ -= gone;
    }
    return counts;
  }
  /// Samples [first, first + count) have another origin.
  void Mark(int first, int count, Origin origin) {
    const OriginRuns old = *this;
    Clear();
    int begin = 0;
    for (size_t i = 0; i < old.size_; ++i) {
      const Run& run = old.runs_[i];
      const int end = begin + run.count;
      const int marked_begin = std::clamp(first, begin, end);
      const int marked_end = std::clamp(first + count, marked_begin, end);
      PushBack(marked_begin - begin, run.origin);
      PushBack(marked_end - marked_begin, origin);
      PushBack(end - marked_end, run.origin);
      begin = end;
    }
  }

 private:
  struct Run {
    int count = 0;
    Origin origin = Origin::kDecoded;
  };

  size_t size_ = 0;  // beside the first runs: there are rarely more
  std::array<Run, 160> runs_{};
};

}  // namespace neteq::internal
