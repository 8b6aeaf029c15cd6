// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/delay_manager/underrun_optimizer.h"

#include <chrono>
#include <utility>

#include "tests/delay_manager/neteq_2024.h"
#include <gtest/gtest.h>

namespace neteq::delay {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Duration kStep = milliseconds(20);
constexpr Duration kBad = milliseconds(200);
constexpr Duration kRaised = milliseconds(220);  // covers the bucket of 200 ms

/// An optimizer, and intervals as input.
class UnderrunOptimizerTest : public ::testing::Test {
 protected:
  explicit UnderrunOptimizerTest(const RelativeParams& params = NetEq2024()) : optimizer_(params) {}

  void Arrive(Duration gap, Duration delay) {
    now_ += gap;
    optimizer_.Update(now_, delay);
  }
  /// Half-second intervals with one packet each. An interval counts once the next one begins.
  void Intervals(int count, Duration delay) {
    for (int i = 0; i < count; ++i) Arrive(milliseconds(501), delay);
  }
  /// Number of intervals without delay until the target is at its minimum again.
  int IntervalsUntilLowered() {
    int count = 0;
    while (optimizer_.optimal_delay() != kStep && count < 1000) {
      Intervals(1, Duration::zero());
      ++count;
    }
    return count;
  }

  UnderrunOptimizer optimizer_;
  Timestamp now_;
};

TEST_F(UnderrunOptimizerTest, KnowsNothingUntilMoreThanHalfASecondHasPassed) {
  for (int i = 0; i <= 25; ++i) Arrive(kStep, Duration::zero());
  EXPECT_EQ(optimizer_.optimal_delay(), std::nullopt);

  Arrive(kStep, Duration::zero());

  EXPECT_EQ(optimizer_.optimal_delay(), kStep);
}

TEST_F(UnderrunOptimizerTest, TakesTheLargestDelayOfEachInterval) {
  for (int i = 0; i < 26; ++i) Arrive(kStep, milliseconds(i == 13 ? 133 : 15));

  Arrive(kStep, milliseconds(400));  // belongs to the next interval
  EXPECT_EQ(optimizer_.optimal_delay(), milliseconds(140));
  for (int i = 0; i < 26; ++i) Arrive(kStep, Duration::zero());

  EXPECT_EQ(optimizer_.optimal_delay(), milliseconds(420));
}

TEST_F(UnderrunOptimizerTest, TheSecondIntervalErasesTheFirst) {
  Intervals(1, kBad);
  Intervals(1, Duration::zero());
  EXPECT_EQ(optimizer_.optimal_delay(), kRaised);

  Intervals(1, Duration::zero());

  EXPECT_EQ(optimizer_.optimal_delay(), kStep);
}

TEST_F(UnderrunOptimizerTest, CountsDelaysBeyondTwoSecondsAsTwoSeconds) {
  Intervals(2, seconds(5));

  EXPECT_EQ(optimizer_.optimal_delay(), seconds(2));
}

TEST_F(UnderrunOptimizerTest, ContinuesWhenTheClockRunsBackwards) {
  Intervals(2, Duration::zero());
  now_ -= seconds(3600);

  Intervals(3, kBad);

  EXPECT_EQ(optimizer_.optimal_delay(), kRaised);
}

TEST_F(UnderrunOptimizerTest, StartsAfreshAfterReset) {
  Intervals(10, kBad);

  optimizer_.Reset();
  EXPECT_EQ(optimizer_.optimal_delay(), std::nullopt);
  Intervals(2, Duration::zero());

  EXPECT_EQ(optimizer_.optimal_delay(), kStep);
}

/// Uses the arithmetic of NetEQ: 0.983 is 32210/32768 (Q15), which matters where the tail is close
/// to 5 % (with exactly 0.983, five bad intervals have an effect for 29 instead of 30).
class UnderrunMemoryTest : public UnderrunOptimizerTest {
 protected:
  UnderrunMemoryTest()
      : UnderrunOptimizerTest([] {
          RelativeParams params = NetEq2024();
          params.forget_factor = 32210.0 / 32768.0;
          return params;
        }()) {}

  /// Number of intervals for which `bad` intervals of 200 ms raise the target after `clean` ones.
  int RaisedIntervals(int clean, int bad) {
    optimizer_.Reset();
    Intervals(clean, Duration::zero());
    Intervals(bad, kBad);
    Intervals(1, Duration::zero());
    return IntervalsUntilLowered();
  }
};

TEST_F(UnderrunMemoryTest, InTheLongRunOneOrTwoBadIntervalsNeverRaiseTheTarget) {
  EXPECT_EQ(RaisedIntervals(117, 1), 0);
  EXPECT_EQ(RaisedIntervals(117, 2), 0);
}

TEST_F(UnderrunMemoryTest, InTheLongRunMoreOfThemRaiseItForLonger) {
  for (const auto& [bad, raised] : {std::pair{3, 1}, {5, 30}, {10, 67}, {20, 103}}) {
    EXPECT_EQ(RaisedIntervals(117, bad), raised) << bad;
  }
}

TEST_F(UnderrunMemoryTest, EarlyInACallEachIntervalWeighsMore) {
  for (const auto& [bad, raised] : {std::pair{1, 8}, {5, 42}, {10, 70}, {20, 110}}) {
    EXPECT_EQ(RaisedIntervals(20, bad), raised) << bad;
  }
}

class UnderrunPacketwiseTest : public UnderrunOptimizerTest {
 protected:
  UnderrunPacketwiseTest()
      : UnderrunOptimizerTest([] {
          RelativeParams params = NetEq2024();
          params.forget_factor = 0.9993;
          params.resample_interval_ms = 0;
          return params;
        }()) {}
};

TEST_F(UnderrunPacketwiseTest, CountsEveryPacket) {
  Arrive(kStep, kBad);
  EXPECT_EQ(optimizer_.optimal_delay(), kRaised);

  for (int i = 0; i < 1000; ++i) Arrive(kStep, i % 25 == 0 ? kBad : Duration::zero());  // 4 %

  EXPECT_EQ(optimizer_.optimal_delay(), kStep);
}

class UnderrunEqualWeightsTest : public UnderrunOptimizerTest {
 protected:
  UnderrunEqualWeightsTest()
      : UnderrunOptimizerTest([] {
          RelativeParams params = NetEq2024();
          params.start_weight = 1.0;
          return params;
        }()) {}
};

TEST_F(UnderrunEqualWeightsTest, OneBadIntervalInTwentyIsTolerated) {
  Intervals(1, kBad);
  Intervals(19, Duration::zero());
  EXPECT_EQ(optimizer_.optimal_delay(), kRaised);  // one of 19

  Intervals(2, Duration::zero());

  EXPECT_EQ(optimizer_.optimal_delay(), kStep);  // one of 21
}

class UnderrunFineTest : public UnderrunOptimizerTest {
 protected:
  UnderrunFineTest()
      : UnderrunOptimizerTest([] {
          RelativeParams params = NetEq2024();
          params.quantile = 0.8;
          params.long_delay_quantile = 0.8;
          params.bucket_ms = 5;
          return params;
        }()) {}
};

TEST_F(UnderrunFineTest, StepsAndQuantileAreAdjustable) {
  for (int i = 0; i < 300; ++i) Intervals(1, milliseconds(i % 10 == 0 ? 200 : 31));  // 10 % bad

  EXPECT_EQ(optimizer_.optimal_delay(), milliseconds(35));
  Intervals(500, milliseconds(1999));
  EXPECT_EQ(optimizer_.optimal_delay(), seconds(2));
}

/// Above long_delay_ms, more underruns are accepted, but the target never falls below
/// long_delay_ms.
TEST(UnderrunOptimizer, UsesTheOtherQuantileForLongDelays) {
  const auto target = [](int usual_ms, int rare_ms) {
    UnderrunOptimizer optimizer(
        {.quantile = 0.95, .long_delay_quantile = 0.8, .long_delay_ms = 80, .bucket_ms = 20});
    for (int i = 0; i < 400; ++i) {
      const int delay_ms = i % 10 == 0 ? rare_ms : usual_ms;  // 10 %: between the two quantiles
      optimizer.Update(Timestamp(std::chrono::milliseconds(600 * i)),
                       std::chrono::milliseconds(delay_ms));
    }
    return *optimizer.optimal_delay();
  };

  EXPECT_EQ(target(10, 50), std::chrono::milliseconds(60));   // below long_delay_ms: covers both
  EXPECT_EQ(target(10, 250), std::chrono::milliseconds(80));  // not worth the delay
  EXPECT_EQ(target(130, 250), std::chrono::milliseconds(140));
}

}  // namespace
}  // namespace neteq::delay
