// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/trace/delays.h"

#include <gtest/gtest.h>

namespace neteq::sim {
namespace {

TEST(ParseDelays, ReadsMillisecondsAndLosses) {
  const auto delays = ParseDelays("40.5\nlost\n0\n", "x");

  ASSERT_TRUE(delays.ok()) << delays.status().detail();
  EXPECT_EQ(*delays, (Delays{FromMs(40.5), std::nullopt, FromMs(0)}));
}

TEST(ParseDelays, NamesFileAndLineOfInvalidInput) {
  for (const char* line : {"", "-2", "1 2", "gone", "1e99", "nan"}) {
    const auto delays = ParseDelays(std::string("10\n") + line + "\n20\n", "net.txt");
    ASSERT_FALSE(delays.ok()) << line;
    EXPECT_EQ(delays.status().code(), StatusCode::kUnreadable);
    EXPECT_TRUE(delays.status().detail().starts_with("net.txt: line 2: "));
  }
}

TEST(DelayOf, RepeatsTheList) {
  const Delays delays = {FromMs(1), std::nullopt};

  EXPECT_EQ(DelayOf(delays, 2), FromMs(1));
  EXPECT_EQ(DelayOf(delays, 3), std::nullopt);
  EXPECT_EQ(DelayOf({}, 3), Duration(0));
}

}  // namespace
}  // namespace neteq::sim
