// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

namespace neteq {

/// A value that one thread writes and any number of threads read consistently. The writer never
/// waits; a reader retries if a write intervened.
///
/// Model: a counter that is odd during a write. Words are released after it turns odd and acquired
/// before it is checked again, so a reader that sees a new word also sees the new count.
template <class T>
class SeqLock {
  static_assert(std::is_trivially_copyable_v<T> && std::is_default_constructible_v<T>);

 public:
  SeqLock() { Store(T{}); }

  /// [writing thread] Wait-free.
  void Store(const T& value) noexcept {
    Words words{};
    std::memcpy(words.data(), &value, sizeof(T));
    const uint64_t count = count_.load(std::memory_order_relaxed);
    count_.store(count + 1, std::memory_order_relaxed);
    for (size_t i = 0; i < kWords; ++i) words_[i].store(words[i], std::memory_order_release);
    count_.store(count + 2, std::memory_order_release);
  }
  /// [any thread] Returns false and leaves `value` untouched if a write intervened.
  bool TryLoad(T& value) const noexcept {
    const uint64_t before = count_.load(std::memory_order_acquire);
    Words words{};
    for (size_t i = 0; i < kWords; ++i) words[i] = words_[i].load(std::memory_order_acquire);
    const uint64_t after = count_.load(std::memory_order_relaxed);
    if (before != after || before % 2 != 0) return false;
    std::memcpy(static_cast<void*>(&value), words.data(), sizeof(T));
    return true;
  }
  /// [any thread except the writer] Retries until no write intervenes; a write takes nanoseconds.
  T Load() const noexcept {
    T value;
    while (!TryLoad(value)) {
    }
    return value;
  }

 private:
  static constexpr size_t kWords = (sizeof(T) + sizeof(uint64_t) - 1) / sizeof(uint64_t);
  using Words = std::array<uint64_t, kWords>;

  std::atomic<uint64_t> count_ = 0;
  std::array<std::atomic<uint64_t>, kWords> words_{};
};

}  // namespace neteq
