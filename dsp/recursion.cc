// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/dsp/recursion.h"

#include <algorithm>
#include <array>

#include "dsp/internal/instruction_set.h"
#include "dsp/internal/recursion_body.h"
#include "neteq/base/check.h"
#include "neteq/dsp/vector_ops.h"

namespace neteq::dsp {

Recursion MakeRecursion(const LpcModel& model, float gain) noexcept {
  constexpr size_t kBlock = Recursion::kBlock;
  NETEQ_DCHECK(model.order <= static_cast<int>(kBlock));
  Recursion recursion;
  const std::span impulse(recursion.impulse + kBlock, kBlock);
  impulse[0] = 1.0F;
  std::array<float, kBlock> state{};
  SynthesisFilter(model, impulse, state, impulse);
  // The response to an output k samples ago consists of -a[k] with everything that follows from it,
  // plus the response to an output k + 1 samples ago, delayed by one sample.
  std::array<float, kBlock> older{};
  for (size_t k = kBlock; k >= 1; --k) {
    const float a = k <= static_cast<size_t>(model.order) ? model.a[k] : 0.0F;
    const std::span response(recursion.response[kBlock - k]);
    response[0] = -a;
    for (size_t n = 1; n < kBlock; ++n) response[n] = older[n - 1] - a * impulse[n];
    std::copy(response.begin(), response.end(), older.begin());
  }
  Scale(impulse, gain);
  return recursion;
}

namespace plain {

void RunRecursion(const float* in, size_t count, Recursion& recursion, float* out) noexcept {
  RunBlocks<Float4>(in, count, recursion, out);
}

}  // namespace plain

void RunRecursion(std::span<const float> in, Recursion& recursion, std::span<float> out) noexcept {
  NETEQ_DCHECK(in.size() == out.size() && in.size() % Recursion::kBlock == 0);
#if defined(__x86_64__)
  if (HasAvx2()) return avx2::RunRecursion(in.data(), in.size(), recursion, out.data());
#endif
  plain::RunRecursion(in.data(), in.size(), recursion, out.data());
}

}  // namespace neteq::dsp
