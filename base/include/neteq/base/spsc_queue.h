// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <atomic>
#include <cstddef>
#include <vector>

#include "neteq/base/check.h"

namespace neteq {

/// A bounded queue between two threads: one that pushes and one that pops. Neither ever waits for
/// the other (wait-free: every call is a few instructions). Elements are made once and reused, so
/// that they may own memory.
template <class T>
class SpscQueue {
 public:
  /// Room for `capacity` elements (at least 1), each a copy of `element`.
  SpscQueue(size_t capacity, const T& element) : slots_(capacity + 1, element) {
    NETEQ_DCHECK(capacity >= 1);
  }

  size_t capacity() const { return slots_.size() - 1; }

  /// [pushing thread] The element to fill in next, or null when the queue is full. What an earlier
  /// round has left in it is still there.
  T* BeginPush() noexcept {
    const size_t next = After(producer_.own.load(std::memory_order_relaxed));
    if (next == producer_.other) {
      producer_.other = consumer_.own.load(std::memory_order_acquire);
      if (next == producer_.other) return nullptr;
    }
    return &slots_[producer_.own.load(std::memory_order_relaxed)];
  }
  /// [pushing thread] Hands over the element of the last BeginPush, which was not null.
  void EndPush() noexcept {
    const size_t next = After(producer_.own.load(std::memory_order_relaxed));
    producer_.own.store(next, std::memory_order_release);
  }

  /// [popping thread] The oldest element, or null when the queue is empty. Valid until Pop.
  T* Front() noexcept {
    const size_t first = consumer_.own.load(std::memory_order_relaxed);
    if (first == consumer_.other) {
      consumer_.other = producer_.own.load(std::memory_order_acquire);
      if (first == consumer_.other) return nullptr;
    }
    return &slots_[first];
  }
  /// [popping thread] Gives back the element of the last Front, which was not null.
  void Pop() noexcept {
    const size_t next = After(consumer_.own.load(std::memory_order_relaxed));
    consumer_.own.store(next, std::memory_order_release);
  }

 private:
  /// Two cache lines: processors fetch lines in pairs.
  static constexpr size_t kApart = 128;
  /// Of one of the threads.
  struct alignas(kApart) End {
    std::atomic<size_t> own = 0;  ///< where it works next
    size_t other = 0;             ///< where it saw the other thread last
  };

  size_t After(size_t i) const { return i + 1 == slots_.size() ? 0 : i + 1; }

  std::vector<T> slots_;  // one stays empty: full and empty differ
  End producer_;
  End consumer_;
};

}  // namespace neteq
