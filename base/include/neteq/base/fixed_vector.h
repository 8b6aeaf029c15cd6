// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>

#include "neteq/base/check.h"

namespace neteq {

/// Vector with inline storage for at most `Capacity` elements. T must be default-constructible. The
/// cost of a copy depends on the size, not on the capacity.
template <class T, size_t Capacity>
class FixedVector {
 public:
  FixedVector() noexcept { Clear(); }
  FixedVector(const FixedVector& other) { *this = other; }
  FixedVector& operator=(const FixedVector& other) {
    for (size_t i = 0; i < other.size_; ++i) items_[i] = other.items_[i];
    size_ = other.size_;
    return *this;
  }

  /// Returns false and adds nothing if full.
  bool PushBack(const T& value) {
    if (size_ == Capacity) return false;
    items_[size_++] = value;
    return true;
  }
  void Clear() noexcept { size_ = 0; }

  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  static constexpr size_t capacity() { return Capacity; }

  T& operator[](size_t i) {
    NETEQ_DCHECK(i < size_);
    return items_[i];
  }
  const T& operator[](size_t i) const {
    NETEQ_DCHECK(i < size_);
    return items_[i];
  }
  T& back() { return (*this)[size_ - 1]; }
  const T& back() const { return (*this)[size_ - 1]; }
  T* begin() { return items_.data(); }
  T* end() { return items_.data() + size_; }
  const T* begin() const { return items_.data(); }
  const T* end() const { return items_.data() + size_; }

 private:
  size_t size_;                    // next to the first elements, which are used most
  std::array<T, Capacity> items_;  // unused elements are neither initialised nor copied
};

}  // namespace neteq
