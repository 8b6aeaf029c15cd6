// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/receive/retransmission.h"

#include <array>
#include <chrono>
#include <vector>

#include <gtest/gtest.h>

namespace neteq::internal {
namespace {

using std::chrono::milliseconds;

constexpr Duration kRtt = milliseconds(10);

/// A packet of 20 ms at 8 kHz.
ArrivalEvents Audio(int64_t sequence) {
  ArrivalEvents events;
  events.summary.is_in_timeline = true;
  events.summary.sequence = sequence;
  events.summary.media_time = MediaTime{160 * sequence};
  events.summary.clock = {.clock_hz = 8000, .sample_hz = 8000};
  return events;
}

std::vector<uint16_t> List(Retransmission& retransmission) {
  std::array<uint16_t, 10> numbers{};
  const int count = retransmission.List(kRtt, numbers, 0);
  return {numbers.begin(), numbers.begin() + count};
}

/// Packets 1 and 2 are missing.
Retransmission WithLoss(const NackParams& params = {.enabled = true}) {
  Retransmission retransmission(params);
  retransmission.OnArrival(Audio(0), 0);
  retransmission.OnArrival(Audio(3), 0);
  return retransmission;
}

TEST(Retransmission, DoesNothingWhileNackIsOff) {
  Retransmission retransmission = WithLoss({.enabled = false});

  EXPECT_EQ(List(retransmission), std::vector<uint16_t>());
  EXPECT_FALSE(retransmission.OnTick(0).has_value());
}

TEST(Retransmission, ListsMissingPacketsAndReservesTimeForThem) {
  Retransmission retransmission = WithLoss();

  EXPECT_EQ(List(retransmission), (std::vector<uint16_t>{1, 2}));
  EXPECT_EQ(retransmission.OnTick(0), kRtt + milliseconds(NackParams{}.reserve_margin_ms));
}

TEST(Retransmission, DoesNotListPadding) {
  Retransmission retransmission({.enabled = true});
  ArrivalEvents padding;
  padding.summary.takes_no_time = true;
  padding.summary.sequence = 1;
  retransmission.OnArrival(Audio(0), 0);
  retransmission.OnArrival(padding, 0);
  retransmission.OnArrival(Audio(2), 0);

  EXPECT_EQ(List(retransmission), std::vector<uint16_t>());
}

TEST(Retransmission, StopsListingDecodedPackets) {
  Retransmission retransmission = WithLoss();
  retransmission.OnDecoded(1, MediaTime{160});

  EXPECT_EQ(List(retransmission), (std::vector<uint16_t>{2}));
}

TEST(Retransmission, ResetKeepsTheReserve) {
  Retransmission retransmission = WithLoss();
  List(retransmission);
  retransmission.Reset();

  EXPECT_EQ(List(retransmission), std::vector<uint16_t>());
  EXPECT_GT(retransmission.OnTick(0), Duration(0));
}

TEST(Retransmission, AnotherSsrcClearsTheReserve) {
  Retransmission retransmission = WithLoss();
  List(retransmission);
  ArrivalEvents other = Audio(10);
  other.summary.change = StreamTracker::Change::kNewSsrc;
  retransmission.OnArrival(other, 0);

  EXPECT_EQ(List(retransmission), std::vector<uint16_t>());
  EXPECT_EQ(retransmission.OnTick(0), Duration(0));
}

}  // namespace
}  // namespace neteq::internal
