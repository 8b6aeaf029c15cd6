// SPDX-License-Identifier: BSD-3-Clause
#pragma once

// Marks declarations that the shared library exports. Valid C, too.
#if defined(__GNUC__)
#define NETEQ_EXPORT __attribute__((visibility("default")))
#else
#define NETEQ_EXPORT
#endif
