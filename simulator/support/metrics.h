// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace neteq::sim {

/// Order statistics of a series; all zero for an empty one.
struct Summary {
  size_t count = 0;
  double mean = 0.0;
  double min = 0.0;
  double p05 = 0.0;
  double p50 = 0.0;
  double p95 = 0.0;
  double p99 = 0.0;
  double max = 0.0;
};

/// Summarises a series. Quantiles are nearest-rank: the smallest value with at least the given
/// share of values at or below it.
Summary Summarize(std::vector<double> values);

/// FNV-1a hash (64 bit) of samples, for comparing sounds without storing them.
class Fnv1a {
 public:
  void Update(std::span<const int16_t> samples);
  uint64_t value() const { return value_; }

 private:
  uint64_t value_ = 0xCBF29CE484222325ULL;  // FNV offset basis
};

}  // namespace neteq::sim
