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

/// While it lives, adds the forbidden calls of this thread to `calls`, those of our code and of
/// every library alike. Scopes do not nest.
class RealtimeScope {
 public:
  explicit RealtimeScope(ForbiddenCalls& calls);
  ~RealtimeScope();
  RealtimeScope(const RealtimeScope&) = delete;
  RealtimeScope& operator=(const RealtimeScope&) = delete;
};

/// While it lives, adds to `bytes` what this thread takes from the heap, and subtracts what it
/// gives back. Scopes do not nest.
class MemoryScope {
 public:
  explicit MemoryScope(int64_t& bytes);
  ~MemoryScope();
  MemoryScope(const MemoryScope&) = delete;
  MemoryScope& operator=(const MemoryScope&) = delete;
};

}  // namespace neteq::testing
