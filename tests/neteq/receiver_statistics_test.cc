// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/receiver_statistics.h"

#include <chrono>
#include <cstdint>

#include <gtest/gtest.h>

namespace neteq {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr RtpClockRate kClock{8000};

/// Receives packets of 20 ms. `late`: time from sending to arrival.
class Receiver {
 public:
  explicit Receiver(uint16_t first_sequence = 1000, uint32_t first_timestamp = 5000)
      : first_sequence_(first_sequence), first_timestamp_(first_timestamp) {}

  void Receive(int packet, Duration late = Duration(0)) {
    statistics.OnPacket(SequenceNumber(first_sequence_).Advanced(packet),
                        RtpTimestamp(first_timestamp_).Advanced(packet * int64_t{160}),
                        Timestamp(packet * milliseconds(20) + late), kClock);
  }
  void ReceiveRange(int first, int last) {
    for (int packet = first; packet <= last; ++packet) Receive(packet);
  }

  ReceiverStatistics statistics;

 private:
  uint16_t first_sequence_;
  uint32_t first_timestamp_;
};

TEST(ReceiverStatistics, IsEmptyBeforeTheFirstPacket) {
  ReceiverStatistics statistics;

  const ReceiverReport report = statistics.CloseInterval();

  EXPECT_EQ(report.packets_expected, 0);
  EXPECT_EQ(report.cumulative_lost, 0);
  EXPECT_EQ(report.fraction_lost, 0);
  EXPECT_EQ(report.jitter_ms, 0.0);
  EXPECT_FALSE(statistics.clock_drift().is_known);
}

TEST(ReceiverStatistics, TelephoneEventsCountAsPacketsButNotAsJitter) {
  for (const int key_packets : {1, 3, 10, 25, 40}) {
    Receiver receiver;
    for (int packet = 0; packet < 300; ++packet) {
      if (packet % 100 >= key_packets) {
        receiver.Receive(packet);
      } else {
        receiver.statistics.OnPacketWithoutTiming(SequenceNumber(1000).Advanced(packet));
      }
    }
    EXPECT_EQ(receiver.statistics.report().jitter_ms, 0.0) << key_packets;
    EXPECT_EQ(receiver.statistics.report().packets_received, 300) << key_packets;
    EXPECT_EQ(receiver.statistics.report().cumulative_lost, 0) << key_packets;
  }
}

TEST(ReceiverStatistics, CountsWrapsOfTheSequenceNumber) {
  Receiver receiver(65534);

  receiver.ReceiveRange(0, 3);

  EXPECT_EQ(receiver.statistics.report().extended_highest_sequence, 65536 + 1);
  EXPECT_EQ(receiver.statistics.report().packets_expected, 4);
  EXPECT_EQ(receiver.statistics.report().cumulative_lost, 0);
}

TEST(ReceiverStatistics, TreatsReorderedPacketsAcrossTheWrapAsOld) {
  Receiver receiver(65534);

  for (const int packet : {0, 2, 1, 3}) receiver.Receive(packet);

  EXPECT_EQ(receiver.statistics.report().extended_highest_sequence, 65536 + 1);
  EXPECT_EQ(receiver.statistics.report().cumulative_lost, 0);
}

TEST(ReceiverStatistics, FractionLostCoversTheIntervalAndCumulativeLostTheCall) {
  Receiver receiver;
  receiver.ReceiveRange(0, 99);
  receiver.ReceiveRange(110, 119);  // 10 of 120 lost
  const ReceiverReport first = receiver.statistics.CloseInterval();
  receiver.ReceiveRange(125, 129);  // 5 of 10
  const ReceiverReport second = receiver.statistics.CloseInterval();
  receiver.ReceiveRange(130, 139);
  const ReceiverReport third = receiver.statistics.CloseInterval();

  EXPECT_EQ(first.fraction_lost, 10 * 256 / 120);
  EXPECT_EQ(second.fraction_lost, 128);
  EXPECT_EQ(third.fraction_lost, 0);
  EXPECT_EQ(third.cumulative_lost, 15);
  EXPECT_EQ(third.packets_received, 125);
}

TEST(ReceiverStatistics, ReadingDoesNotCloseTheInterval) {
  Receiver receiver;
  receiver.ReceiveRange(0, 4);
  receiver.ReceiveRange(10, 14);

  EXPECT_EQ(receiver.statistics.report().fraction_lost, 5 * 256 / 15);
  EXPECT_EQ(receiver.statistics.report().fraction_lost, 5 * 256 / 15);
}

TEST(ReceiverStatistics, DuplicatesMakeTheLossNegativeButNeverTheFraction) {
  Receiver receiver;
  for (int round = 0; round < 3; ++round) receiver.ReceiveRange(0, 9);

  EXPECT_EQ(receiver.statistics.report().cumulative_lost, -20);
  EXPECT_EQ(receiver.statistics.report().fraction_lost, 0);
}

TEST(ReceiverStatistics, CumulativeLostStaysWithinTheSigned24BitsOfTheReport) {
  Receiver receiver(0, 0);
  constexpr int kStep = 2999;  // the largest step that does not count as a jump
  int packet = 0;
  for (; packet < 0x800000 + 2 * kStep; packet += kStep) receiver.Receive(packet);
  EXPECT_EQ(receiver.statistics.report().cumulative_lost, 0x7fffff);

  Receiver duplicated;
  duplicated.Receive(0);
  for (int copy = 0; copy < 0x800000 + 10; ++copy) duplicated.Receive(0);
  EXPECT_EQ(duplicated.statistics.report().cumulative_lost, -0x800000);
}

TEST(ReceiverStatistics, AStrayPacketIsIgnored) {
  Receiver receiver;
  receiver.ReceiveRange(0, 9);

  receiver.Receive(20'000);
  receiver.ReceiveRange(10, 19);

  EXPECT_EQ(receiver.statistics.report().packets_expected, 20);
  EXPECT_EQ(receiver.statistics.report().cumulative_lost, 0);
  EXPECT_EQ(receiver.statistics.report().jitter_ms, 0.0);
}

TEST(ReceiverStatistics, ARestartOfTheSequenceKeepsEarlierLosses) {
  Receiver receiver;
  receiver.ReceiveRange(0, 9);
  receiver.ReceiveRange(15, 19);  // 5 lost

  receiver.ReceiveRange(20'000, 20'009);  // the first packet counts as a stray

  EXPECT_EQ(receiver.statistics.report().cumulative_lost, 5);
  EXPECT_EQ(receiver.statistics.report().packets_expected, 29);
  EXPECT_EQ(receiver.statistics.report().extended_highest_sequence, 21'009);
}

TEST(ReceiverStatistics, JitterOfOneLatePacketIsASixteenthAndDecays) {
  Receiver receiver;
  receiver.ReceiveRange(0, 9);
  EXPECT_EQ(receiver.statistics.report().jitter_timestamp_units, 0.0);

  receiver.Receive(10, milliseconds(16));  // D = 128 units

  EXPECT_NEAR(receiver.statistics.report().jitter_timestamp_units, 128.0 / 16, 1e-9);
  EXPECT_NEAR(receiver.statistics.report().jitter_ms, 1.0, 1e-9);
  receiver.Receive(11, milliseconds(16));  // D = 0
  EXPECT_NEAR(receiver.statistics.report().jitter_ms, 15.0 / 16, 1e-9);
}

TEST(ReceiverStatistics, JitterConvergesToTheMeanDifference) {
  Receiver receiver;

  for (int packet = 0; packet < 300; ++packet) {
    receiver.Receive(packet, milliseconds(packet % 2 == 0 ? 0 : 10));
  }

  EXPECT_NEAR(receiver.statistics.report().jitter_ms, 10.0, 1e-6);  // (15/16)^300 remains
}

TEST(ReceiverStatistics, JitterIsTheSameAcrossTheWrapOfTheTimestamp) {
  Receiver receiver(0, 0xffffffffU - 800);

  receiver.ReceiveRange(0, 20);

  EXPECT_EQ(receiver.statistics.report().jitter_ms, 0.0);
}

TEST(ReceiverStatistics, AJumpOfTheTimestampIsNotJitter) {
  ReceiverStatistics statistics;
  statistics.OnPacket(SequenceNumber(1), RtpTimestamp(0), Timestamp(seconds(1)), kClock);

  statistics.OnPacket(SequenceNumber(2), RtpTimestamp(80'000), Timestamp(seconds(1)), kClock);
  statistics.OnPacket(SequenceNumber(3), RtpTimestamp(80'160), Timestamp(milliseconds(1020)),
                      kClock);

  EXPECT_EQ(statistics.report().jitter_ms, 0.0);
}

TEST(ReceiverStatistics, AChangeOfTheClockRateKeepsTheJitterInMilliseconds) {
  Receiver receiver;
  for (int packet = 0; packet < 300; ++packet) {
    receiver.Receive(packet, milliseconds(packet % 2 == 0 ? 0 : 10));
  }

  receiver.statistics.OnPacket(SequenceNumber(1300), RtpTimestamp(77), Timestamp(seconds(6)),
                               RtpClockRate(48000));

  EXPECT_NEAR(receiver.statistics.report().jitter_ms, 10.0, 1e-6);
  EXPECT_NEAR(receiver.statistics.report().jitter_timestamp_units, 480.0, 1e-4);
}

TEST(ReceiverStatistics, MeasuresTheDriftOfTheSendersClock) {
  ReceiverStatistics statistics;
  for (int packet = 0; packet < 1000; ++packet) {
    // 160 units in 19.99 ms: the sender's clock is 500 ppm fast.
    statistics.OnPacket(SequenceNumber(static_cast<uint16_t>(packet)),
                        RtpTimestamp(static_cast<uint32_t>(packet * 160)),
                        Timestamp(packet * Duration(19'990)), kClock);
  }

  const ClockDrift drift = statistics.clock_drift();

  // Transit times are rounded to a microsecond; the minima are a second apart.
  EXPECT_TRUE(drift.is_known);
  EXPECT_NEAR(drift.ppm, 500.0, 1.0);
}

TEST(ReceiverStatistics, ResetForgetsEverything) {
  Receiver receiver;
  receiver.ReceiveRange(0, 9);
  receiver.ReceiveRange(15, 19);

  receiver.statistics.Reset();

  EXPECT_EQ(receiver.statistics.report().packets_expected, 0);
  EXPECT_EQ(receiver.statistics.report().cumulative_lost, 0);
}

}  // namespace
}  // namespace neteq
