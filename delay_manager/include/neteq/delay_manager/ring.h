// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <vector>

#include "neteq/base/check.h"

namespace neteq::delay {

/// Queue with a fixed capacity, allocated on construction.
template <class T>
class Ring {
 public:
  explicit Ring(size_t capacity) : items_(capacity) { Clear(); }

  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  bool full() const { return size_ == items_.size(); }

  /// Index 0 is the front.
  T& operator[](size_t i) { return items_[IndexOf(i)]; }
  const T& operator[](size_t i) const { return items_[IndexOf(i)]; }
  const T& front() const {
    NETEQ_DCHECK(!empty());
    return items_[first_];
  }
  const T& back() const {
    NETEQ_DCHECK(!empty());
    return items_[last_];
  }

  void PushBack(const T& value) {
    NETEQ_DCHECK(!full());
    last_ = After(last_);
    items_[last_] = value;
    ++size_;
  }
  /// Moves the elements from `position` on back by one; O(elements moved).
  void InsertBefore(size_t position, const T& value) {
    PushBack(value);
    for (size_t i = size_ - 1; i > position; --i) items_[IndexOf(i)] = items_[IndexOf(i - 1)];
    items_[IndexOf(position)] = value;
  }
  void PopFront() {
    NETEQ_DCHECK(!empty());
    first_ = After(first_);
    --size_;
  }
  void Clear() {
    size_ = 0;
    first_ = After(last_);
  }

 private:
  size_t IndexOf(size_t i) const {
    NETEQ_DCHECK(i < size_);
    const size_t index = first_ + i;
    return index < items_.size() ? index : index - items_.size();
  }

  size_t After(size_t index) const { return index + 1 == items_.size() ? 0 : index + 1; }

  std::vector<T> items_;
  size_t size_ = 0;
  size_t first_ = 0;  // index of the front element, if any
  size_t last_ = 0;   // index of the back element, if any
};

}  // namespace neteq::delay
