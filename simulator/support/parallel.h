// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <functional>

#include "neteq/base/status.h"

namespace neteq::sim {

/// Calls `work` for every index below `count`, lower indices first, on up to `threads` threads; 1
/// uses only the calling thread. `on_done` receives the number of finished indices; its calls do
/// not overlap but come from any thread.
///
/// Returns the failure with the lowest index, which does not depend on the number of threads. No
/// index is started after a failure. Rethrows exceptions of `work`.
Status ForEachInParallel(size_t count, int threads, const std::function<Status(size_t)>& work,
                         const std::function<void(size_t done)>& on_done);

/// Number of hardware threads, at least 1.
int DefaultThreads();

}  // namespace neteq::sim
