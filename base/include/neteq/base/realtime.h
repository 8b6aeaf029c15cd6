// SPDX-License-Identifier: BSD-3-Clause
#pragma once

/// Marks a function on the audio or network path, which never allocates, locks, throws, blocks or
/// reads a clock. Checked by clang 20 or newer, and on every compiler by tests/realtime.
#if defined(__clang__) && __clang_major__ >= 20
#define NETEQ_REALTIME [[clang::nonblocking]]
#else
#define NETEQ_REALTIME
#endif
