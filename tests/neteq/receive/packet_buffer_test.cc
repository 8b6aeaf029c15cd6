// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/receive/packet_buffer.h"

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace neteq::internal {
namespace {

using StoreResult = PacketBuffer::StoreResult;

constexpr int kFrame = 960;

/// Packet number `i` of a stream of 20 ms frames at 48 kHz.
Packet Nth(int i) {
  return {.media_time = {int64_t{i} * kFrame},
          .sequence = i,
          .duration_samples = kFrame,
          .payload_type = 111};
}

std::vector<std::byte> PayloadOf(size_t bytes, int fill = 7) {
  std::vector<std::byte> payload(bytes);
  for (size_t i = 0; i < bytes; ++i) {
    payload[i] = static_cast<std::byte>((static_cast<size_t>(fill) + i) & 0xFFU);
  }
  return payload;
}

/// A buffer with short payloads, and default arguments for the tests.
class Buffer : public PacketBuffer {
 public:
  explicit Buffer(int max_packets = 10, int payload_bytes = 4096)
      : PacketBuffer(Limits{.max_packets = max_packets, .payload_bytes = payload_bytes}) {}

  InsertOutcome Add(const Packet& packet, size_t bytes = 50) {
    return Insert(packet, PayloadOf(bytes, static_cast<int>(packet.sequence)), false);
  }
  void AddRange(int first, int end) {
    for (int i = first; i < end; ++i) Add(Nth(i));
  }
  std::vector<int64_t> Sequences() const {
    std::vector<int64_t> sequences;
    for (int i = 0; i < size(); ++i) sequences.push_back(at(i).sequence);
    return sequences;
  }
  std::vector<std::byte> CopyOfFront() {
    const auto payload = FrontPayload();
    return {payload.begin(), payload.end()};
  }
};

using Sequences = std::vector<int64_t>;

TEST(PacketBuffer, StartsEmpty) {
  Buffer buffer;

  EXPECT_TRUE(buffer.empty());
  EXPECT_EQ(buffer.Front(), nullptr);
  EXPECT_TRUE(buffer.FrontPayload().empty());
  EXPECT_EQ(buffer.span_samples(kFrame), 0);
  EXPECT_EQ(buffer.total_samples(kFrame), 0);
  EXPECT_EQ(buffer.contiguous_samples(kFrame), 0);
  EXPECT_FALSE(buffer.contains_dtx_or_comfort_noise());
  buffer.PopFront();
  EXPECT_EQ(buffer.Flush().total(), 0);
}

TEST(PacketBuffer, KeepsMediaTimeOrder) {
  Buffer buffer;

  for (const int i : {3, 1, 4, 0, 2}) EXPECT_EQ(buffer.Add(Nth(i)).result, StoreResult::kInserted);

  EXPECT_EQ(buffer.Sequences(), (Sequences{0, 1, 2, 3, 4}));
}

TEST(PacketBuffer, ReturnsPacketAndPayload) {
  Buffer buffer;
  Packet packet = Nth(5);
  packet.arrival = Timestamp(FromMs(1234));
  buffer.Add(packet, 50);

  ASSERT_NE(buffer.Front(), nullptr);
  EXPECT_EQ(buffer.Front()->sequence, 5);
  EXPECT_EQ(buffer.Front()->arrival, Timestamp(FromMs(1234)));
  EXPECT_EQ(buffer.Front()->payload_bytes, 50);
  EXPECT_EQ(buffer.CopyOfFront(), PayloadOf(50, 5));
}

TEST(PacketBuffer, KeepsPayloadsOfAnyLength) {
  for (const size_t bytes : {0U, 1U, 127U, 128U, 129U, 255U, 256U, 257U, 1920U, 4095U, 4096U}) {
    Buffer buffer;
    EXPECT_EQ(buffer.Add(Nth(1), bytes).result, StoreResult::kInserted);

    EXPECT_EQ(buffer.CopyOfFront(), PayloadOf(bytes, 1)) << bytes;
  }
}

TEST(PacketBuffer, FrontPayloadOutlivesPopFront) {
  Buffer buffer;
  buffer.Add(Nth(0), 50);
  buffer.Add(Nth(1), 300);

  const auto payload = buffer.FrontPayload();
  buffer.PopFront();

  EXPECT_EQ(std::vector(payload.begin(), payload.end()), PayloadOf(50, 0));
}

TEST(PacketBuffer, PopFrontRemovesTheOldest) {
  Buffer buffer;
  buffer.AddRange(0, 3);

  buffer.PopFront();

  EXPECT_EQ(buffer.Sequences(), (Sequences{1, 2}));
  EXPECT_EQ(buffer.CopyOfFront(), PayloadOf(50, 1));
}

TEST(PacketBuffer, ReusesItsMemory) {
  Buffer buffer(4, 1024);
  for (int i = 0; i < 1000; ++i) {
    const auto bytes = static_cast<size_t>(i * 37 % 300);
    ASSERT_EQ(buffer.Add(Nth(i), bytes).dropped.total(), 0);
    if (buffer.size() == 3) buffer.PopFront();
  }
  EXPECT_EQ(buffer.Sequences(), (Sequences{998, 999}));
}

// ---- duplicates ----

TEST(PacketBuffer, RefusesTheSamePacketTwice) {
  Buffer buffer;
  buffer.AddRange(0, 3);

  EXPECT_EQ(buffer.Add(Nth(1), 60).result, StoreResult::kDuplicate);

  EXPECT_EQ(buffer.size(), 3);
  EXPECT_EQ(buffer.at(1).payload_bytes, 50);
}

TEST(PacketBuffer, BetterPriorityReplacesWorse) {
  const PacketPriority kBestToWorst[] = {{0, 0}, {0, 1}, {0, 2}, {1, 0}, {1, 1}};
  for (size_t worse = 1; worse < std::size(kBestToWorst); ++worse) {
    Buffer buffer;
    Packet copy = Nth(1);
    copy.priority = kBestToWorst[worse];
    Packet better = Nth(1);
    better.priority = kBestToWorst[worse - 1];
    buffer.Add(copy, 20);

    const auto outcome = buffer.Add(better, 60);

    EXPECT_EQ(outcome.result, StoreResult::kReplaced);
    EXPECT_EQ(outcome.dropped.total(), 1);
    EXPECT_EQ(buffer.size(), 1);
    EXPECT_EQ(buffer.Front()->priority, better.priority);
    EXPECT_EQ(buffer.CopyOfFront(), PayloadOf(60, 1));
    EXPECT_EQ(buffer.Add(copy).result, StoreResult::kDuplicate);
  }
}

/// A RED copy has the sequence number of a later packet.
TEST(PacketBuffer, LowerSequenceNumberWinsOverBetterPriority) {
  Buffer buffer;
  Packet original = Nth(1);
  original.priority = {1, 0};
  Packet copy = Nth(1);
  copy.sequence = 2;

  EXPECT_EQ(buffer.Add(copy).result, StoreResult::kInserted);
  EXPECT_EQ(buffer.Add(original).result, StoreResult::kReplaced);
  EXPECT_EQ(buffer.Add(copy).result, StoreResult::kDuplicate);
}

// ---- a full buffer ----

TEST(PacketBuffer, DropsTheOldestPacketWhenFull) {
  Buffer buffer(3);
  buffer.AddRange(0, 3);

  const auto outcome = buffer.Add(Nth(3));

  EXPECT_EQ(outcome.result, StoreResult::kInserted);
  EXPECT_EQ(outcome.dropped.total(), 1);
  EXPECT_FALSE(outcome.flushed);
  EXPECT_EQ(buffer.Sequences(), (Sequences{1, 2, 3}));
}

TEST(PacketBuffer, MakesRoomForAReorderedPacketWhenFull) {
  Buffer buffer(3);
  for (const int i : {0, 2, 3}) buffer.Add(Nth(i));

  EXPECT_EQ(buffer.Add(Nth(1)).dropped.total(), 1);

  EXPECT_EQ(buffer.Sequences(), (Sequences{1, 2, 3}));
  EXPECT_EQ(buffer.CopyOfFront(), PayloadOf(50, 1));
}

TEST(PacketBuffer, RefusesAPacketOlderThanAllOthersWhenFull) {
  Buffer buffer(3);
  buffer.AddRange(1, 4);

  const auto outcome = buffer.Add(Nth(0));

  EXPECT_EQ(outcome.result, StoreResult::kDroppedAsOldest);
  EXPECT_EQ(outcome.dropped.total(), 0);
  EXPECT_EQ(buffer.Sequences(), (Sequences{1, 2, 3}));
}

TEST(PacketBuffer, FlushesWhenFullIfRequested) {
  Buffer buffer(3);
  buffer.AddRange(0, 3);

  const auto outcome = buffer.Insert(Nth(3), PayloadOf(50, 3), true);

  EXPECT_EQ(outcome.result, StoreResult::kInserted);
  EXPECT_EQ(outcome.dropped.total(), 3);
  EXPECT_TRUE(outcome.flushed);
  EXPECT_EQ(buffer.Sequences(), (Sequences{3}));
  EXPECT_EQ(buffer.total_samples(0), kFrame);
}

TEST(PacketBuffer, DoesNotFlushForDuplicatesOrBetterCopies) {
  Buffer buffer(3);
  buffer.AddRange(0, 2);
  Packet copy = Nth(2);
  copy.priority = {0, 1};
  buffer.Add(copy);

  EXPECT_EQ(buffer.Insert(Nth(1), PayloadOf(50), true).result, StoreResult::kDuplicate);
  EXPECT_EQ(buffer.Insert(Nth(2), PayloadOf(50), true).result, StoreResult::kReplaced);

  EXPECT_EQ(buffer.Sequences(), (Sequences{0, 1, 2}));
}

TEST(PacketBuffer, DropsAsManyPacketsAsALongPayloadNeeds) {
  Buffer buffer(10, 1024);  // eight payloads of up to 128 bytes
  buffer.AddRange(0, 8);

  const auto outcome = buffer.Add(Nth(8), 300);

  EXPECT_EQ(outcome.dropped.total(), 3);
  EXPECT_EQ(buffer.Sequences(), (Sequences{3, 4, 5, 6, 7, 8}));
  EXPECT_EQ(buffer.at(5).payload_bytes, 300);
}

TEST(PacketBuffer, DropsNoMoreThanNeededForPayloadsReceivedAfterAHeader) {
  Buffer buffer(10, 1024);  // eight blocks of 128 bytes
  for (int i = 0; i < 4; ++i) buffer.Insert(Nth(i), buffer.ReserveSlot(200).subspan(100), false);

  const auto outcome = buffer.Add(Nth(4), 200);

  EXPECT_EQ(outcome.dropped.total(), 1);
  EXPECT_EQ(buffer.Sequences(), (Sequences{1, 2, 3, 4}));
}

TEST(PacketBuffer, DropsNothingForAPayloadThatDoesNotFitAnyway) {
  Buffer buffer(10, 1024);
  for (const int i : {0, 2, 3, 4, 5, 6, 7, 8}) buffer.Add(Nth(i));

  EXPECT_EQ(buffer.Add(Nth(1), 300).result, StoreResult::kDroppedAsOldest);

  EXPECT_EQ(buffer.size(), 8);
}

TEST(PacketBuffer, KeepsTheWorseCopyWhenTheBetterOneDoesNotFit) {
  Buffer buffer(10, 1024);
  Packet copy = Nth(0);
  copy.priority = {0, 1};
  buffer.Add(copy);
  buffer.AddRange(1, 8);

  EXPECT_EQ(buffer.Add(Nth(0), 129).result, StoreResult::kDroppedAsOldest);
  EXPECT_EQ(buffer.Add(Nth(0), 128).result, StoreResult::kReplaced);

  EXPECT_EQ(buffer.size(), 8);
}

TEST(PacketBuffer, RefusesPayloadsThatNeverFit) {
  Buffer small(10, 1024);
  Buffer large(10, 1 << 20);
  small.AddRange(0, 3);

  EXPECT_EQ(small.Insert(Nth(3), PayloadOf(1025), true).result, StoreResult::kTooLarge);
  EXPECT_EQ(small.size(), 3);
  EXPECT_EQ(large.Add(Nth(0), 65'536).result, StoreResult::kTooLarge);
  EXPECT_EQ(large.Add(Nth(0), 65'535).result, StoreResult::kInserted);
  EXPECT_EQ(large.CopyOfFront(), PayloadOf(65'535, 0));
}

TEST(PacketBuffer, DefaultLimitsHoldFourSecondsOfOpusOrOneOfFullbandPcm) {
  PacketBuffer opus{Limits{}};
  PacketBuffer pcm{Limits{}};
  for (int i = 0; i < 200; ++i)
    EXPECT_EQ(opus.Insert(Nth(i), PayloadOf(160), false).dropped.total(), 0);
  for (int i = 0; i < 50; ++i)
    EXPECT_EQ(pcm.Insert(Nth(i), PayloadOf(1920), false).dropped.total(), 0);

  EXPECT_EQ(opus.size(), 200);
  EXPECT_EQ(pcm.size(), 50);
}

// ---- discarding ----

TEST(PacketBuffer, DiscardsStrictlyOlderThanTheLimit) {
  Buffer buffer;
  buffer.AddRange(0, 5);

  EXPECT_EQ(buffer.DiscardOlderThan({2 * kFrame}, 0).total(), 2);

  EXPECT_EQ(buffer.Sequences(), (Sequences{2, 3, 4}));
}

/// A packet older than the horizon belongs to a stream that has jumped back.
TEST(PacketBuffer, KeepsPacketsBeyondTheHorizon) {
  Buffer buffer;
  buffer.AddRange(0, 8);

  EXPECT_EQ(buffer.DiscardOlderThan({6 * kFrame}, 4 * kFrame).total(), 3);

  EXPECT_EQ(buffer.Sequences(), (Sequences{0, 1, 2, 6, 7}));
  EXPECT_EQ(buffer.Add(Nth(4)).result, StoreResult::kInserted);
  EXPECT_EQ(buffer.Sequences(), (Sequences{0, 1, 2, 4, 6, 7}));
  for (const int i : {0, 1, 2, 4, 6, 7}) {
    EXPECT_EQ(buffer.CopyOfFront(), PayloadOf(50, i));
    buffer.PopFront();
  }
}

TEST(PacketBuffer, FlushReleasesAllMemory) {
  Buffer buffer(4, 1024);
  for (int i = 0; i < 4; ++i) buffer.Add(Nth(i), 256);

  EXPECT_EQ(buffer.Flush().total(), 4);

  EXPECT_TRUE(buffer.empty());
  EXPECT_EQ(buffer.total_samples(kFrame), 0);
  EXPECT_EQ(buffer.Add(Nth(0), 1024).dropped.total(), 0);
}

// ---- sizes ----

TEST(PacketBuffer, SpanCountsGaps) {
  Buffer buffer;
  for (const int i : {2, 5}) buffer.Add(Nth(i));

  EXPECT_EQ(buffer.span_samples(0), 4 * kFrame);
}

TEST(PacketBuffer, SpanEndsWithTheFallbackForDtxAndUnknownLengths) {
  Packet dtx = Nth(1);
  dtx.is_dtx = true;
  Packet unknown = Nth(1);
  unknown.duration_samples = 0;
  for (const Packet& newest : {dtx, unknown}) {
    Buffer buffer;
    buffer.Add(Nth(0));
    buffer.Add(newest);

    EXPECT_EQ(buffer.span_samples(480), kFrame + 480);
  }
}

TEST(PacketBuffer, TotalCountsPrimariesOnly) {
  Buffer buffer;
  Packet red = Nth(1);
  red.priority = {0, 1};
  Packet fec = Nth(2);
  fec.priority = {1, 0};
  Packet unknown = Nth(4);
  unknown.duration_samples = 0;
  for (const Packet& packet : {Nth(0), red, fec, Nth(3), unknown}) buffer.Add(packet);

  EXPECT_EQ(buffer.total_samples(480), 2 * kFrame + 480);
  buffer.PopFront();
  EXPECT_EQ(buffer.total_samples(480), kFrame + 480);
  buffer.Add(Nth(1));
  EXPECT_EQ(buffer.total_samples(480), 2 * kFrame + 480);
}

TEST(PacketBuffer, ContiguousRunEndsAtAGap) {
  Buffer buffer;
  for (const int i : {4, 5, 6, 8}) buffer.Add(Nth(i));

  EXPECT_EQ(buffer.contiguous_samples(100 * kFrame), 3 * kFrame);
}

TEST(PacketBuffer, ContiguousRunEndsAtAnotherPayloadTypeOrComfortNoise) {
  Packet other = Nth(2);
  other.payload_type = 0;
  Packet noise = Nth(2);
  noise.is_comfort_noise = true;
  for (const Packet& last : {other, noise}) {
    Buffer buffer;
    buffer.AddRange(0, 2);
    buffer.Add(last);

    EXPECT_EQ(buffer.contiguous_samples(100 * kFrame), 2 * kFrame);
  }
}

TEST(PacketBuffer, ContiguousRunStopsAtTheLimit) {
  Buffer buffer;
  buffer.AddRange(0, 5);

  EXPECT_EQ(buffer.contiguous_samples(kFrame + 1), 2 * kFrame);
  EXPECT_EQ(buffer.contiguous_samples(2 * kFrame), 2 * kFrame);
}

TEST(PacketBuffer, KnowsWhetherSilenceWaits) {
  Buffer buffer;
  Packet dtx = Nth(1);
  dtx.is_dtx = true;
  Packet noise = Nth(2);
  noise.is_comfort_noise = true;
  for (const Packet& packet : {Nth(0), dtx, noise, Nth(3)}) buffer.Add(packet);

  EXPECT_TRUE(buffer.contains_dtx_or_comfort_noise());
  buffer.DiscardOlderThan({2 * kFrame}, 0);
  EXPECT_TRUE(buffer.contains_dtx_or_comfort_noise());
  buffer.PopFront();
  EXPECT_FALSE(buffer.contains_dtx_or_comfort_noise());
}

}  // namespace
}  // namespace neteq::internal
