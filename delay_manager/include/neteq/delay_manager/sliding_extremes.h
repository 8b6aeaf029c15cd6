// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cstddef>

#include "neteq/base/units.h"
#include "neteq/delay_manager/ring.h"

namespace neteq::delay {

/// Queue that tracks the minimum and maximum of its items' values. Uses no data-dependent branches,
/// which network delays would make unpredictable.
///
/// - Model: the queue consists of a front and a rear part. The extremes of the rear are known as a
///   whole. Each item of the front stores the extremes of itself and all items behind it in the
///   front. When the front is empty, the rear becomes the front, from back to front.
/// - Cost: amortised O(1).
template <class T>
class SlidingExtremes {
 public:
  explicit SlidingExtremes(size_t capacity) : elements_(capacity) {}

  size_t size() const { return elements_.size(); }
  bool empty() const { return elements_.empty(); }
  bool full() const { return elements_.full(); }
  /// Index 0 is the front.
  const T& operator[](size_t i) const { return elements_[i].item; }
  const T& front() const { return elements_.front().item; }
  const T& back() const { return elements_.back().item; }

  /// Smallest value; needs at least one value.
  Duration least() const { return std::min(front_.least, rear_.least); }
  Duration largest() const { return std::max(front_.largest, rear_.largest); }

  void PushBack(const T& item, Duration value) {
    const Range just_this{value, value};
    elements_.PushBack({item, just_this});
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
  /// Minimum and maximum; empty by default.
  struct Range {
    Duration least = Duration::max();
    Duration largest = Duration::min();

    void Include(const Range& other) {
      least = std::min(least, other.least);
      largest = std::max(largest, other.largest);
    }
  };
  struct Element {
    T item{};
    /// Rear: of this item alone. Front: of this item and those behind it in the front.
    Range range{};
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
