// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <vector>

#include "base/check.h"

namespace neteq::delay {

/// A queue with room for a fixed number of elements, taken when it is made.
template <class T>
class Ring {
 public:
  explicit Ring(size_t capacity) : items_(capacity) {}

  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  bool full() const { return size_ == items_.size(); }

  /// Counted from the front.
  T& operator[](size_t i) { return items_[IndexOf(i)]; }
  const T& operator[](size_t i) const { return items_[IndexOf(i)]; }
  const T& front() const { return (*this)[0]; }
  const T& back() const { return (*this)[size_ - 1]; }

  void PushBack(const T& value) {
    NETEQ_DCHECK(!full());
    ++size_;
    (*this)[size_ - 1] = value;
  }
  void PopFront() {
    NETEQ_DCHECK(!empty());
    first_ = first_ + 1 == items_.size() ? 0 : first_ + 1;
    --size_;
  }
  void Clear() { size_ = 0; }

 private:
  size_t IndexOf(size_t i) const {
    NETEQ_DCHECK(i < size_);
    const size_t index = first_ + i;
    return index < items_.size() ? index : index - items_.size();
  }

  std::vector<T> items_;
  size_t first_ = 0;
  size_t size_ = 0;
};

}  // namespace neteq::delay
