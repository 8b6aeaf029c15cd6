// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/play/origin_runs.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

#include <gtest/gtest.h>

#include "neteq/base/random.h"

namespace neteq::internal {
namespace {

TEST(OriginRuns, MatchAListOfAllSamples) {
  constexpr std::array kOrigins = {Origin::kDecoded, Origin::kConcealed, Origin::kNoise};
  OriginRuns runs;
  std::vector<Origin> samples;
  Random random(1);
  const auto up_to = [&](size_t most) { return static_cast<int>(random.Next() % (most + 1)); };

  for (int step = 0; step < 20'000; ++step) {
    const Origin origin = kOrigins[random.Next() % kOrigins.size()];
    const int count = up_to(20);
    runs.PushBack(count, origin);
    samples.insert(samples.end(), static_cast<size_t>(count), origin);
    const int dropped = up_to(std::min<size_t>(samples.size(), 5));
    runs.DropBack(dropped);
    samples.erase(samples.end() - dropped, samples.end());
    const int first = up_to(samples.size());
    const int marked = up_to(samples.size() - static_cast<size_t>(first));
    runs.Mark(first, marked, origin);
    std::fill_n(samples.begin() + first, marked, origin);
    const auto end = samples.begin() + up_to(std::min<size_t>(samples.size(), 20));
    const auto concealed = std::count(samples.begin(), end, Origin::kConcealed);
    const auto noise = std::count(samples.begin(), end, Origin::kNoise);

    const OriginRuns::Counts counts =
        runs.PopFront(static_cast<int>(std::distance(samples.begin(), end)));
    samples.erase(samples.begin(), end);

    ASSERT_EQ(counts.concealed, concealed) << step;
    ASSERT_EQ(counts.noise, noise) << step;
    ASSERT_EQ(runs.front(), samples.empty() ? Origin::kDecoded : samples.front()) << step;
  }
}

}  // namespace
}  // namespace neteq::internal
