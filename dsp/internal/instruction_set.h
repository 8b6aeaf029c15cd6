// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "neteq/base/realtime.h"

namespace neteq::dsp {

#if defined(__x86_64__)
/// Whether the processor can run what is in namespace avx2, or avx512. False before main() has
/// begun, maybe: slower, and no byte different.
bool HasAvx2() noexcept NETEQ_REALTIME;
bool HasAvx512() noexcept NETEQ_REALTIME;
#endif

}  // namespace neteq::dsp
