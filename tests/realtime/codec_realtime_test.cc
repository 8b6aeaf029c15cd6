// SPDX-License-Identifier: BSD-3-Clause
#include <array>
#include <cstddef>
#include <memory>
#include <vector>

#include "tests/neteq/opus_encoding.h"
#include "tests/realtime/realtime_sentinel.h"
#include <gtest/gtest.h>

#include "dsp/dtmf_tone.h"
#include "neteq/audio_decoder.h"
#include "neteq/internal/dtmf_queue.h"
#include "neteq/internal/redundancy.h"

namespace neteq {
namespace {

using test::OpusPayload;
using testing::ForbiddenCalls;
using testing::RealtimeScope;

/// Everything that the engine does with a decoder while a stream runs.
ForbiddenCalls CallsOfDecoder(AudioDecoder& decoder, const std::vector<OpusPayload>& payloads) {
  AudioBuffer buffer(decoder.format().channels,
                     static_cast<int>(decoder.format().sample_rate.Samples(kMaxFrame)));
  const AudioView out = buffer.First(buffer.capacity());
  ForbiddenCalls calls;
  RealtimeScope scope(calls);
  for (const OpusPayload& payload : payloads) {
    const auto piece = std::span(payload).first(decoder.SplitBytes(payload.size()));
    decoder.Inspect(piece);
    decoder.DecodeFec(piece, out);
    decoder.Decode(piece, out);
    decoder.DecodePlc(decoder.format().sample_rate.tick_samples(), out);
    decoder.Decode({}, out);
  }
  decoder.Reset();
  return calls;
}

TEST(AudioDecoders, StayOnTheRealtimePath) {
  const std::vector<OpusPayload> bytes(10, OpusPayload(480));

  EXPECT_EQ(CallsOfDecoder(*MakePcmuDecoder(1), bytes), ForbiddenCalls{});
  EXPECT_EQ(CallsOfDecoder(*MakePcmaDecoder(2), bytes), ForbiddenCalls{});
  EXPECT_EQ(CallsOfDecoder(*MakePcm16Decoder(SampleRate(16'000), 1), bytes), ForbiddenCalls{});
  EXPECT_EQ(CallsOfDecoder(*MakeG722Decoder(), bytes), ForbiddenCalls{});
}

TEST(OpusDecoders, StayOnTheRealtimePathInEveryMode) {
  for (const test::OpusCoding& coding : test::AllOpusCodings()) {
    const auto payloads = test::EncodeTalk(coding);
    const auto decoder = MakeOpusDecoder(SampleRate(48'000), coding.channels);

    EXPECT_EQ(CallsOfDecoder(*decoder, payloads), ForbiddenCalls{}) << coding.name;
  }
}

TEST(MultichannelOpusDecoder, StaysOnTheRealtimePath) {
  test::SurroundSource source(8);
  std::vector<OpusPayload> payloads;
  for (int i = 0; i < 10; ++i) payloads.push_back(source.Next());
  const auto decoder = MakeMultichannelOpusDecoder(SampleRate(48'000), source.mapping());

  EXPECT_EQ(CallsOfDecoder(*decoder, payloads), ForbiddenCalls{});
}

TEST(Redundancy, StaysOnTheRealtimePath) {
  const std::array<PayloadRole, 128> roles{};
  // One redundant block of 100 bytes before the primary.
  OpusPayload payload(400);
  payload[0] = std::byte{0x80};
  payload[3] = std::byte{100};
  ForbiddenCalls calls;
  size_t blocks = 0;

  {
    RealtimeScope scope(calls);
    blocks = internal::FilterBlocks(internal::SplitRed(payload).blocks, roles).size();
  }

  EXPECT_EQ(blocks, 2U);
  EXPECT_EQ(calls, ForbiddenCalls{});
}

TEST(Dtmf, StaysOnTheRealtimePath) {
  constexpr SampleRate kRate(8000);
  // Key 5, 10 dB down, 50 ms.
  const std::array payload = {std::byte{5}, std::byte{10}, std::byte{1}, std::byte{0x90}};
  internal::DtmfQueue queue;
  dsp::DtmfTone tone(kRate);
  std::vector<float> audio(80);
  ForbiddenCalls calls;

  {
    RealtimeScope scope(calls);
    for (int tick = 0; tick < 100; ++tick) {
      const MediaTime now{80 * tick};
      queue.Insert(payload, now, RtpClockRate(8000), kRate);
      if (const auto event = queue.ActiveAt(now, kRate)) tone.Start(event->event, event->volume_db);
      tone.Generate(audio);
    }
  }

  EXPECT_TRUE(tone.active());
  EXPECT_EQ(calls, ForbiddenCalls{});
}

}  // namespace
}  // namespace neteq
