// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <functional>

#include "neteq/base/status.h"

namespace neteq::sim {

/// Does `work` for every index below `count`, on up to `threads` threads (1: all on this one),
/// lower indices first. `on_done` hears how many are done, one call at a time and from any thread.
///
/// Returns the failure with the lowest index, which does not depend on the number of threads; none
/// are begun after one. What `work` throws is thrown here.
Status ForEachInParallel(size_t count, int threads, const std::function<Status(size_t)>& work,
                         const std::function<void(size_t done)>& on_done);

/// As many threads as the machine runs at once.
int DefaultThreads();

}  // namespace neteq::sim
