// SPDX-License-Identifier: BSD-3-Clause
#include "tests/realtime/realtime_sentinel.h"

#include <chrono>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace neteq::testing {
namespace {

// Prevents the compiler from removing an unused allocation.
void* volatile escape = nullptr;

template <class Work>
ForbiddenCalls CallsOf(Work work) {
  ForbiddenCalls calls;
  RealtimeScope scope(calls);
  work();
  return calls;
}

TEST(RealtimeScope, SeesNothingInPlainArithmetic) {
  volatile float sum = 0.0F;

  const ForbiddenCalls calls = CallsOf([&] { sum = sum + 1.0F; });

  EXPECT_EQ(calls, ForbiddenCalls{});
}

TEST(RealtimeScope, SeesMallocAndFree) {
  const ForbiddenCalls calls = CallsOf([] {
    escape = std::malloc(100);
    std::free(escape);
  });

  EXPECT_EQ(calls.allocations, 1);
  EXPECT_EQ(calls.frees, 1);
}

TEST(RealtimeScope, SeesEveryWayToAllocate) {
  const auto count = [](auto allocate) {
    return CallsOf([&] { escape = allocate(); }).allocations;
  };

  EXPECT_EQ(count([] { return std::calloc(10, 10); }), 1);
  EXPECT_EQ(count([] { return std::realloc(nullptr, 10); }), 1);
  EXPECT_EQ(count([] { return std::aligned_alloc(64, 64); }), 1);
  EXPECT_EQ(count([] { return new int(1); }), 1);
  EXPECT_EQ(count([] { return new std::vector<int>(100); }), 2);
  EXPECT_EQ(count([] { return new std::string(100, 'x'); }), 2);
}

TEST(RealtimeScope, SeesPosixMemalign) {
  void* block = nullptr;

  const ForbiddenCalls calls = CallsOf([&] { EXPECT_EQ(posix_memalign(&block, 64, 64), 0); });
  std::free(block);

  EXPECT_EQ(calls.allocations, 1);
}

TEST(RealtimeScope, SeesAllocationInsideASharedLibrary) {
  const ForbiddenCalls calls = CallsOf([] { escape = realpath("/", nullptr); });

  EXPECT_GE(calls.allocations, 1);
}

TEST(RealtimeScope, SeesLocks) {
  std::mutex mutex;

  const ForbiddenCalls calls = CallsOf([&] { const std::lock_guard lock(mutex); });

  EXPECT_EQ(calls.locks, 1);
}

TEST(RealtimeScope, SeesClocks) {
  const ForbiddenCalls calls = CallsOf([] {
    static_cast<void>(std::chrono::steady_clock::now());
    static_cast<void>(std::chrono::system_clock::now());
  });

  EXPECT_EQ(calls.clock_reads, 2);
}

TEST(RealtimeScope, LeavesOtherThreadsAlone) {
  std::mutex started;
  started.lock();
  std::thread other([&] {
    const std::lock_guard wait(started);
    escape = std::malloc(100);
  });

  ForbiddenCalls calls;
  {
    RealtimeScope scope(calls);
    started.unlock();
  }
  other.join();

  EXPECT_EQ(calls.allocations, 0);
}

}  // namespace
}  // namespace neteq::testing
