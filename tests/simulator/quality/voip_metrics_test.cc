// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/quality/voip_metrics.h"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "simulator/trace/bytes.h"

namespace neteq::sim {
namespace {

/// '1' played, '0' lost, 'X' discarded, in the notation of RFC 3611.
std::vector<PacketFate> Fates(std::string_view text) {
  std::vector<PacketFate> fates;
  for (const char c : text) {
    fates.push_back(c == '1'   ? PacketFate::kPlayed
                    : c == '0' ? PacketFate::kLost
                               : PacketFate::kDiscarded);
  }
  return fates;
}

std::string Played(size_t count) { return std::string(count, '1'); }

TEST(MeasureLoss, TellsBurstsFromGapsAsTheExampleOfTheRfc) {
  // Section 4.7.2: gap of 23 packets, burst of 12, gap of 19, at 10 ms.
  const auto fates = Fates(
      "11110111111111111111111"
      "X111X1011110" +
      Played(16) + "X11");

  const LossMetrics loss = MeasureLoss(fates, 10.0);

  EXPECT_EQ(loss.burst_duration_ms, 120.0);
  EXPECT_NEAR(loss.burst_density, 4.0 / 12, 1e-12);
  EXPECT_EQ(loss.gap_duration_ms, (230.0 + 190.0) / 2);
  EXPECT_NEAR(loss.gap_density, 2.0 / 42, 1e-12);
  EXPECT_NEAR(loss.loss_rate, 3.0 / 54, 1e-12);
  EXPECT_NEAR(loss.discard_rate, 3.0 / 54, 1e-12);
}

TEST(MeasureLoss, EndsABurstAfterSixteenPlayedPackets) {
  const LossMetrics joined = MeasureLoss(Fates("0" + Played(15) + "0"), 20.0);
  const LossMetrics apart = MeasureLoss(Fates("0" + Played(16) + "0"), 20.0);

  EXPECT_EQ(joined.burst_duration_ms, 340.0);
  EXPECT_EQ(joined.gap_duration_ms, 0.0);
  EXPECT_EQ(apart.burst_duration_ms, 0.0);
  EXPECT_EQ(apart.gap_duration_ms, 360.0);
  EXPECT_NEAR(apart.gap_density, 2.0 / 18, 1e-12);
}

TEST(MeasureLoss, HasNothingToSayOfNothing) {
  EXPECT_EQ(MeasureLoss({}, 20.0).gap_duration_ms, 0.0);
  EXPECT_EQ(MeasureLoss(Fates(Played(5)), 20.0).gap_duration_ms, 100.0);
  EXPECT_EQ(MeasureLoss(Fates("000"), 20.0).burst_density, 1.0);
}

TEST(BurstRatio, IsOneByChanceAndGrowsWithRuns) {
  EXPECT_EQ(BurstRatio(Fates("1111")), 1.0);
  EXPECT_EQ(BurstRatio(Fates("0000")), 1.0);
  EXPECT_NEAR(BurstRatio(Fates("10111011")), 0.75, 1e-12);  // evenly spread: below random loss
  EXPECT_NEAR(BurstRatio(Fates("1000111X")), 2 * 0.5, 1e-12);
  EXPECT_NEAR(BurstRatio(Fates("11100001")), 4 * 0.5, 1e-12);
}

TEST(PacketFates, KeepsTheBestOfEachSequenceNumberAcrossTheWrap) {
  PacketFates fates;
  fates.OnArrival(65534, InsertResult::kInserted);
  fates.OnArrival(65537, InsertResult::kReplaced);
  fates.OnArrival(65535, InsertResult::kTooLate);
  fates.OnArrival(65537, InsertResult::kTooLate);
  fates.OnArrival(65538, InsertResult::kMalformedRed);

  EXPECT_EQ(fates.InOrder(), Fates("1X01X"));
}

TEST(PacketFates, AreNoneBeforeTheFirstArrival) { EXPECT_TRUE(PacketFates().InOrder().empty()); }

TEST(CallQuality, StaysOnTheScaleOfTheReport) {
  EXPECT_EQ(CallQuality({.narrowband_r_factor = -7.0}).r_factor, 0.0);
  EXPECT_EQ(CallQuality({.mos_cq = 3.5, .mos_lq = 4.0, .narrowband_r_factor = 70.0}).mos_cq, 3.5);
}

TEST(VoipMetricsBlock, LaysOutTheFieldsOfTheRfc) {
  const VoipMetrics metrics = {
      .loss = {.loss_rate = 0.5,
               .discard_rate = 1.0,
               .burst_density = 0.25,
               .gap_density = 0.0,
               .burst_duration_ms = 260.0,
               .gap_duration_ms = 1e6},
      .delay = {.round_trip_delay_ms = 80.0, .end_system_delay_ms = 90.4},
      .quality = {.r_factor = 81.6, .mos_lq = 4.12, .mos_cq = 3.96},
      .jitter_buffer = {.nominal_ms = 40.0, .maximum_ms = 100.0, .absolute_maximum_ms = 2000.0}};

  const auto block = VoipMetricsBlock(0x01020304, metrics);

  ASSERT_EQ(block.size(), 36U);
  EXPECT_EQ(ReadUint32(block, 0), 0x07000008U);
  EXPECT_EQ(ReadUint32(block, 4), 0x01020304U);
  EXPECT_EQ(ReadUint32(block, 8), 0x80FF4000U);
  EXPECT_EQ(ReadUint32(block, 12), 260U << 16U | 0xFFFFU);
  EXPECT_EQ(ReadUint32(block, 16), 80U << 16U | 90U);
  EXPECT_EQ(ReadUint32(block, 20), 0x7F7F7F10U);
  EXPECT_EQ(ReadUint32(block, 24), 82U << 24U | 127U << 16U | 41U << 8U | 40U);
  EXPECT_EQ(ReadUint32(block, 28), 0xB0000000U | 40U);
  EXPECT_EQ(ReadUint32(block, 32), 100U << 16U | 2000U);
}

}  // namespace
}  // namespace neteq::sim
