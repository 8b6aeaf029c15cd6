// SPDX-License-Identifier: BSD-3-Clause
#include "dsp/internal/instruction_set.h"

namespace neteq::dsp {

#if defined(__x86_64__)
namespace {

const bool has_avx2 = __builtin_cpu_supports("avx2") != 0;
const bool has_avx512 = __builtin_cpu_supports("avx512f") != 0;

}  // namespace

bool HasAvx2() noexcept { return has_avx2; }
bool HasAvx512() noexcept { return has_avx512; }
#endif

}  // namespace neteq::dsp
