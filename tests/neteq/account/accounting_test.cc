// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/account/accounting.h"

#include <chrono>

#include <gtest/gtest.h>

namespace neteq::internal {
namespace {

using std::chrono::milliseconds;

constexpr SampleRate kRate{8000};
constexpr int kTickSamples = 80;

TickReport Decoded() {
  TickReport frame;
  frame.operation = Operation::kNormal;
  frame.reason = Reason::kBufferedAudio;
  frame.packets_decoded = 1;
  return frame;
}

TickReport Concealed(bool muted = false) {
  TickReport frame;
  frame.operation = Operation::kExpand;
  frame.reason = Reason::kNoPacket;
  frame.concealed_samples = kTickSamples;
  frame.muted = muted;
  return frame;
}

void Play(Accounting& accounting, const TickReport& frame, int ticks) {
  for (int i = 0; i < ticks; ++i) accounting.OnTick(frame, kRate);
}

TEST(Accounting, CountsEveryTickAndEachConcealmentOnce) {
  Accounting accounting;
  for (int gap = 1; gap <= 19; ++gap) {
    Play(accounting, Decoded(), 5);
    Play(accounting, Concealed(), gap);
  }

  EXPECT_EQ(accounting.statistics().concealment_events, 19U);
  EXPECT_EQ(accounting.statistics().concealed_samples, 190U * kTickSamples);
  EXPECT_EQ(accounting.statistics().total_samples_received, (190U + 95U) * kTickSamples);
}

TEST(Accounting, AnInterruptionTakes150MsAfterTheFirstAudio) {
  Accounting accounting;
  Play(accounting, Concealed(), 20);  // before the first audio, so not an interruption
  Play(accounting, Decoded(), 5);
  Play(accounting, Concealed(), 14);
  Play(accounting, Decoded(), 5);
  EXPECT_EQ(accounting.statistics().interruption_count, 0U);

  Play(accounting, Concealed(), 15);
  Play(accounting, Decoded(), 1);

  EXPECT_EQ(accounting.statistics().interruption_count, 1U);
  EXPECT_EQ(accounting.statistics().total_interruption_duration_ms, 150U);
}

TEST(Accounting, SilentConcealmentIsThePartAfterFadingOut) {
  Accounting accounting;
  Play(accounting, Concealed(), 10);
  Play(accounting, Concealed(true), 30);

  EXPECT_EQ(accounting.statistics().concealed_samples, 40U * kTickSamples);
  EXPECT_EQ(accounting.statistics().silent_concealed_samples, 30U * kTickSamples);
}

TEST(Accounting, AnOutageThatEndsWithTheExpectedPacketIsADelay) {
  Accounting accounting;
  TickReport due = Decoded();
  due.reason = Reason::kExpectedPacket;
  Play(accounting, Concealed(), 3);
  Play(accounting, due, 1);
  TickReport later = Decoded();
  later.operation = Operation::kMerge;
  later.reason = Reason::kGapReached;
  Play(accounting, Concealed(), 2);
  Play(accounting, later, 1);

  EXPECT_EQ(accounting.statistics().delayed_packet_outage_events, 1U);
  EXPECT_EQ(accounting.statistics().delayed_packet_outage_samples, 3U * kTickSamples);
}

TEST(Accounting, WaitingTimesAreWeightedBySamples) {
  Accounting accounting;
  accounting.OnDecoded({.waiting = milliseconds(30), .samples = 160}, milliseconds(40),
                       milliseconds(20));

  EXPECT_EQ(accounting.statistics().jitter_buffer_delay_ms, 30U * 160U);
  EXPECT_EQ(accounting.statistics().jitter_buffer_target_delay_ms, 40U * 160U);
  EXPECT_EQ(accounting.statistics().jitter_buffer_minimum_delay_ms, 20U * 160U);
  EXPECT_EQ(accounting.statistics().jitter_buffer_emitted_count, 160U);
}

TEST(Accounting, StretchingChangesOnlyItsCounters) {
  Accounting accounting;
  TickReport frame = Decoded();
  frame.stretched_samples = 50;
  Play(accounting, frame, 2);
  frame.stretched_samples = -30;
  Play(accounting, frame, 1);

  EXPECT_EQ(accounting.statistics().inserted_samples_for_deceleration, 100U);
  EXPECT_EQ(accounting.statistics().removed_samples_for_acceleration, 30U);
  EXPECT_EQ(accounting.statistics().concealed_samples, 0U);
}

TEST(Accounting, CountsDiscardedPacketsByReason) {
  Accounting accounting;
  accounting.OnArrival({.has_payload = true, .primary = {.received = 1}});
  accounting.OnArrival({.has_payload = true, .primary = {.received = 1, .duplicate = 1}});
  accounting.OnArrival({.has_payload = true, .primary = {.received = 1, .late = 1}});
  accounting.OnArrival({.has_payload = true, .primary = {.received = 1}, .overflows = true});
  accounting.OnArrival({.has_payload = false});
  accounting.OnDropped({.primary = 2}, 0);

  EXPECT_EQ(accounting.statistics().jitter_buffer_packets_received, 4U);
  EXPECT_EQ(accounting.statistics().packets_discarded, 3U);  // W3C: without duplicates
  EXPECT_EQ(accounting.statistics().duplicate_packets_discarded, 1U);
  EXPECT_EQ(accounting.statistics().late_packets_discarded, 1U);
  EXPECT_EQ(accounting.statistics().packet_buffer_overflows, 1U);
}

TEST(Accounting, UnusedCopiesAreNotDiscardedPackets) {
  Accounting accounting;
  const PacketPriority red{.red_level = 2};
  accounting.OnArrival({.fec = {.received = 2, .duplicate = 1}});
  accounting.OnArrival({.red = {.received = 1, .late = 1}});
  accounting.OnLatePackets({.fec = 1, .red = 3});
  accounting.OnDecoded({.priority = red, .samples = 160}, milliseconds(0), milliseconds(0));

  EXPECT_EQ(accounting.statistics().packets_discarded, 0U);
  EXPECT_EQ(accounting.statistics().late_packets_discarded, 0U);
  EXPECT_EQ(accounting.statistics().fec_packets_received, 2U);
  EXPECT_EQ(accounting.statistics().fec_packets_discarded, 2U);
  EXPECT_EQ(accounting.statistics().red_packets_received, 1U);
  EXPECT_EQ(accounting.statistics().red_packets_discarded, 4U);
  EXPECT_EQ(accounting.statistics().red_samples_decoded, 160U);
}

TEST(Accounting, APauseOfTheSenderLeavesTheFiguresOfConcealment) {
  for (const int pause_ticks : {1, 5, 14, 15, 60, 3000}) {
    Accounting accounting;
    Play(accounting, Decoded(), 5);
    Play(accounting, Concealed(), 2);  // a loss before it stays
    Play(accounting, Decoded(), 5);
    const Statistics before = accounting.statistics();
    const StallReport stalls = accounting.stalls();
    Play(accounting, Concealed(), pause_ticks / 2);
    Play(accounting, Concealed(true), pause_ticks - pause_ticks / 2);
    EXPECT_GT(accounting.statistics().concealed_samples, before.concealed_samples);
    TickReport resumed = Decoded();
    resumed.operation = Operation::kMerge;
    resumed.concealed_samples = 30;  // the end of the concealment
    accounting.OnTick(resumed, kRate, true);

    const Statistics& after = accounting.statistics();
    EXPECT_EQ(after.concealed_samples, before.concealed_samples) << pause_ticks;
    EXPECT_EQ(after.silent_concealed_samples, 0U);
    EXPECT_EQ(after.concealment_events, before.concealment_events);
    EXPECT_EQ(after.interruption_count, 0U);
    EXPECT_EQ(after.sender_pause_samples, static_cast<uint64_t>(pause_ticks) * kTickSamples + 30U);
    EXPECT_EQ(accounting.stalls().stalls_60ms.count, stalls.stalls_60ms.count);
    EXPECT_EQ(accounting.stalls().stalls_500ms.stalled_ms, 0U);
  }
}

TEST(Accounting, AnIntervalThatEndsAPauseHasNoNegativeRates) {
  Accounting accounting;
  Play(accounting, Decoded(), 50);
  Play(accounting, Concealed(), 50);
  EXPECT_EQ(accounting.CloseInterval().expand_rate, 0.5);
  accounting.OnTick(Decoded(), kRate, true);

  EXPECT_EQ(accounting.CloseInterval().expand_rate, 0.0);
}

TEST(Accounting, ComfortNoiseIsNotConcealment) {
  Accounting accounting;
  TickReport noise = Decoded();
  noise.operation = Operation::kCodecComfortNoise;
  noise.noise_samples = kTickSamples;
  Play(accounting, Decoded(), 5);
  Play(accounting, noise, 60);

  EXPECT_EQ(accounting.statistics().concealed_samples, 0U);
  EXPECT_EQ(accounting.statistics().concealment_events, 0U);
  EXPECT_EQ(accounting.statistics().generated_noise_samples, 60U * kTickSamples);
  EXPECT_EQ(accounting.stalls().stalls_500ms.count, 0U);
}

}  // namespace
}  // namespace neteq::internal
