// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cassert>

/// Checks an internal invariant in debug builds. Never used on input: invalid input gives a Status.
#define NETEQ_DCHECK(condition) assert(condition)
