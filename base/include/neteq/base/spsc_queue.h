// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <atomic>
#include <cstddef>
#include <vector>

#include "neteq/base/check.h"

namespace neteq {

/// Bounded single-producer, single-consumer queue. Wait-free: every call takes a few instructions.
/// Elements are constructed once and reused, so they may own memory.
template <class T>
class SpscQueue {
 public:
  /// [setup] Allocates `capacity` elements (at least 1), each a copy of `element`.
  SpscQueue(size_t capacity, const T& element) : slots_(capacity + 1, element) {
    NETEQ_DCHECK(capacity >= 1);
  }

  size_t capacity() const { return slots_.size() - 1; }

  /// [pushing thread] Returns the element to fill in, or null if the queue is full. It still has
  /// the contents of its previous use.
  T* BeginPush() noexcept {
    const size_t next = After(producer_.own.load(std::memory_order_relaxed));
    if (next == producer_.other) {
      producer_.other = consumer_.own.load(std::memory_order_acquire);
      if (next == producer_.other) return nullptr;
    }
    return &slots_[producer_.own.load(std::memory_order_relaxed)];
  }
  /// [pushing thread] Publishes the element of the last BeginPush(), which must not have been null.
  void EndPush() noexcept {
    const size_t next = After(producer_.own.load(std::memory_order_relaxed));
    producer_.own.store(next, std::memory_order_release);
  }

  /// [popping thread] Returns the oldest element, or null if the queue is empty. Valid until Pop().
  T* Front() noexcept {
    const size_t first = consumer_.own.load(std::memory_order_relaxed);
    if (first == consumer_.other) {
      consumer_.other = producer_.own.load(std::memory_order_acquire);
      if (first == consumer_.other) return nullptr;
    }
    return &slots_[first];
  }
  /// [popping thread] Releases the element of the last Front(), which must not have been null.
  void Pop() noexcept {
    const size_t next = After(consumer_.own.load(std::memory_order_relaxed));
    consumer_.own.store(next, std::memory_order_release);
  }

 private:
  /// Two cache lines, because processors prefetch lines in pairs.
  static constexpr size_t kApart = 128;
  /// Position of one thread.
  struct alignas(kApart) End {
    std::atomic<size_t> own = 0;  ///< next element of this thread
    size_t other = 0;             ///< last known position of the other thread
  };

  size_t After(size_t i) const { return i + 1 == slots_.size() ? 0 : i + 1; }

  std::vector<T> slots_;  // one slot stays empty to distinguish full from empty
  End producer_;
  End consumer_;
};

}  // namespace neteq
