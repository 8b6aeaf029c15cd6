// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/account/interval_statistics.h"

#include <chrono>

#include <gtest/gtest.h>

namespace neteq::internal {
namespace {

using std::chrono::milliseconds;

TEST(IntervalStatistics, IsEmptyWithoutTicksAndPackets) {
  IntervalStatistics interval;
  const NetworkStatistics network = interval.Take({});

  EXPECT_EQ(network.expand_rate, 0.0);
  EXPECT_EQ(network.packet_discard_rate, 0.0);
  EXPECT_EQ(network.mean_waiting_time_ms, -1.0);
  EXPECT_EQ(network.max_waiting_time_ms, -1.0);
}

TEST(IntervalStatistics, RatesCoverTheIntervalOnly) {
  IntervalStatistics interval;
  Statistics counters;
  counters.total_samples_received = 8000;
  counters.concealed_samples = 800;
  counters.silent_concealed_samples = 200;
  counters.removed_samples_for_acceleration = 80;
  const NetworkStatistics first = interval.Take(counters);
  EXPECT_DOUBLE_EQ(first.expand_rate, 0.1);
  EXPECT_DOUBLE_EQ(first.speech_expand_rate, 0.075);
  EXPECT_DOUBLE_EQ(first.accelerate_rate, 0.01);

  counters.total_samples_received += 1000;
  counters.concealed_samples += 500;
  const NetworkStatistics second = interval.Take(counters);
  EXPECT_DOUBLE_EQ(second.expand_rate, 0.5);
  EXPECT_DOUBLE_EQ(second.accelerate_rate, 0.0);
}

TEST(IntervalStatistics, DiscardRatesAreAtMostOne) {
  IntervalStatistics interval;
  Statistics counters;
  counters.jitter_buffer_packets_received = 2;
  counters.packets_discarded = 3;  // received in an earlier interval
  counters.red_packets_received = 1;
  counters.red_packets_discarded = 2;
  const NetworkStatistics network = interval.Take(counters);

  EXPECT_EQ(network.packet_discard_rate, 1.0);
  EXPECT_EQ(network.secondary_discarded_rate, 1.0);
}

TEST(IntervalStatistics, DescribesTheWaitingTimes) {
  IntervalStatistics interval;
  for (const int ms : {40, 10, 30, 60}) interval.OnDecoded(milliseconds(ms));
  const NetworkStatistics network = interval.Take({});

  EXPECT_DOUBLE_EQ(network.mean_waiting_time_ms, 35.0);
  EXPECT_DOUBLE_EQ(network.median_waiting_time_ms, 35.0);
  EXPECT_DOUBLE_EQ(network.min_waiting_time_ms, 10.0);
  EXPECT_DOUBLE_EQ(network.max_waiting_time_ms, 60.0);
  EXPECT_EQ(interval.Take({}).mean_waiting_time_ms, -1.0);
}

TEST(IntervalStatistics, KeepsTheLast100WaitingTimes) {
  IntervalStatistics interval;
  for (int ms = 0; ms < 150; ++ms) interval.OnDecoded(milliseconds(ms));
  const NetworkStatistics network = interval.Take({});

  EXPECT_DOUBLE_EQ(network.min_waiting_time_ms, 50.0);
  EXPECT_DOUBLE_EQ(network.max_waiting_time_ms, 149.0);
}

}  // namespace
}  // namespace neteq::internal
