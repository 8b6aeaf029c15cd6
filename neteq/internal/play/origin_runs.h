// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace neteq::internal {

/// Origin of a sample.
enum class Origin : uint8_t { kDecoded, kConcealed, kNoise };

/// Stores the origin of each sample in a queue as runs of equal origins. The number of runs stays
/// small, however many samples wait.
class OriginRuns {
 public:
  /// Numbers of samples by origin.
  struct Counts {
    int concealed = 0;
    int noise = 0;
  };

  /// Origin of the first sample; kDecoded if the queue is empty.
  Origin front() const { return size_ == 0 ? Origin::kDecoded : runs_[0].origin; }

  void Clear() { size_ = 0; }
  void PushBack(int count, Origin origin) {
    if (count <= 0) return;
    // If all runs are in use, the samples extend the last run. This does not happen: a tick adds at
    // most five runs and removes 10 ms of at most 260 ms.
    if (size_ > 0 && (runs_[size_ - 1].origin == origin || size_ == runs_.size())) {
      runs_[size_ - 1].count += count;
    } else {
      runs_[size_++] = {count, origin};
    }
  }
  /// Removes the last `count` samples, or all of them if there are fewer.
  void DropBack(int count) {
    for (; count > 0 && size_ > 0; --size_) {
      Run& last = runs_[size_ - 1];
      const int taken = std::min(count, last.count);
      count -= taken;
      last.count -= taken;
      if (last.count > 0) return;
    }
  }
  /// Removes the first `count` samples, or all of them if there are fewer. Counts them by origin.
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
  /// Sets the origin of samples [first, first + count).
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

  size_t size_ = 0;  // before the runs, to share a cache line with the first ones
  std::array<Run, 160> runs_{};
};

}  // namespace neteq::internal
