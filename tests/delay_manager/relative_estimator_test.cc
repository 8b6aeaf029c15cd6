// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/delay_manager/relative_estimator.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "tests/delay_manager/neteq_2024.h"
#include <gtest/gtest.h>

#include "neteq/base/random.h"
#include "neteq/delay_manager/delay_manager.h"

namespace neteq::delay {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Duration kFrame = milliseconds(20);
constexpr Duration kStartDelay = milliseconds(DelayParams().start_delay_ms);

/// An estimator, and packets of 20 ms with given delays.
class RelativeEstimatorTest : public ::testing::Test {
 protected:
  explicit RelativeEstimatorTest(const DelayConfig& config = {.relative = NetEq2024()})
      : estimator_(config) {}

  Arrival Next(Duration delay, bool is_reordered = false) {
    now_ += kFrame;
    return {.time = now_,
            .frame_length = kFrame,
            .relative = RelativeTiming{.delay = delay, .is_reordered = is_reordered}};
  }
  void Arrive(Duration delay) { estimator_.OnArrival(Next(delay)); }
  void OnTimeFor(Duration span) {
    for (Duration passed{0}; passed < span; passed += kFrame) Arrive(Duration::zero());
  }

  RelativeEstimator estimator_;
  Timestamp now_;
};

TEST_F(RelativeEstimatorTest, ReturnsTheStartDelayForHalfASecond) {
  OnTimeFor(milliseconds(500));
  EXPECT_EQ(estimator_.target(), kStartDelay);

  OnTimeFor(milliseconds(60));

  EXPECT_EQ(estimator_.target(), milliseconds(20));
}

TEST_F(RelativeEstimatorTest, CoversTheDelayOfPacketsInOrder) {
  for (int i = 0; i < 1000; ++i) Arrive(milliseconds(i % 10 == 0 ? 95 : 0));

  EXPECT_EQ(estimator_.target(), milliseconds(100));
  EXPECT_EQ(estimator_.report().underrun_delay, milliseconds(100));
  EXPECT_EQ(estimator_.report().quantile_delay, milliseconds(100));
  EXPECT_EQ(estimator_.report().reorder_delay, milliseconds(20));
}

TEST_F(RelativeEstimatorTest, WaitsForReorderedPackets) {
  for (int i = 0; i < 1000; ++i) {
    const bool is_reordered = i % 10 == 0;
    estimator_.OnArrival(Next(is_reordered ? milliseconds(95) : Duration::zero(), is_reordered));
  }

  EXPECT_EQ(estimator_.target(), milliseconds(100));
  EXPECT_EQ(estimator_.report().underrun_delay, milliseconds(20));
  EXPECT_EQ(estimator_.report().reorder_delay, milliseconds(100));
}

TEST_F(RelativeEstimatorTest, CountsRedundantCopiesAsReordered) {
  for (int i = 0; i < 1000; ++i) {
    Arrival arrival = Next(milliseconds(i % 10 == 0 ? 40 : 0));
    arrival.is_redundant = i % 10 == 0;
    estimator_.OnArrival(arrival);
  }

  EXPECT_EQ(estimator_.report().underrun_delay, milliseconds(20));
  EXPECT_EQ(estimator_.report().reorder_delay, milliseconds(60));
}

TEST_F(RelativeEstimatorTest, LearnsNothingFromLateNoise) {
  OnTimeFor(seconds(10));

  for (int i = 0; i < 100; ++i) {
    Arrival noise = Next(milliseconds(300), i % 2 == 0);
    noise.is_speech = false;
    estimator_.OnArrival(noise);
    OnTimeFor(milliseconds(100));
  }

  EXPECT_EQ(estimator_.target(), milliseconds(20));
}

TEST_F(RelativeEstimatorTest, LearnsNothingFromPacketsWithoutComparison) {
  for (int i = 0; i < 100; ++i) {
    Arrival arrival = Next(Duration::zero());
    arrival.relative.reset();
    estimator_.OnArrival(arrival);
  }

  EXPECT_EQ(estimator_.target(), kStartDelay);
}

TEST_F(RelativeEstimatorTest, KeepsWhatItKnowsAcrossStreams) {
  for (int i = 0; i < 1000; ++i) Arrive(milliseconds(i % 10 == 0 ? 95 : 0));

  estimator_.OnStreamChange();

  EXPECT_EQ(estimator_.target(), milliseconds(100));
}

TEST_F(RelativeEstimatorTest, StartsAfreshAfterReset) {
  for (int i = 0; i < 1000; ++i) Arrive(milliseconds(i % 10 == 0 ? 395 : 0));

  estimator_.Reset();

  EXPECT_EQ(estimator_.target(), kStartDelay);
  EXPECT_EQ(estimator_.report().underrun_delay, Duration::zero());
  EXPECT_EQ(estimator_.report().reorder_delay, Duration::zero());
}

class RelativeWithoutReorderingTest : public RelativeEstimatorTest {
 protected:
  RelativeWithoutReorderingTest()
      : RelativeEstimatorTest([] {
          DelayConfig config{.delay = {.start_delay_ms = 300}, .relative = NetEq2024()};
          config.relative.use_reorder_optimizer = false;
          return config;
        }()) {}
};

TEST_F(RelativeWithoutReorderingTest, ReorderedPacketsDoNotCount) {
  EXPECT_EQ(estimator_.target(), milliseconds(300));
  for (int i = 0; i < 1000; ++i) {
    const bool is_reordered = i % 10 == 0;
    estimator_.OnArrival(Next(is_reordered ? milliseconds(95) : Duration::zero(), is_reordered));
  }

  EXPECT_EQ(estimator_.target(), milliseconds(20));
}

/// A lossless link with queueing jitter (exponential, mean 15 ms) that preserves the order. The
/// parameter is the seed.
class RelativeDtxTest : public ::testing::TestWithParam<int> {
 protected:
  /// Mean target in ms over ten minutes of talk spurts of 1.2 s every 2.4 s. With DTX, the pauses
  /// contain one refresh per 400 ms only. Transit times are the same with and without DTX.
  static double MeanTargetMs(bool has_dtx) {
    constexpr int kPackets = 30'000;
    DelayManager manager(
        {.delay = {.estimator = EstimatorKind::kRelative, .reference_window_ms = 2000},
         .relative = {.quantile = 0.98, .long_delay_quantile = 0.94, .resample_interval_ms = 500}},
        1000);
    Random random(static_cast<uint64_t>(GetParam()));
    Timestamp latest;
    double sum_ms = 0.0;
    for (int i = 0; i < kPackets; ++i) {
      const Timestamp sent(i * kFrame);
      latest = std::max(latest, sent + FromMs(-15.0 * std::log(1.0 - random.Uniform())));
      const bool is_pause = has_dtx && i / 60 % 2 == 1;
      if (!is_pause || i % 20 == 0) {
        manager.OnArrival({.sequence = i,
                           .media_time = i * kFrame,
                           .time = latest,
                           .frame_length = kFrame,
                           .is_speech = !is_pause});
      }
      sum_ms += ToMs(manager.target());
    }
    return sum_ms / kPackets;
  }
};

// A pause removes packets, which cannot increase the largest delay of an interval, nor the delay
// behind the fastest packet of the window. The parameters are such that a pause changes neither the
// window (more than eight packets) nor the bucket of a quantile by much.
TEST_P(RelativeDtxTest, PausesDoNotRaiseTheTarget) {
  const double without_dtx_ms = MeanTargetMs(false);
  const double with_dtx_ms = MeanTargetMs(true);

  EXPECT_LE(with_dtx_ms, without_dtx_ms);
  EXPECT_GE(with_dtx_ms, 0.9 * without_dtx_ms);  // the jitter is still known
}

INSTANTIATE_TEST_SUITE_P(Seed, RelativeDtxTest, ::testing::Range(1, 9));

}  // namespace
}  // namespace neteq::delay
