// SPDX-License-Identifier: BSD-3-Clause
// Heap memory of a stream.

#include <cstdint>
#include <memory>
#include <utility>

#include "tests/realtime/realtime_sentinel.h"
#include <gtest/gtest.h>

#include "neteq/config.h"
#include "neteq/neteq.h"

namespace neteq::testing {
namespace {

/// Heap size of an engine for mono at 48 kHz, without its decoder.
int64_t BytesOfStream(const Config& config) {
  auto decoder = *MakePcm16Decoder(SampleRate(48'000), 1);
  std::unique_ptr<NetEq> engine;
  int64_t bytes = 0;
  {
    const MemoryScope scope(bytes);
    engine = std::move(*NetEq::Create(config));
    EXPECT_TRUE(engine->RegisterDecoder(96, std::move(decoder)).ok());
  }
  return bytes;
}

TEST(Memory, OfAStreamWithRoomFor200PacketsIsAtMost256KiB) {
  Config config;
  config.limits.max_packets = 200;
  config.limits.payload_bytes = 200 * 160;  // 20 ms of G.711, or of Opus at 64 kbit/s

  EXPECT_LE(BytesOfStream(config), 256 * 1024);
}

TEST(Memory, OfAStreamAsConfiguredByDefaultIsAtMost336KiB) {
  EXPECT_LE(BytesOfStream(Config{}), 336 * 1024);
}

TEST(Memory, IsGivenBack) {
  int64_t bytes = 0;
  {
    const MemoryScope scope(bytes);
    const auto engine = std::move(*NetEq::Create(Config{}));
    EXPECT_TRUE(engine->RegisterDecoder(111, MakeOpusDecoder(SampleRate(48'000), 1)).ok());
    EXPECT_GT(bytes, 0);
  }

  EXPECT_EQ(bytes, 0);
}

}  // namespace
}  // namespace neteq::testing
