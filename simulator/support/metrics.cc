// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/support/metrics.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace neteq::sim {

Summary Summarize(std::vector<double> values) {
  if (values.empty()) return {};
  std::sort(values.begin(), values.end());
  const auto count = static_cast<double>(values.size());
  const auto quantile = [&](double share) {
    const auto rank = static_cast<size_t>(std::ceil(share * count));
    return values[std::clamp<size_t>(rank, 1, values.size()) - 1];
  };
  return {.count = values.size(),
          .mean = std::accumulate(values.begin(), values.end(), 0.0) / count,
          .min = values.front(),
          .p05 = quantile(0.05),
          .p50 = quantile(0.50),
          .p95 = quantile(0.95),
          .p99 = quantile(0.99),
          .max = values.back()};
}

void Fnv1a::Update(std::span<const int16_t> samples) {
  constexpr uint64_t kPrime = 0x100000001B3ULL;
  for (const int16_t sample : samples) {
    const auto bits = static_cast<uint16_t>(sample);
    value_ = (value_ ^ (bits & 0xFFU)) * kPrime;  // little-endian, as in a WAV file
    value_ = (value_ ^ (bits >> 8U)) * kPrime;
  }
}

}  // namespace neteq::sim
