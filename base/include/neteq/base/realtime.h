// SPDX-License-Identifier: BSD-3-Clause
#pragma once

/// Marks a function that runs on the audio or network path: it never allocates, locks, throws,
/// blocks or reads a clock. Checked by the compiler where it can be (clang >= 20), and everywhere
/// by tests/realtime.
#if defined(__clang__) && __clang_major__ >= 20
#define NETEQ_REALTIME [[clang::nonblocking]]
#else
#define NETEQ_REALTIME
#endif
