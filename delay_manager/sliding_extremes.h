// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cstddef>

#include "base/units.h"
#include "delay_manager/ring.h"

namespace neteq::delay {

/// The least and the largest value of a queue, without a decision that depends on the values: those
/// of a network would mostly be foretold wrongly.
///
/// Model  The queue is cut in two. Of the rear the extremes are known as a whole. Each element of
///        the front knows those of itself and all behind it in the front; when the front has gone,
///        the rear becomes the front, from its end to its beginning.
/// Cost   O(1), amortised over as many elements as the queue has.
class SlidingExtremes {
 public:
  explicit SlidingExtremes(size_t capacity) : elements_(capacity) {}

  bool empty() const { return elements_.empty(); }
  /// Of one element at least.
  Duration least() const { return std::min(front_.least, rear_.least); }
  Duration largest() const { return std::max(front_.largest, rear_.largest); }
  /// Key of the oldest element.
  Duration oldest() const { return elements_.front().key; }

  void PushBack(Duration key, Duration value) {
    const Range just_this{value, value};
    elements_.PushBack({key, just_this});
    rear_.Include(just_this);
  }
  void PopFront() {
    if (in_front_ == 0) MakeRearTheFront();
    elements_.PopFront();
    front_ = --in_front_ > 0 ? elements_.front().range : Range{};
  }
  void Clear() {
    elements_.Clear();
    in_front_ = 0;
    front_ = {};
    rear_ = {};
  }

 private:
  /// Of nothing at first.
  struct Range {
    Duration least = Duration::max();
    Duration largest = Duration::min();

    void Include(const Range& other) {
      least = std::min(least, other.least);
      largest = std::max(largest, other.largest);
    }
  };
  struct Element {
    Duration key{0};
    Range range{};  ///< of it alone in the rear, of it and those behind it in the front
  };

  void MakeRearTheFront() {
    in_front_ = elements_.size();
    for (size_t i = in_front_ - 1; i > 0; --i) elements_[i - 1].range.Include(elements_[i].range);
    rear_ = {};
  }

  Ring<Element> elements_;
  size_t in_front_ = 0;
  Range front_;
  Range rear_;
};

}  // namespace neteq::delay
