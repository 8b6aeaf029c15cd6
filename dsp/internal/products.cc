// SPDX-License-Identifier: BSD-3-Clause
#include "dsp/internal/products.h"

#include "dsp/internal/instruction_set.h"
#include "dsp/internal/products_body.h"
#include "neteq/base/check.h"

namespace neteq::dsp {
namespace plain {

// Sums and operands of three places fill the 16 registers of SSE2.
constexpr size_t kGroup = 3;

float InnerProduct(const float* a, const float* b, size_t count) noexcept {
  float product = 0.0F;
  GroupProducts<Float4, 1>(a, count, b, 1, &product);
  return product;
}

void SlideProduct(const Sliding& task) noexcept { Slide<Float4, kGroup>(task); }

}  // namespace plain

float InnerProduct(std::span<const float> a, std::span<const float> b) noexcept {
  NETEQ_DCHECK(a.size() == b.size());
#if defined(__x86_64__)
  if (HasAvx2()) return avx2::InnerProduct(a.data(), b.data(), a.size());
#endif
  return plain::InnerProduct(a.data(), b.data(), a.size());
}

void SlideProduct(std::span<const float> pattern, std::span<const float> signal, size_t step,
                  std::span<float> out) noexcept {
  if (out.empty()) return;
  NETEQ_DCHECK(signal.size() >= (out.size() - 1) * step + pattern.size());
  const Sliding task{pattern.data(), pattern.size(), signal.data(), step, out.data(), out.size()};
#if defined(__x86_64__)
  if (HasAvx512()) return avx512::SlideProduct(task);
  if (HasAvx2()) return avx2::SlideProduct(task);
#endif
  plain::SlideProduct(task);
}

}  // namespace neteq::dsp
