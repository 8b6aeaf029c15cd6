// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/delay_manager/route_detector.h"

#include <algorithm>
#include <chrono>
#include <vector>

#include <gtest/gtest.h>

#include "neteq/base/random.h"

namespace neteq::delay {
namespace {

using std::chrono::milliseconds;
using Verdict = RouteDetector::Verdict;

constexpr Duration kPacket = milliseconds(20);

/// A network of 20 ms packets and a detector that sees the last 25 of them.
class Network {
 public:
  explicit Network(Duration step = milliseconds(80)) : detector(step) {}

  Verdict Send(Duration late) {
    const Duration sent = sent_;
    sent_ += kPacket;
    last_ = std::max(last_, sent + late);
    const Duration transit = last_ - sent;
    RouteDetector::Recent recent{.is_known = transits_.size() >= 2};
    if (recent.is_known) {
      const auto from = transits_.end() - std::min<std::ptrdiff_t>(25, std::ssize(transits_));
      const auto [least, largest] = std::minmax_element(from, transits_.end());
      recent.least = *least;
      recent.largest = *largest;
    }
    const Verdict verdict = detector.OnArrival(Timestamp(last_), transit, recent);
    if (verdict == Verdict::kChanged) transits_.clear();
    if (verdict != Verdict::kSuspect) transits_.push_back(transit);
    return verdict;
  }
  int Changes(int packets, Duration late, double jitter_ms = 0.0) {
    int changes = 0;
    for (int i = 0; i < packets; ++i)
      changes += Send(late + FromMs(jitter_ms * random_.Uniform())) == Verdict::kChanged ? 1 : 0;
    return changes;
  }
  /// The network stops; what it has held back follows at `speed` times real time.
  int ChangesByStall(Duration stall, double speed) {
    int changes = 0;
    const Duration resumed = sent_ + stall;
    for (int i = 0; sent_ < resumed + stall; ++i) {
      const Duration at =
          resumed +
          Duration(static_cast<Duration::rep>(static_cast<double>(kPacket.count()) * i / speed));
      changes += Send(std::max(Duration(0), at - sent_)) == Verdict::kChanged ? 1 : 0;
    }
    return changes;
  }

  RouteDetector detector;

 private:
  Duration sent_{0};
  Duration last_{-100'000'000};
  std::vector<Duration> transits_;
  Random random_{4};
};

TEST(RouteDetector, AStepOfAllPacketsIsAChange) {
  for (const int step_ms : {90, 200, 300, 1000, 5000, 3'600'000}) {
    for (const double jitter_ms : {0.0, 10.0, 30.0}) {
      Network network;
      EXPECT_EQ(network.Changes(100, milliseconds(0), jitter_ms), 0);
      EXPECT_EQ(network.Changes(100, milliseconds(step_ms + 40), jitter_ms), 1)
          << step_ms << ' ' << jitter_ms;
    }
  }
}

TEST(RouteDetector, TheVerdictTakesHundredMilliseconds) {
  Network network;
  network.Changes(100, milliseconds(0));
  for (int i = 0; i < 5; ++i) EXPECT_EQ(network.Send(milliseconds(200)), Verdict::kSuspect) << i;
  EXPECT_EQ(network.detector.least(), milliseconds(200));
  EXPECT_EQ(network.Send(milliseconds(200)), Verdict::kChanged);
  EXPECT_FALSE(network.detector.is_suspicious());
}

TEST(RouteDetector, AStallIsJitter) {
  for (const int stall_ms : {100, 200, 400, 1000, 3000}) {
    for (const double speed : {1000.0, 10.0, 3.0, 2.0}) {
      Network network;
      network.Changes(100, milliseconds(0), 5.0);
      EXPECT_EQ(network.ChangesByStall(milliseconds(stall_ms), speed), 0)
          << stall_ms << ' ' << speed;
    }
  }
}

TEST(RouteDetector, ASingleLatePacketIsJitter) {
  Network network;
  network.Changes(100, milliseconds(0));
  EXPECT_EQ(network.Send(milliseconds(90)), Verdict::kSuspect);
  EXPECT_EQ(network.Changes(50, milliseconds(0)), 0);
}

TEST(RouteDetector, JitterBelowTheStepIsUsual) {
  Network network;
  EXPECT_EQ(network.Changes(2000, milliseconds(0), 75.0), 0);
}

TEST(RouteDetector, AGrowingQueueIsUsual) {
  Network network;
  for (int i = 0; i < 500; ++i) EXPECT_EQ(network.Send(milliseconds(3 * i)), Verdict::kUsual);
}

TEST(RouteDetector, AFasterRouteIsAChangeToo) {
  for (const int step_ms : {80, 200, 1000, 3'600'000, 36'000'000}) {
    RouteDetector detector{milliseconds(80)};
    const RouteDetector::Recent recent{
        .least = milliseconds(50), .largest = milliseconds(60), .is_known = true};
    Verdict verdict = Verdict::kUsual;
    for (int i = 0; i < 6; ++i)
      verdict = detector.OnArrival(Timestamp(i * kPacket), milliseconds(50 - step_ms), recent);
    EXPECT_EQ(verdict, Verdict::kChanged) << step_ms;
  }
}

TEST(RouteDetector, IsOffWithoutAStep) {
  Network network{Duration(0)};
  EXPECT_EQ(network.Changes(100, milliseconds(0)) + network.Changes(100, milliseconds(900)), 0);
}

TEST(RouteDetector, KnowsNothingBeforeTheSecondPacket) {
  RouteDetector detector{milliseconds(80)};
  EXPECT_EQ(detector.OnArrival(Timestamp(), milliseconds(900), {}), Verdict::kUsual);
}

}  // namespace
}  // namespace neteq::delay
