// SPDX-License-Identifier: BSD-3-Clause
#include "dsp/internal/products.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include "benchmarks/scalar_kernels.h"
#include "tests/dsp/signals.h"
#include <gtest/gtest.h>

#include "dsp/internal/instruction_set.h"

namespace neteq::dsp {
namespace {

using testing::WhiteNoise;

constexpr double kEpsilon = 0x1p-24;  // of one rounding
constexpr float kRms = 0.3F;

/// Error bound of a sum of `length` products of noise of kRms, where each partial sum takes at most
/// `chain` additions. A product is below 3 kRms^2.
double LargestError(size_t length, size_t chain) {
  const double sum =
      3.0 * static_cast<double>(kRms) * static_cast<double>(kRms) * static_cast<double>(length);
  return static_cast<double>(chain + 1) * kEpsilon * sum;
}

/// 16 sums, half a block, four folds, up to 7 single products.
size_t Chain(size_t length) { return length / 16 + 1 + 4 + length % 8; }

// Lengths below, at and above the width of each register and of the blocks of 8 and 16.
std::vector<size_t> Lengths() {
  std::vector<size_t> lengths;
  for (size_t length = 0; length <= 70; ++length) lengths.push_back(length);
  for (const size_t length : {127U, 128U, 129U, 480U, 600U, 1536U}) lengths.push_back(length);
  return lengths;
}

TEST(InnerProduct, IsTheScalarSumButForRoundingAtEveryLength) {
  for (const size_t length : Lengths()) {
    const auto a = WhiteNoise(1, kRms, static_cast<int>(length));
    const auto b = WhiteNoise(2, kRms, static_cast<int>(length));

    const double expected = benchmarks::ScalarProduct<double>(a, b);

    ASSERT_NEAR(static_cast<double>(InnerProduct(a, b)), expected,
                LargestError(length, Chain(length)))
        << length;
  }
}

TEST(SlideProduct, IsTheScalarSumButForRoundingAtEveryLengthAndCount) {
  const auto signal = WhiteNoise(1, kRms, 4096);
  for (const size_t length : Lengths()) {
    const auto pattern = WhiteNoise(2, kRms, static_cast<int>(length));
    for (const size_t step : {1U, 2U, 12U}) {
      for (const size_t count :
           {1U, 2U, 3U, 4U, 5U, 7U, 8U, 9U, 15U, 16U, 17U, 31U, 32U, 33U, 61U}) {
        std::vector<float> actual(count);
        std::vector<double> expected(count);

        SlideProduct(pattern, signal, step, actual);
        benchmarks::ScalarSlide<double>(pattern, signal, step, expected);

        // In the worst case one running sum per place.
        const double error =
            LargestError(length, std::max(Chain(length), std::min(length, size_t{128})));
        for (size_t k = 0; k < count; ++k) {
          ASSERT_NEAR(static_cast<double>(actual[k]), expected[k], error)
              << length << " " << step << " " << count << " " << k;
        }
      }
    }
  }
}

TEST(SlideProduct, WritesNothingBehindItsOutput) {
  const auto signal = WhiteNoise(1, kRms, 200);
  const auto pattern = WhiteNoise(2, kRms, 50);
  for (size_t count = 0; count <= 70; ++count) {
    std::vector<float> out(count + 1, 7.0F);

    SlideProduct(pattern, signal, 1, std::span(out).first(count));

    ASSERT_EQ(out.back(), 7.0F) << count;
  }
}

#if defined(__x86_64__)
TEST(SlideProduct, GivesTheSameBytesWithEveryInstructionSet) {
  if (!HasAvx2()) GTEST_SKIP() << "no AVX2";
  const auto signal = WhiteNoise(1, kRms, 4096);
  for (const size_t length : Lengths()) {
    const auto pattern = WhiteNoise(2, kRms, static_cast<int>(length));
    ASSERT_EQ(plain::InnerProduct(pattern.data(), signal.data(), length),
              avx2::InnerProduct(pattern.data(), signal.data(), length));
    for (const size_t step : {1U, 2U, 12U}) {
      for (size_t count = 1; count <= 70; ++count) {
        std::vector<float> a(count);
        std::vector<float> b(count);
        std::vector<float> c(count);

        plain::SlideProduct({pattern.data(), length, signal.data(), step, a.data(), count});
        avx2::SlideProduct({pattern.data(), length, signal.data(), step, b.data(), count});
        if (HasAvx512()) {
          avx512::SlideProduct({pattern.data(), length, signal.data(), step, c.data(), count});
        }

        ASSERT_EQ(a, b) << length << " " << step << " " << count;
        if (HasAvx512()) {
          ASSERT_EQ(a, c) << length << " " << step << " " << count;
        }
      }
    }
  }
}
#endif

}  // namespace
}  // namespace neteq::dsp
