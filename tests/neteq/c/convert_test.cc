// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/c/convert.h"

#include <array>
#include <cstddef>

#include <gtest/gtest.h>

#include "neteq/c/sized_struct.h"
#include "neteq/network_statistics.h"
#include "neteq/statistics.h"

namespace neteq::c {
namespace {

TEST(Convert, KeepsAPacketInBothDirections) {
  const std::array payload = {std::byte{1}, std::byte{2}};
  RtpPacketView packet{.payload_type = 111,
                       .sequence = SequenceNumber(65'535),
                       .timestamp = RtpTimestamp(4'000'000'000),
                       .ssrc = 5,
                       .marker = true,
                       .payload = payload};
  packet.metadata.csrcs.PushBack(17);
  packet.metadata.audio_level = {.level_dbov = 30, .has_voice = true};
  packet.metadata.capture_time = {.ntp = 1ULL << 63U, .clock_offset = -3};

  RtpPacketView again;
  ASSERT_EQ(FromC(ToC(packet), again), NETEQ_OK);
  EXPECT_EQ(again.payload_type, 111);
  EXPECT_EQ(again.sequence, packet.sequence);
  EXPECT_EQ(again.timestamp, packet.timestamp);
  EXPECT_EQ(again.ssrc, 5U);
  EXPECT_TRUE(again.marker);
  EXPECT_EQ(again.payload.data(), payload.data());
  EXPECT_EQ(again.payload.size(), 2U);
  ASSERT_EQ(again.metadata.csrcs.size(), 1U);
  EXPECT_EQ(again.metadata.csrcs[0], 17U);
  EXPECT_EQ(again.metadata.audio_level->level_dbov, 30);
  EXPECT_TRUE(again.metadata.audio_level->has_voice);
  EXPECT_EQ(again.metadata.capture_time->ntp, 1ULL << 63U);
  EXPECT_EQ(*again.metadata.capture_time->clock_offset, -3);
}

TEST(Convert, KeepsATickReport) {
  TickReport report;
  report.operation = Operation::kDtmf;
  report.decided_reason = Reason::kOverride;
  report.muted = true;
  report.pitch_lag_samples = 40;
  report.correlation = 0.5F;
  report.current_buffer_size = Duration(7);
  report.playout_timestamp = RtpTimestamp(9);
  const neteq_tick_report c = ToC(report);
  EXPECT_EQ(c.size, sizeof(c));
  EXPECT_EQ(c.operation, NETEQ_OPERATION_DTMF);
  EXPECT_EQ(c.decided_reason, NETEQ_REASON_OVERRIDE);
  EXPECT_EQ(c.muted, 1);
  EXPECT_EQ(c.pitch_lag_samples, 40);
  EXPECT_EQ(c.correlation, 0.5F);
  EXPECT_EQ(c.current_buffer_size_us, 7);
  EXPECT_EQ(c.playout_timestamp, 9U);
}

// The static assertion in FillDeclared() compares sizes only.
TEST(FillDeclared, WritesEachMemberToItsPlace) {
  Statistics statistics;
  uint64_t next = 1;
  ForEachLeaf(statistics, [&](auto, const auto&, uint64_t& value) { value = next++; });
  neteq_statistics c{};
  c.size = sizeof(c);
  ASSERT_EQ(FillDeclared(statistics, &c), NETEQ_OK);
  EXPECT_EQ(c.total_samples_received, statistics.total_samples_received);
  EXPECT_EQ(c.packets_discarded, statistics.packets_discarded);
  EXPECT_EQ(c.red_samples_decoded, statistics.red_samples_decoded);
  EXPECT_EQ(c.route_changes, next - 1);

  NetworkStatistics network{.current_buffer_size_ms = 3, .jitter_peaks_found = true};
  network.clock_drift_ppm = -2.5;
  network.max_waiting_time_ms = 8.0;
  neteq_network_statistics n{};
  n.size = sizeof(n);
  ASSERT_EQ(FillDeclared(network, &n), NETEQ_OK);
  EXPECT_EQ(n.current_buffer_size_ms, 3);
  EXPECT_EQ(n.jitter_peaks_found, 1);
  EXPECT_EQ(n.packet_loss_rate, 0.0);
  EXPECT_EQ(n.clock_drift_ppm, -2.5);
  EXPECT_EQ(n.max_waiting_time_ms, 8.0);

  StallReport stalls;
  stalls.stalls_500ms.stalled_ms_per_100_s = 4.0;
  neteq_stall_report s{};
  s.size = sizeof(s);
  ASSERT_EQ(FillDeclared(stalls, &s), NETEQ_OK);
  EXPECT_EQ(s.stalls_500ms_stalled_ms_per_100_s, 4.0);
}

}  // namespace
}  // namespace neteq::c
