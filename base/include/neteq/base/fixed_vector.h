// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>

#include "neteq/base/check.h"

namespace neteq {

/// A vector of at most `Capacity` elements that lives where it is declared. T must be
/// default-constructible. Costs what its elements cost, not its room.
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

  /// False, and nothing added, when full.
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
  size_t size_;                    // beside the first elements, which are used most
  std::array<T, Capacity> items_;  // those not in use are neither set nor copied
};

}  // namespace neteq
