// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>

namespace neteq::testing {

/// Calls that the audio path must not make.
struct ForbiddenCalls {
  int allocations = 0;
  int frees = 0;
  int locks = 0;
  int clock_reads = 0;

  friend bool operator==(const ForbiddenCalls&, const ForbiddenCalls&) = default;
};

/// While alive, adds this thread's forbidden calls, also those of libraries, to `calls`. Scopes
/// must not nest.
class RealtimeScope {
 public:
  explicit RealtimeScope(ForbiddenCalls& calls);
  ~RealtimeScope();
  RealtimeScope(const RealtimeScope&) = delete;
  RealtimeScope& operator=(const RealtimeScope&) = delete;
};

/// While alive, adds the heap memory that this thread allocates to `bytes` and subtracts the memory
/// it frees. Scopes must not nest.
class MemoryScope {
 public:
  explicit MemoryScope(int64_t& bytes);
  ~MemoryScope();
  MemoryScope(const MemoryScope&) = delete;
  MemoryScope& operator=(const MemoryScope&) = delete;
};

}  // namespace neteq::testing
