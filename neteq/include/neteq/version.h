// SPDX-License-Identifier: BSD-3-Clause
#pragma once

// Version of the library, for preprocessor conditions and messages. neteq/neteq.h says which
// changes a minor and a patch version may bring. A test compares these numbers with those of CMake
// and pip.
#define NETEQ_VERSION_MAJOR 0
#define NETEQ_VERSION_MINOR 1
#define NETEQ_VERSION_PATCH 0
#define NETEQ_VERSION "0.1.0"
