// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/delay_manager/peak_detector.h"

#include <chrono>

#include <gtest/gtest.h>

namespace neteq::delay {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Duration kFrame = milliseconds(30);
constexpr Duration kQuantile = kFrame;  // one packet
constexpr Duration kHigh = milliseconds(120);

/// A detector, and packets of 30 ms that are on time unless stated otherwise.
class PeakDetectorTest : public ::testing::Test {
 protected:
  void OnTimeFor(Duration span) {
    const Timestamp end = now_ + span;
    while (now_ + kFrame <= end) Arrive(kFrame);
  }
  void Arrive(Duration inter_arrival) {
    now_ += inter_arrival;
    detector_.Update(now_, inter_arrival, kQuantile);
  }

  PeakDetector detector_{PeakParams{}};
  Timestamp now_;
};

TEST_F(PeakDetectorTest, IsQuietWithoutPackets) {
  EXPECT_FALSE(detector_.active());
  EXPECT_EQ(detector_.height(), Duration::zero());
}

TEST_F(PeakDetectorTest, IsQuietWithoutPeaks) {
  OnTimeFor(seconds(60));

  EXPECT_FALSE(detector_.active());
}

TEST_F(PeakDetectorTest, NeedsTwoPeriodsBeforePeakMode) {
  Arrive(kHigh);  // starts the clock
  OnTimeFor(seconds(5));
  Arrive(kHigh);  // first period
  EXPECT_FALSE(detector_.active());

  OnTimeFor(seconds(5));
  Arrive(kHigh);  // second period

  EXPECT_TRUE(detector_.active());
  EXPECT_EQ(detector_.height(), kHigh);
}

TEST_F(PeakDetectorTest, ReportsTheHighestOfDifferentPeaks) {
  for (const int height_ms : {120, 210, 420, 210}) {
    Arrive(milliseconds(height_ms));
    OnTimeFor(seconds(2));
  }

  EXPECT_TRUE(detector_.active());
  EXPECT_EQ(detector_.height(), milliseconds(420));
}

TEST_F(PeakDetectorTest, ForgetsAPeakAfterEightMore) {
  Arrive(kHigh);
  OnTimeFor(seconds(1));
  Arrive(milliseconds(600));
  for (int i = 0; i < 7; ++i) {
    OnTimeFor(seconds(1));
    Arrive(kHigh);
  }
  EXPECT_EQ(detector_.height(), milliseconds(600));

  OnTimeFor(seconds(1));
  Arrive(kHigh);

  EXPECT_EQ(detector_.height(), kHigh);
}

TEST_F(PeakDetectorTest, CountsTimesMoreThan78MsAboveTheQuantile) {
  const Duration quantile = milliseconds(200);  // rules out twice the quantile

  for (int i = 0; i < 10; ++i) {
    now_ += seconds(1);
    detector_.Update(now_, quantile + milliseconds(78), quantile);
  }
  EXPECT_FALSE(detector_.active());
  for (int i = 0; i < 3; ++i) {
    now_ += seconds(1);
    detector_.Update(now_, quantile + milliseconds(79), quantile);
  }

  EXPECT_TRUE(detector_.active());
}

TEST_F(PeakDetectorTest, CountsTimesMoreThanTwiceTheQuantile) {
  for (int i = 0; i < 10; ++i) {
    Arrive(2 * kQuantile);
    OnTimeFor(seconds(1));
  }
  EXPECT_FALSE(detector_.active());
  for (int i = 0; i < 3; ++i) {
    Arrive(3 * kQuantile);
    OnTimeFor(seconds(1));
  }

  EXPECT_TRUE(detector_.active());
}

TEST_F(PeakDetectorTest, IgnoresPeaksTooFarApartToRecur) {
  for (int i = 0; i < 6; ++i) {
    Arrive(kHigh);
    OnTimeFor(seconds(11));
  }

  EXPECT_FALSE(detector_.active());
}

TEST_F(PeakDetectorTest, RestartsThePeriodButKeepsPeaksAfterTenSeconds) {
  Arrive(kHigh);
  OnTimeFor(seconds(5));
  Arrive(kHigh);  // one period stored
  OnTimeFor(seconds(15));
  Arrive(kHigh);  // too late for a period
  OnTimeFor(seconds(5));

  Arrive(kHigh);  // second period

  EXPECT_TRUE(detector_.active());
}

TEST_F(PeakDetectorTest, ForgetsEverythingAfterTwentySeconds) {
  Arrive(kHigh);
  OnTimeFor(seconds(5));
  Arrive(kHigh);
  OnTimeFor(seconds(21));
  Arrive(kHigh);
  OnTimeFor(seconds(5));

  Arrive(kHigh);  // first period again

  EXPECT_FALSE(detector_.active());
}

TEST_F(PeakDetectorTest, CountsPeaksAtOneInstantOnce) {
  Arrive(kHigh);

  for (int i = 0; i < 5; ++i) detector_.Update(now_, kHigh, kQuantile);

  EXPECT_FALSE(detector_.active());
}

TEST_F(PeakDetectorTest, LeavesPeakModeAfterTwiceTheLongestPeriod) {
  for (int i = 0; i < 3; ++i) {
    Arrive(kHigh);
    OnTimeFor(seconds(3));
  }

  OnTimeFor(seconds(3));  // periods of 3.12 s, 6 s since the last peak
  EXPECT_TRUE(detector_.active());
  OnTimeFor(milliseconds(300));

  EXPECT_FALSE(detector_.active());
  EXPECT_EQ(detector_.height(), Duration::zero());
}

TEST_F(PeakDetectorTest, StartsAfreshAfterReset) {
  for (int i = 0; i < 3; ++i) {
    Arrive(kHigh);
    OnTimeFor(seconds(3));
  }

  detector_.Reset();
  Arrive(kHigh);

  EXPECT_FALSE(detector_.active());
}

TEST_F(PeakDetectorTest, SurvivesAClockThatRunsBackwards) {
  now_ += seconds(100);
  Arrive(kHigh);
  now_ -= seconds(50);

  for (int i = 0; i < 3; ++i) {
    Arrive(kHigh);
    OnTimeFor(seconds(2));
  }

  EXPECT_TRUE(detector_.active());  // the clock restarted where time ran backwards
}

TEST(PeakDetector, DoesNothingWhenDisabled) {
  PeakDetector detector(PeakParams{.enabled = false});

  for (int second = 0; second < 10; ++second) {
    detector.Update(Timestamp(seconds(second)), kHigh, kQuantile);
  }

  EXPECT_FALSE(detector.active());
}

}  // namespace
}  // namespace neteq::delay
