// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "neteq/base/random.h"
#include "neteq/internal/receive/packet_buffer.h"

namespace neteq::internal {
namespace {

using StoreResult = PacketBuffer::StoreResult;

constexpr int kFrame = 160;
constexpr int kFallback = 80;

struct Sent {
  Packet packet;
  std::vector<std::byte> payload;
};

int Below(Random& random, int limit) {
  return static_cast<int>(random.Next() % static_cast<uint32_t>(limit));
}

/// A packet at one of `times` media times, primary or copy, with a payload of up to `max_bytes`.
Sent RandomPacket(Random& random, int times, int max_bytes) {
  const int time = Below(random, times);
  Sent sent;
  sent.packet.media_time = {int64_t{time} * kFrame};
  sent.packet.sequence = time + Below(random, 3);
  sent.packet.duration_samples = Below(random, 8) == 0 ? 0 : kFrame;
  sent.packet.payload_type = static_cast<uint8_t>(96 + (Below(random, 20) == 0 ? 1 : 0));
  sent.packet.priority = {static_cast<uint8_t>(Below(random, 4) == 0 ? 1 : 0),
                          static_cast<uint8_t>(Below(random, 3))};
  sent.packet.ends_packet = Below(random, 4) != 0;
  sent.packet.is_dtx = Below(random, 10) == 0;
  sent.packet.is_comfort_noise = Below(random, 20) == 0;
  sent.payload.resize(static_cast<size_t>(Below(random, max_bytes + 1)));
  for (std::byte& byte : sent.payload) byte = static_cast<std::byte>(random.Next() & 0xFFU);
  return sent;
}

auto Rank(const Packet& packet) {
  return std::tuple(packet.sequence, packet.priority.codec_level, packet.priority.red_level);
}

/// Slow reference model of the buffer's contents, with unlimited payload memory.
class Oracle {
 public:
  explicit Oracle(int max_packets) : max_packets_(static_cast<size_t>(max_packets)) {}

  PacketBuffer::InsertOutcome Insert(const Sent& sent, bool flush_when_full) {
    const int64_t time = sent.packet.media_time.samples;
    const auto same = packets_.find(time);
    if (same != packets_.end()) {
      if (Rank(same->second.packet) <= Rank(sent.packet)) return {StoreResult::kDuplicate};
      PacketBuffer::InsertOutcome replaced{StoreResult::kReplaced};
      replaced.dropped.Add(same->second.packet);
      same->second = sent;
      return replaced;
    }
    PacketBuffer::InsertOutcome outcome;
    if (packets_.size() == max_packets_) {
      if (flush_when_full) {
        outcome = {StoreResult::kInserted, Flush(), true};
      } else if (packets_.begin()->first > time) {
        return {StoreResult::kDroppedAsOldest};
      } else {
        outcome.dropped.Add(packets_.begin()->second.packet);
        PopFront();
      }
    }
    packets_.emplace(time, sent);
    return outcome;
  }
  void PopFront() {
    if (!packets_.empty()) packets_.erase(packets_.begin());
  }
  DropCount DiscardOlderThan(MediaTime limit, int64_t horizon) {
    DropCount dropped;
    std::erase_if(packets_, [&](const auto& entry) {
      const int64_t age = limit.samples - entry.first;
      const bool is_old = age > 0 && (horizon <= 0 || age < horizon);
      if (is_old) dropped.Add(entry.second.packet);
      return is_old;
    });
    return dropped;
  }
  DropCount Flush() { return DiscardOlderThan({INT64_MAX / 2}, 0); }

  const std::map<int64_t, Sent>& packets() const { return packets_; }

  int64_t span() const {
    if (packets_.empty()) return 0;
    const Packet& newest = packets_.rbegin()->second.packet;
    const bool has_length = newest.duration_samples > 0 && !newest.is_dtx;
    return packets_.rbegin()->first - packets_.begin()->first +
           (has_length ? newest.duration_samples : kFallback);
  }
  int64_t total() const {
    int64_t sum = 0;
    for (const auto& [time, sent] : packets_) {
      const Packet& packet = sent.packet;
      const bool primary = packet.priority == PacketPriority{0, 0};
      if (primary) sum += packet.duration_samples > 0 ? packet.duration_samples : kFallback;
    }
    return sum;
  }
  bool has_silence() const {
    return std::any_of(packets_.begin(), packets_.end(), [](const auto& entry) {
      return entry.second.packet.is_dtx || entry.second.packet.is_comfort_noise;
    });
  }

 private:
  size_t max_packets_;
  std::map<int64_t, Sent> packets_;
};

bool SameOutcome(const PacketBuffer::InsertOutcome& a, const PacketBuffer::InsertOutcome& b) {
  return a.result == b.result && a.dropped == b.dropped && a.flushed == b.flushed;
}

void ExpectSame(const PacketBuffer& buffer, const Oracle& oracle) {
  ASSERT_EQ(buffer.size(), static_cast<int>(oracle.packets().size()));
  int i = 0;
  for (const auto& [time, sent] : oracle.packets()) {
    const Packet& packet = buffer.at(i++);
    ASSERT_EQ(packet.media_time.samples, time);
    ASSERT_EQ(Rank(packet), Rank(sent.packet));
    ASSERT_EQ(packet.payload_bytes, static_cast<int>(sent.payload.size()));
  }
  ASSERT_EQ(buffer.span_samples(kFallback), oracle.span());
  ASSERT_EQ(buffer.total_samples(kFallback), oracle.total());
  ASSERT_EQ(buffer.contains_dtx_or_comfort_noise(), oracle.has_silence());
}

void ExpectSameFrontPayload(PacketBuffer& buffer, const Oracle& oracle) {
  if (oracle.packets().empty()) return;
  const auto payload = buffer.FrontPayload();
  const std::vector<std::byte>& expected = oracle.packets().begin()->second.payload;
  ASSERT_TRUE(std::equal(payload.begin(), payload.end(), expected.begin(), expected.end()));
}

/// Empties the buffer and returns its packets.
std::vector<Sent> PopAll(PacketBuffer& buffer) {
  std::vector<Sent> all;
  for (; !buffer.empty(); buffer.PopFront()) {
    const auto payload = buffer.FrontPayload();
    all.push_back({*buffer.Front(), {payload.begin(), payload.end()}});
  }
  return all;
}

class PacketBufferProperty : public testing::TestWithParam<uint64_t> {};

TEST_P(PacketBufferProperty, OrderOfInsertionDoesNotMatter) {
  Random random(GetParam());
  PacketBuffer in_order(Limits{.max_packets = 100, .payload_bytes = 1 << 20});
  PacketBuffer shuffled(Limits{.max_packets = 100, .payload_bytes = 1 << 20});
  std::map<std::pair<int64_t, decltype(Rank(Packet{}))>, Sent> unique;
  for (int i = 0; i < 200; ++i) {
    const Sent sent = RandomPacket(random, 100, 400);
    unique.try_emplace({sent.packet.media_time.samples, Rank(sent.packet)}, sent);
  }
  std::vector<Sent> packets;
  for (const auto& [key, sent] : unique) packets.push_back(sent);

  for (const Sent& sent : packets) in_order.Insert(sent.packet, sent.payload, false);
  for (size_t i = packets.size() - 1; i > 0; --i) {
    std::swap(packets[i], packets[static_cast<size_t>(Below(random, static_cast<int>(i) + 1))]);
  }
  for (const Sent& sent : packets) shuffled.Insert(sent.packet, sent.payload, false);

  const auto expected = PopAll(in_order);
  const auto actual = PopAll(shuffled);
  ASSERT_EQ(actual.size(), expected.size());
  for (size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(actual[i].packet.media_time, expected[i].packet.media_time);
    EXPECT_EQ(Rank(actual[i].packet), Rank(expected[i].packet));
    EXPECT_EQ(actual[i].payload, expected[i].payload);
  }
}

TEST_P(PacketBufferProperty, AgreesWithAnOrderedMap) {
  Random random(GetParam());
  constexpr int kMaxPackets = 20;
  PacketBuffer buffer(Limits{.max_packets = kMaxPackets, .payload_bytes = 1 << 16});
  Oracle oracle(kMaxPackets);

  for (int step = 0; step < 5000; ++step) {
    SCOPED_TRACE("step " + std::to_string(step));
    const int action = Below(random, 100);
    if (action < 80) {
      const Sent sent = RandomPacket(random, 60, 300);
      const bool flush = Below(random, 50) == 0;
      ASSERT_TRUE(
          SameOutcome(buffer.Insert(sent.packet, sent.payload, flush), oracle.Insert(sent, flush)));
    } else if (action < 92) {
      buffer.PopFront();
      oracle.PopFront();
    } else if (action < 99) {
      const MediaTime limit{Below(random, 60 * kFrame)};
      const int64_t horizon = int64_t{Below(random, 20)} * kFrame;
      ASSERT_EQ(buffer.DiscardOlderThan(limit, horizon), oracle.DiscardOlderThan(limit, horizon));
    } else {
      ASSERT_EQ(buffer.Flush(), oracle.Flush());
    }
    ExpectSame(buffer, oracle);
    ExpectSameFrontPayload(buffer, oracle);
    if (HasFailure()) return;
  }
}

/// With little payload memory packets are dropped, but the remaining ones are ordered and intact.
TEST_P(PacketBufferProperty, ScarceMemoryNeverSpoilsWhatIsKept) {
  Random random(GetParam());
  PacketBuffer buffer(Limits{.max_packets = 20, .payload_bytes = 2048});
  std::map<std::pair<int64_t, decltype(Rank(Packet{}))>, std::vector<std::byte>> last_inserted;

  for (int step = 0; step < 2000; ++step) {
    const Sent sent = RandomPacket(random, 60, 1000);
    const int before = buffer.size();
    const auto outcome = buffer.Insert(sent.packet, sent.payload, false);
    const bool kept =
        outcome.result == StoreResult::kInserted || outcome.result == StoreResult::kReplaced;
    if (kept) last_inserted[{sent.packet.media_time.samples, Rank(sent.packet)}] = sent.payload;

    const int added = kept ? 1 : 0;
    ASSERT_EQ(buffer.size(), before + added - outcome.dropped.total());
    int bytes = 0;
    for (int i = 0; i < buffer.size(); ++i) {
      bytes += buffer.at(i).payload_bytes;
      if (i > 0) {
        ASSERT_LT(buffer.at(i - 1).media_time, buffer.at(i).media_time);
      }
    }
    ASSERT_LE(bytes, 2048);
    if (step % 20 != 0) continue;
    for (const Sent& taken : PopAll(buffer)) {
      ASSERT_EQ(taken.payload,
                (last_inserted[{taken.packet.media_time.samples, Rank(taken.packet)}]));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, PacketBufferProperty, testing::Range<uint64_t>(1, 11),
                         testing::PrintToStringParamName());

}  // namespace
}  // namespace neteq::internal
