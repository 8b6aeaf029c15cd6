// SPDX-License-Identifier: BSD-3-Clause
#include "dsp/internal/instruction_set.h"

namespace neteq::dsp {

#if defined(__x86_64__)
namespace {

const bool kHasAvx2 = __builtin_cpu_supports("avx2") != 0;
const bool kHasAvx512 = __builtin_cpu_supports("avx512f") != 0;

}  // namespace

bool HasAvx2() noexcept { return kHasAvx2; }
bool HasAvx512() noexcept { return kHasAvx512; }
#endif

}  // namespace neteq::dsp
