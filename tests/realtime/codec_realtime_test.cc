// SPDX-License-Identifier: BSD-3-Clause
#include <array>
#include <cmath>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/neteq/opus_encoding.h"
#include "tests/realtime/realtime_sentinel.h"
#include <gtest/gtest.h>

#include "neteq/audio_decoder.h"
#include "neteq/base/audio_buffer.h"
#include "neteq/base/random.h"
#include "neteq/dsp/dtmf_tone.h"
#include "neteq/g722.h"
#include "neteq/internal/receive/dtmf_queue.h"
#include "neteq/internal/receive/red.h"
#include "neteq/statistics.h"
#include "simulator/replay/simulation.h"
#include "simulator/sender/sender.h"
#include "simulator/support/param_io.h"
#include "simulator/trace/payload_types.h"

namespace neteq {
namespace {

using test::OpusPayload;
using testing::ForbiddenCalls;
using testing::RealtimeScope;

/// Forbidden calls during everything that the engine does with a decoder while a stream is running.
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

/// 2 s of tone and 2 s of faint noise in each channel.
sim::AudioFile Talk(int channels) {
  constexpr int kFrames = 4 * 48'000;
  sim::AudioFile file{SampleRate(48'000), AudioBuffer(channels, kFrames)};
  Random random(1);
  for (int c = 0; c < channels; ++c) {
    int n = 0;
    for (float& sample : file.audio.First(kFrames).Channel(c)) {
      sample =
          n < kFrames / 2 ? 0.3F * std::sin(0.05F * static_cast<float>(n)) : 1e-4F * random.Noise();
      ++n;
    }
  }
  return file;
}

/// Forbidden calls while the engine plays what these options send, with losses and jitter.
ForbiddenCalls CallsOfEngine(const sim::SenderOptions& options) {
  const sim::Delays network = {FromMs(20), FromMs(90), std::nullopt, FromMs(20), FromMs(25)};
  const auto sent = sim::Send(Talk(options.encoder.channels), options, network);
  EXPECT_TRUE(sent.ok()) << sent.status().detail();
  auto types = sim::PayloadTypes::Defaults();
  EXPECT_TRUE(types
                  .Set(std::to_string(sent->payload_type) + '=' + sent->format.Encoding() + ';' +
                       sent->format.parameters)
                  .ok());
  const auto stream = sim::SelectStream(sent->trace, types, std::nullopt);
  EXPECT_TRUE(stream.ok()) << stream.status().detail();
  auto simulation = sim::Simulation::Create(*stream, types, sim::ToolConfig());
  EXPECT_TRUE(simulation.ok()) << simulation.status().detail();
  ForbiddenCalls calls;
  {
    const RealtimeScope scope(calls);
    while (!simulation->IsDone()) {
      while (simulation->HasArrival()) simulation->InsertNext();
      simulation->Pull();
    }
  }
  EXPECT_GT(simulation->engine().statistics().concealed_samples, 0U);
  EXPECT_EQ(simulation->engine().statistics().decode_errors, 0U);
  return calls;
}

TEST(NetEq, StaysOnTheRealtimePathWithEveryCodec) {
  for (const int channels : {1, 2, 6}) {
    EXPECT_EQ(CallsOfEngine({.encoder = {.channels = channels, .bitrate_bps = 128'000}}),
              ForbiddenCalls{})
        << "Opus, " << channels;
  }
  EXPECT_EQ(CallsOfEngine({.encoder = {.codec = sim::Codec::kG722}}), ForbiddenCalls{});
  EXPECT_EQ(CallsOfEngine({.encoder = {.codec = sim::Codec::kPcma, .channels = 2}}),
            ForbiddenCalls{});
  EXPECT_EQ(CallsOfEngine({.encoder = {.codec = sim::Codec::kL16}}), ForbiddenCalls{});
}

TEST(NetEq, StaysOnTheRealtimePathWithEveryKindOfPacket) {
  sim::EncoderOptions opus{.expected_loss_pct = 20, .fec = true, .dtx = true};
  EXPECT_EQ(CallsOfEngine({.encoder = opus, .red_distance = 2, .keys = {"5@1", "6@3"}}),
            ForbiddenCalls{});
  for (const sim::Codec codec : {sim::Codec::kPcmu, sim::Codec::kG722, sim::Codec::kL16}) {
    EXPECT_EQ(CallsOfEngine({.encoder = {.codec = codec},
                             .comfort_noise = true,
                             .red_distance = 1,
                             .keys = {"5@1", "6@3"}}),
              ForbiddenCalls{});
  }
}

TEST(AudioDecoders, StayOnTheRealtimePath) {
  const std::vector<OpusPayload> bytes(10, OpusPayload(480));

  EXPECT_EQ(CallsOfDecoder(**MakePcmuDecoder(1), bytes), ForbiddenCalls{});
  EXPECT_EQ(CallsOfDecoder(**MakePcmaDecoder(2), bytes), ForbiddenCalls{});
  EXPECT_EQ(CallsOfDecoder(**MakePcm16Decoder(SampleRate(16'000), 1), bytes), ForbiddenCalls{});
  EXPECT_EQ(CallsOfDecoder(**MakeG722Decoder(), bytes), ForbiddenCalls{});
}

TEST(OpusDecoders, StayOnTheRealtimePathInEveryMode) {
  for (const test::OpusCoding& coding : test::AllOpusCodings()) {
    const auto payloads = test::EncodeTalk(coding);
    const auto decoder = *MakeOpusDecoder(SampleRate(48'000), coding.channels);

    EXPECT_EQ(CallsOfDecoder(*decoder, payloads), ForbiddenCalls{}) << coding.name;
  }
}

TEST(MultichannelOpusDecoder, StaysOnTheRealtimePath) {
  test::SurroundSource source(8);
  std::vector<OpusPayload> payloads;
  for (int i = 0; i < 10; ++i) payloads.push_back(source.Next());
  const auto decoder = *MakeMultichannelOpusDecoder(SampleRate(48'000), source.mapping());

  EXPECT_EQ(CallsOfDecoder(*decoder, payloads), ForbiddenCalls{});
}

TEST(Redundancy, StaysOnTheRealtimePath) {
  // One redundant block of 100 bytes before the primary.
  OpusPayload payload(400);
  payload[0] = std::byte{0x80};
  payload[3] = std::byte{100};
  ForbiddenCalls calls;
  size_t blocks = 0;

  {
    RealtimeScope scope(calls);
    blocks = internal::FilterBlocks(internal::SplitRed(payload).blocks).size();
  }

  EXPECT_EQ(blocks, 2U);
  EXPECT_EQ(calls, ForbiddenCalls{});
}

TEST(Dtmf, StaysOnTheRealtimePath) {
  constexpr SampleRate kRate(8000);
  // Event 5, 10 dB attenuation, 50 ms.
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
