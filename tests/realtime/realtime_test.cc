// SPDX-License-Identifier: BSD-3-Clause
// After setup the engine never allocates, frees, locks or reads a clock.

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "tests/realtime/bundled_replay.h"
#include "tests/realtime/realtime_sentinel.h"
#include <gtest/gtest.h>

#include "neteq/base/random.h"
#include "neteq/base/units.h"
#include "neteq/config.h"
#include "neteq/neteq.h"
#include "neteq/snapshot.h"
#include "neteq/statistics.h"

namespace neteq::testing {
namespace {

// Forbidden calls of a whole replay, including every function that an application calls between
// packets.
ForbiddenCalls CallsOfReplay(const std::string& path, const Config& config) {
  BundledReplay replay(path, config);
  ForbiddenCalls calls;
  {
    const RealtimeScope scope(calls);
    replay.Play();
  }
  EXPECT_GT(replay.engine().statistics().total_samples_received, 0U);
  return calls;
}

TEST(Realtime, HasTracesToReplay) { EXPECT_GE(BundledTraces().size(), 4U); }

TEST(Realtime, NeverAllocatesOnBundledTraces) {
  for (const std::string& path : BundledTraces()) {
    EXPECT_EQ(CallsOfReplay(path, Config{}), ForbiddenCalls{}) << path;
  }
}

TEST(Realtime, NeverAllocatesUnderAnyPreset) {
  for (const Preset& preset : Presets()) {
    Config config;
    config.params = preset.params;
    for (const std::string& path : BundledTraces()) {
      EXPECT_EQ(CallsOfReplay(path, config), ForbiddenCalls{}) << path << ' ' << preset.name;
    }
  }
}

TEST(Realtime, NeverAllocatesWhenItResamplesToStereo) {
  Config config;
  config.output_channels = 2;
  for (const int rate : {16000, 44100}) {
    config.output_rate_hz = rate;
    for (const std::string& path : BundledTraces()) {
      EXPECT_EQ(CallsOfReplay(path, config), ForbiddenCalls{}) << path << " at " << rate;
    }
  }
}

TEST(Realtime, NeverAllocatesWhenItsBufferOverflows) {
  Config config;
  config.limits.max_packets = 5;
  for (const bool flush : {false, true}) {
    config.params.buffer.flush_when_full = flush;
    for (const std::string& path : BundledTraces()) {
      EXPECT_EQ(CallsOfReplay(path, config), ForbiddenCalls{}) << path;
    }
  }
}

// An engine with every decoder, at payload types 0, 1, 2 ...
class EveryDecoder {
 public:
  EveryDecoder() {
    engine_ = std::move(*NetEq::Create(Config{}));
    for (const int rate : {8000, 16000, 48000}) {
      Add(*MakeOpusDecoder(SampleRate(rate), 1));
      Add(*MakeOpusDecoder(SampleRate(rate), 2));
      Add(*MakePcm16Decoder(SampleRate(rate), 1));
      Add(*MakePcm16Decoder(SampleRate(rate), 8));
    }
    Add(*MakePcmuDecoder(1));
    Add(*MakePcmaDecoder(2));
    audio_.resize(static_cast<size_t>(kMaxOutputSamples) * static_cast<size_t>(kMaxOutputChannels));
  }

  NetEq& engine() { return *engine_; }
  uint32_t count() const { return count_; }
  std::span<int16_t> audio() { return audio_; }

 private:
  void Add(std::unique_ptr<AudioDecoder> decoder) {
    EXPECT_TRUE(engine_->RegisterDecoder(static_cast<uint8_t>(count_++), std::move(decoder)).ok());
  }

  std::unique_ptr<NetEq> engine_;
  std::vector<int16_t> audio_;
  uint32_t count_ = 0;
};

TEST(Realtime, NeverAllocatesOnGarbage) {
  constexpr int kTicks = 20000;
  EveryDecoder decoders;
  Random random(7);
  std::array<std::byte, 1500> bytes{};
  ForbiddenCalls calls;

  {
    const RealtimeScope scope(calls);
    uint8_t payload_type = 0;
    for (uint32_t tick = 0; tick < kTicks; ++tick) {
      // Stays with one codec for a while; includes one payload type without a decoder.
      if (random.Next() % 64 == 0) {
        payload_type = static_cast<uint8_t>(random.Next() % (decoders.count() + 1));
      }
      for (std::byte& byte : bytes) byte = static_cast<std::byte>(random.Next());
      const RtpPacketView packet{
          .payload_type = payload_type,
          .sequence = SequenceNumber(static_cast<uint16_t>(tick + random.Next() % 4)),
          .timestamp = RtpTimestamp(480 * (tick + random.Next() % 4)),
          .ssrc = tick / 5000,
          .payload = std::span(bytes).first(random.Next() % bytes.size())};
      decoders.engine().InsertPacket(packet, Timestamp(tick * kTick));
      decoders.engine().GetAudio(decoders.audio());
    }
  }

  EXPECT_EQ(calls, ForbiddenCalls{});
}

TEST(Realtime, NeverAllocatesWhenControlled) {
  EveryDecoder decoders;
  NetEq& engine = decoders.engine();
  const std::vector<std::byte> payload(320, std::byte{0x11});
  ForbiddenCalls calls;
  int bounds_set = 0;
  int levels_set = 0;
  Duration target{0};

  {
    const RealtimeScope scope(calls);
    for (uint32_t tick = 0; tick < 500; ++tick) {
      const RtpPacketView packet{.payload_type = 2,  // L16 at 8 kHz: 20 ms
                                 .sequence = SequenceNumber(static_cast<uint16_t>(tick)),
                                 .timestamp = RtpTimestamp(160 * tick),
                                 .payload = payload};
      engine.InsertPacket(packet, Timestamp(2 * tick * kTick));
      engine.GetAudio(decoders.audio());
      const DelayBounds bounds{
          .minimum = FromMs(tick % 200), .maximum = FromMs(1000), .base_minimum = FromMs(tick)};
      bounds_set += engine.SetDelayBounds(bounds).ok() ? 1 : 0;
      const ServiceLevel level{.max_late_percent = tick % 3, .max_delay = FromMs(tick % 300)};
      levels_set += engine.SetServiceLevel(level).ok() ? 1 : 0;
      target = engine.Inspect().target_delay;
      if (tick % 100 == 99) engine.Flush();
      engine.GetAudio(decoders.audio());
    }
  }

  EXPECT_EQ(calls, ForbiddenCalls{});
  EXPECT_EQ(bounds_set, 500);
  EXPECT_EQ(levels_set, 500);
  EXPECT_GT(target, Duration::zero());
}

}  // namespace
}  // namespace neteq::testing
