// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/sender/replacement_audio.h"

#include <cmath>
#include <string>

#include "tests/simulator/rtp_bytes.h"
#include <gtest/gtest.h>

#include "neteq/base/audio_buffer.h"
#include "simulator/trace/bytes.h"

namespace neteq::sim {
namespace {

/// 1 s at 8 kHz in which sample n has the value n / 32768.
AudioFile Ramp() {
  AudioFile file{SampleRate(8000), AudioBuffer(1, 8000)};
  const auto row = file.audio.First(8000).Channel(0);
  for (size_t i = 0; i < row.size(); ++i) row[i] = static_cast<float>(i) * 0x1p-15F;
  return file;
}

/// Header-only packets of 20 ms of mu-law.
Trace HeaderOnly(const std::vector<int>& sequences, uint32_t first_timestamp = 0) {
  Trace trace;
  for (const int sequence : sequences) {
    const auto index = static_cast<uint32_t>(sequence);
    trace.Add(AtMs(20.0 * sequence),
              RtpBytes({.sequence = static_cast<uint16_t>(sequence),
                        .timestamp = first_timestamp + 160 * index,
                        .payload_bytes = 0}),
              160);
  }
  return trace;
}

int SampleOf(const TracePacket& packet, size_t index) {
  return static_cast<int16_t>(ReadUint16(packet.rtp.payload, 2 * index));
}

Result<Trace> Replaced(const Trace& trace) {
  return ReplaceAudio(trace, PayloadTypes::Defaults(), std::nullopt, Ramp());
}

TEST(ReplaceAudio, FillsPacketsByTimestamp) {
  const auto replaced = Replaced(HeaderOnly({0, 1, 3, 4, 60}, 320));

  ASSERT_TRUE(replaced.ok()) << replaced.status().detail();
  ASSERT_EQ(replaced->packets().size(), 5U);
  for (const TracePacket& packet : replaced->packets()) {
    ASSERT_EQ(packet.rtp.payload.size(), 2U * 160);
    EXPECT_EQ(packet.missing_bytes, 0U);
    EXPECT_EQ(packet.arrival, AtMs(20.0 * packet.rtp.sequence.value()));
    // The encoder rounds to 16 bits; at equal rates nothing is resampled.
    EXPECT_NEAR(SampleOf(packet, 5), static_cast<int>((packet.rtp.timestamp.value() + 5) % 8000),
                1);
    const auto format = PayloadTypes::Defaults().Find(packet.rtp.payload_type);
    EXPECT_EQ(format->Encoding(), "L16/8000/1");
  }
}

TEST(ReplaceAudio, LeavesPaddingEmptyAndSilencesDtx) {
  Trace trace = HeaderOnly({0, 1, 4, 5});
  trace.Add(AtMs(41), RtpBytes({.sequence = 2, .timestamp = 160, .payload_bytes = 0}));
  trace.Add(AtMs(60), RtpBytes({.sequence = 3, .timestamp = 480, .payload_bytes = 0}), 1);
  trace.SortByArrival();

  const auto replaced = Replaced(trace);

  ASSERT_TRUE(replaced.ok()) << replaced.status().detail();
  EXPECT_TRUE(replaced->packets()[2].rtp.payload.empty());
  EXPECT_EQ(replaced->packets()[3].rtp.payload.size(), 2U * 160);
  EXPECT_EQ(SampleOf(replaced->packets()[3], 80), 0);
}

TEST(ReplaceAudio, KeepsComfortNoise) {
  Trace trace = HeaderOnly({0, 1});
  trace.Add(AtMs(40),
            RtpBytes({.payload_type = 13, .sequence = 2, .timestamp = 320, .payload_bytes = 0}), 9);

  const auto replaced = Replaced(trace);

  ASSERT_TRUE(replaced.ok());
  EXPECT_EQ(replaced->packets()[2].rtp.payload_type, 13);
  ASSERT_EQ(replaced->packets()[2].rtp.payload.size(), 1U);
  EXPECT_EQ(replaced->packets()[2].rtp.payload[0], std::byte{127});
}

TEST(ReplaceAudio, KeepsTelephoneEvents) {
  Trace trace = HeaderOnly({0, 1});
  trace.Add(AtMs(40), RtpBytes({.payload_type = 101, .sequence = 2, .timestamp = 320}));

  const auto replaced = Replaced(trace);

  ASSERT_TRUE(replaced.ok()) << replaced.status().detail();
  EXPECT_EQ(replaced->packets()[2].rtp.payload_type, 101);
  EXPECT_EQ(replaced->packets()[2].rtp.payload.size(), 160U);
}

TEST(ReplaceAudio, RejectsUnsupportedStreams) {
  PayloadTypes no_l16 = PayloadTypes::Defaults();
  for (const char* number : {"93", "103"})
    ASSERT_TRUE(no_l16.Set(std::string(number) + "=none").ok());

  EXPECT_EQ(ReplaceAudio(HeaderOnly({0}), no_l16, std::nullopt, Ramp()).status().code(),
            StatusCode::kUnsupported);
  EXPECT_EQ(ReplaceAudio(HeaderOnly({0}), no_l16, 5, Ramp()).status().code(),
            StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace neteq::sim
