// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/study/bootstrap.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "neteq/base/random.h"

namespace neteq::sim {
namespace {

/// Mean of a resample: as many values, drawn with replacement.
double ResampledMean(std::span<const double> values, Random& random) {
  const auto count = static_cast<double>(values.size());
  double sum = 0.0;
  for (size_t i = 0; i < values.size(); ++i) {
    sum += values[static_cast<size_t>(random.Uniform() * count)];
  }
  return sum / count;
}

}  // namespace

std::optional<Interval> BootstrapMean(std::span<const double> values,
                                      const BootstrapOptions& options) {
  if (values.size() < 2) return std::nullopt;
  Random random(options.seed);
  std::vector<double> means(static_cast<size_t>(options.resamples));
  for (double& mean : means) mean = ResampledMean(values, random);
  std::sort(means.begin(), means.end());
  const double tail = (1.0 - options.level) / 2.0;
  const auto rank = static_cast<size_t>(std::floor(tail * options.resamples));
  return Interval{means[rank], means[means.size() - 1 - rank]};
}

}  // namespace neteq::sim
