// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "neteq/base/realtime.h"

namespace neteq::dsp {

#if defined(__x86_64__)
/// Whether the processor supports the code in namespace avx2 or avx512. May return false before
/// main(); the slower code gives bit-identical results.
bool HasAvx2() noexcept NETEQ_REALTIME;
bool HasAvx512() noexcept NETEQ_REALTIME;
#endif

}  // namespace neteq::dsp
