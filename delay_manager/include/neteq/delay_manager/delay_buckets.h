// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "neteq/base/units.h"

namespace neteq::delay {

/// Quantises delays of up to two seconds (NetEQ); the last bucket also takes longer ones.
class DelayBuckets {
 public:
  explicit constexpr DelayBuckets(Duration width)
      : width_(width), count_(static_cast<int>((kRange + width - Duration(1)) / width)) {}

  constexpr int count() const { return count_; }
  constexpr int Of(Duration delay) const {
    return static_cast<int>(std::clamp<int64_t>(delay / width_, 0, count_ - 1));
  }
  /// Smallest delay that covers every packet of the bucket.
  constexpr Duration UpperEdge(int bucket) const { return (bucket + 1) * width_; }
  constexpr Duration LowerEdge(int bucket) const { return bucket * width_; }

 private:
  static constexpr Duration kRange = std::chrono::seconds(2);

  Duration width_;
  int count_;
};

}  // namespace neteq::delay
