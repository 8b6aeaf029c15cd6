// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cstddef>

#include "neteq/base/units.h"
#include "neteq/delay_manager/ring.h"

namespace neteq::delay {

/// A queue of items, most with a value, and the least and the largest of these values, found
/// without a decision that depends on them: those of a network would mostly be foretold wrongly.
///
/// Model  The queue is cut in two. Of the rear the extremes are known as a whole. Each item of the
///        front knows those of itself and all behind it in the front; when the front has gone, the
///        rear becomes the front, from its end to its beginning.
/// Cost   O(1), amortised over as many items as the queue has; O(items behind) for one that is not
///        the last.
template <class T>
class SlidingExtremes {
 public:
  explicit SlidingExtremes(size_t capacity) : elements_(capacity) {}

  size_t size() const { return elements_.size(); }
  bool empty() const { return elements_.empty(); }
  bool full() const { return elements_.full(); }
  /// Counted from the front.
  const T& operator[](size_t i) const { return elements_[i].item; }
  const T& front() const { return elements_.front().item; }
  const T& back() const { return elements_.back().item; }

  /// Of one value at least.
  Duration least() const { return std::min(front_.least, rear_.least); }
  Duration largest() const { return std::max(front_.largest, rear_.largest); }

  void PushBack(const T& item, Duration value) {
    const Range just_this{value, value};
    elements_.PushBack({item, just_this});
    rear_.Include(just_this);
  }
  /// Before the item at `position`; has no value.
  void InsertBefore(size_t position, const T& item) {
    const bool is_in_front = position < in_front_;
    const Element element{item, is_in_front ? elements_[position].range : Range{}};
    if (is_in_front) ++in_front_;
    elements_.PushBack(element);
    for (size_t i = elements_.size() - 1; i > position; --i) elements_[i] = elements_[i - 1];
    elements_[position] = element;
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
    T item{};
    Range range{};  ///< of it alone in the rear, of it and those behind it in the front
  };

  [[gnu::cold, gnu::noinline]] void MakeRearTheFront() {
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
