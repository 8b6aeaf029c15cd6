// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/threaded.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include "tests/support/stream_harness.h"
#include <gtest/gtest.h>

#include "neteq/base/random.h"
#include "neteq/config.h"

namespace neteq {
namespace {

constexpr SampleRate kRate{16000};

std::unique_ptr<NetEq> MakeEngine() {
  auto engine = std::move(*NetEq::Create(test::InDecoderFormat()));
  EXPECT_TRUE(engine->RegisterDecoder(test::kPcm16Type, MakePcm16Decoder(kRate, 1)).ok());
  return engine;
}

std::unique_ptr<ThreadedNetEq> MakeThreaded(const ThreadedOptions& options = {}) {
  return std::move(*ThreadedNetEq::Create(MakeEngine(), options));
}

/// A tone of 3 s in packets of 20 ms; some packets are lost and some are late.
std::vector<test::SentPacket> MakePackets() {
  std::vector<float> tone(3 * 16000);
  for (size_t n = 0; n < tone.size(); ++n) tone[n] = 0.3F * std::sin(0.05F * static_cast<float>(n));
  auto packets = test::Packetize(tone);
  Random random(1);
  std::erase_if(packets, [&](const auto&) { return random.Uniform() < 0.05; });
  for (auto& packet : packets) packet.arrival += FromMs(random.Uniform() * 60.0);
  std::sort(packets.begin(), packets.end(),
            [](const auto& a, const auto& b) { return a.arrival < b.arrival; });
  return packets;
}

/// Inserts the packets of each tick, then pulls it.
template <class Engine>
std::vector<int16_t> Play(Engine& engine, const std::vector<test::SentPacket>& packets) {
  std::vector<int16_t> played;
  std::vector<int16_t> tick(static_cast<size_t>(kRate.tick_samples()));
  size_t next = 0;
  for (int i = 0; i < 320; ++i) {
    for (; next < packets.size() && packets[next].arrival <= i * kTick; ++next)
      engine.InsertPacket(packets[next].view(), Timestamp(packets[next].arrival));
    engine.GetAudio(tick);
    played.insert(played.end(), tick.begin(), tick.end());
  }
  return played;
}

TEST(ThreadedNetEq, PlaysTheSameBytesAsNetEqWhenCallsDoNotOverlap) {
  const auto packets = MakePackets();
  const auto single = MakeEngine();
  const auto threaded = MakeThreaded();

  const auto expected = Play(*single, packets);
  const auto played = Play(*threaded, packets);

  EXPECT_EQ(played, expected);
  const ThreadedReport report = threaded->report();
  EXPECT_EQ(report.pulls, 320);
  EXPECT_EQ(report.packets_not_queued, 0U);
  EXPECT_EQ(report.statistics.concealed_samples, single->statistics().concealed_samples);
  EXPECT_EQ(report.last_tick.playout_timestamp, single->last_tick().playout_timestamp);
  EXPECT_GT(report.statistics.concealed_samples, 0U);
}

TEST(ThreadedNetEq, CountsPacketsThatDoNotFitIntoTheQueue) {
  const auto packets = MakePackets();
  const auto threaded = MakeThreaded({.max_packets = 4});

  int queued = 0;
  for (size_t i = 0; i < 10; ++i)
    queued += threaded->InsertPacket(packets[i].view(), Timestamp()) ? 1 : 0;
  std::vector<int16_t> tick(160);
  threaded->GetAudio(tick);

  EXPECT_EQ(queued, 4);
  EXPECT_EQ(threaded->report().packets_not_queued, 6U);
  EXPECT_EQ(threaded->report().statistics.jitter_buffer_packets_received, 4U);
  EXPECT_TRUE(threaded->InsertPacket(packets[10].view(), Timestamp()));
}

TEST(ThreadedNetEq, CountsPayloadsThatAreTooLong) {
  const auto threaded = MakeThreaded({.max_payload_bytes = 639});

  EXPECT_FALSE(threaded->InsertPacket(MakePackets()[0].view(), Timestamp()));

  EXPECT_EQ(threaded->report().packets_not_queued, 1U);
}

TEST(ThreadedNetEq, RefusesOptionsOutOfRange) {
  EXPECT_EQ(ThreadedNetEq::Create(nullptr).status().code(), StatusCode::kInvalidArgument);
  for (const ThreadedOptions& options :
       {ThreadedOptions{.max_packets = 0}, ThreadedOptions{.max_packets = 10'001},
        ThreadedOptions{.max_payload_bytes = 0}, ThreadedOptions{.max_payload_bytes = 65'536}}) {
    EXPECT_EQ(ThreadedNetEq::Create(MakeEngine(), options).status().code(),
              StatusCode::kOutOfRange);
  }
}

TEST(ThreadedNetEq, LosesNoPacketBetweenItsThreads) {
  const auto packets = MakePackets();
  const auto threaded = MakeThreaded({.max_packets = 8});
  std::atomic<bool> done = false;
  uint64_t refused = 0;
  std::thread network([&] {
    for (const auto& packet : packets) {
      while (!threaded->InsertPacket(packet.view(), Timestamp(packet.arrival))) {
        ++refused;
        std::this_thread::yield();
      }
    }
    done = true;
  });
  std::thread observer([&] {
    for (int64_t pulls = 0; !done;) {
      const ThreadedReport report = threaded->report();
      EXPECT_GE(report.pulls, pulls);
      EXPECT_EQ(report.statistics.total_samples_received,
                160U * static_cast<uint64_t>(report.pulls));
      pulls = report.pulls;
      std::this_thread::yield();
    }
  });
  std::vector<int16_t> tick(160);

  while (!done) threaded->GetAudio(tick);
  network.join();
  observer.join();
  threaded->GetAudio(tick);

  const ThreadedReport report = threaded->report();
  EXPECT_EQ(report.statistics.jitter_buffer_packets_received, packets.size());
  EXPECT_EQ(report.packets_not_queued, refused);
}

}  // namespace
}  // namespace neteq
