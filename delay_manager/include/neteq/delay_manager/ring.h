// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <vector>

#include "neteq/base/check.h"

namespace neteq::delay {

/// A queue with room for a fixed number of elements, taken when it is made.
template <class T>
class Ring {
 public:
  explicit Ring(size_t capacity) : items_(capacity) { Clear(); }

  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  bool full() const { return size_ == items_.size(); }

  /// Counted from the front.
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
  size_t first_ = 0;  // index of the front, once there is one
  size_t last_ = 0;   // and of the back
};

}  // namespace neteq::delay
