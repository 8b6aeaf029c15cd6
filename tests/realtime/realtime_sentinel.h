// SPDX-License-Identifier: BSD-3-Clause
#pragma once

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

}  // namespace neteq::testing
