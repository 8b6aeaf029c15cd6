// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>

namespace neteq::benchmarks {

/// Calls of operator new in this program so far.
struct Allocations {
  int64_t count = 0;
  int64_t bytes = 0;
};
Allocations AllocationsSoFar();

}  // namespace neteq::benchmarks
