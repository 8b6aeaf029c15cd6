// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/trace/payload_guess.h"

#include <algorithm>
#include <functional>
#include <string>
#include <tuple>
#include <vector>

#include "tests/simulator/rtp_bytes.h"
#include "tests/simulator/speech_like.h"
#include <gtest/gtest.h>

#include "neteq/base/random.h"
#include "simulator/sender/sender.h"
#include "simulator/trace/stream.h"

namespace neteq::sim {
namespace {

using Bytes = std::vector<std::byte>;

/// Packets every 20 ms with payloads of the caller.
Trace Made(uint8_t type, uint32_t step, const std::function<Bytes(uint32_t)>& payload,
           uint32_t packets = 200) {
  Trace trace;
  for (uint32_t i = 0; i < packets; ++i) {
    trace.AddRtp(AtMs(20.0 * i), RtpBytes({.payload_type = type,
                                           .sequence = static_cast<uint16_t>(i),
                                           .timestamp = step * i},
                                          payload(i)));
  }
  return trace;
}

/// The packets of a codec under another number.
Trace Coded(Codec codec, uint8_t type, int rate_hz = 48000) {
  SenderOptions options;
  options.encoder.codec = codec;
  options.encoder.rate_hz = rate_hz;
  options.payload_type = type;
  const std::vector<float> mono = SpeechLike(SampleRate(48000), 4.0, 1);
  AudioFile audio{SampleRate(48000), AudioBuffer(1, static_cast<int>(mono.size()))};
  std::copy(mono.begin(), mono.end(), audio.audio.First(audio.frames()).Channel(0).begin());
  const auto sent = Send(audio, options, {});
  EXPECT_TRUE(sent.ok()) << sent.status().detail();
  Trace trace;
  if (!sent.ok()) return trace;
  for (const TracePacket& packet : sent->trace.packets()) {
    trace.AddRtp(packet.arrival, packet.bytes);
  }
  return trace;
}

Bytes Noise(size_t size, Random& random) {
  Bytes bytes(size);
  for (std::byte& byte : bytes) byte = static_cast<std::byte>(random.Next());
  return bytes;
}

std::string EncodingOf(const PayloadTypes& types, uint8_t type) {
  const auto& format = types.Find(type);
  return format ? format->Encoding() : "none";
}

TEST(PayloadGuess, RecognisesCodecsByTheirBytes) {
  struct Case {
    Codec codec;
    uint8_t type;
    int rate_hz;
    const char* encoding;
    bool is_noted;
  };
  for (const Case& c : {Case{Codec::kOpus, 107, 48000, "opus/48000/2", true},
                        Case{Codec::kOpus, 96, 48000, "opus/48000/2", true},
                        Case{Codec::kOpus, 100, 48000, "opus/48000/2", true},
                        Case{Codec::kOpus, 120, 48000, "opus/48000/2", true},
                        Case{Codec::kOpus, 111, 48000, "opus/48000/2", false},
                        Case{Codec::kL16, 111, 48000, "L16/48000/1", true},
                        Case{Codec::kL16, 97, 16000, "L16/16000/1", true},
                        Case{Codec::kL16, 97, 44100, "L16/44100/1", true},
                        Case{Codec::kL16, 107, 48000, "L16/48000/1", false},
                        Case{Codec::kPcmu, 97, 8000, "PCMU/8000/1", true},
                        Case{Codec::kPcma, 98, 8000, "PCMA/8000/1", true},
                        Case{Codec::kPcmu, 0, 8000, "PCMU/8000/1", false}}) {
    SCOPED_TRACE(std::string(c.encoding) + " on " + std::to_string(c.type));
    PayloadTypes types = PayloadTypes::Defaults();
    const auto notes = RecognisePayloads(Coded(c.codec, c.type, c.rate_hz), types);
    EXPECT_EQ(EncodingOf(types, c.type), c.encoding);
    EXPECT_EQ(notes.size(), c.is_noted ? 1U : 0U);
    if (c.is_noted)
      EXPECT_NE(notes[0].find("payload type " + std::to_string(c.type)), std::string::npos);
  }
}

TEST(PayloadGuess, RefusesWhatTheBytesContradict) {
  Random random(5);
  // Sizes of no known codec: 24 to 80 bytes for 20 ms.
  const Trace odd = Made(96, 960, [&](uint32_t) { return Noise(24 + random.Next() % 57, random); });
  PayloadTypes types = PayloadTypes::Defaults();
  const auto notes = RecognisePayloads(odd, types);
  EXPECT_EQ(EncodingOf(types, 96), "none");
  ASSERT_EQ(notes.size(), 1U);
  EXPECT_NE(notes[0].find("--pt 96="), std::string::npos) << notes[0];
  EXPECT_FALSE(SelectStream(odd, types, {}).ok());
}

TEST(PayloadGuess, BelievesTheUserAndSdp) {
  Random random(5);
  Trace odd = Made(96, 960, [&](uint32_t) { return Noise(60, random); });
  PayloadTypes by_user = PayloadTypes::Defaults();
  ASSERT_TRUE(by_user.Set("96=opus/48000/2").ok());
  EXPECT_TRUE(RecognisePayloads(odd, by_user).empty());
  EXPECT_EQ(EncodingOf(by_user, 96), "opus/48000/2");
  odd.AddSdp({"10.0.0.9:5004", {"96=PCMU/8000", "97=VP8/90000"}});
  PayloadTypes by_sdp = PayloadTypes::Defaults();
  RecognisePayloads(odd, by_sdp);
  EXPECT_EQ(EncodingOf(by_sdp, 96), "PCMU/8000/1");
  ASSERT_TRUE(by_sdp.Set("96=PCMA/8000").ok());
  RecognisePayloads(odd, by_sdp);
  EXPECT_EQ(EncodingOf(by_sdp, 96), "PCMA/8000/1");
}

TEST(PayloadGuess, PrefersTheDescriptionOfTheDestination) {
  Trace trace = Made(97, 160, [](uint32_t) { return Bytes(160); });
  Trace moved;
  for (const TracePacket& packet : trace.packets()) {
    moved.AddRtp(packet.arrival, packet.bytes);
    moved.last().path = moved.PathIndex("10.0.0.1:4000 -> 10.0.0.2:5004");
  }
  moved.AddSdp({"10.0.0.2:5004", {"97=PCMA/8000"}});
  moved.AddSdp({"10.0.0.3:5004", {"97=G729/8000"}});
  PayloadTypes types = PayloadTypes::Defaults();
  RecognisePayloads(moved, types);
  EXPECT_EQ(EncodingOf(types, 97), "PCMA/8000/1");
}

TEST(PayloadGuess, RecognisesEncryptedPayloads) {
  Random random(9);
  for (const auto& [type, step, size] :
       {std::tuple(uint8_t{0}, 160U, 170U), std::tuple(uint8_t{8}, 160U, 164U),
        std::tuple(uint8_t{111}, 960U, 90U)}) {
    SCOPED_TRACE(int{type});
    const Trace trace = Made(type, step, [&](uint32_t) { return Noise(size, random); });
    PayloadTypes types = PayloadTypes::Defaults();
    const auto notes = RecognisePayloads(trace, types);
    ASSERT_EQ(notes.size(), 1U);
    EXPECT_NE(notes[0].find("encrypted"), std::string::npos) << notes[0];
    EXPECT_EQ(EncodingOf(types, type), "none");
    PayloadTypes replaced = PayloadTypes::Defaults();
    EXPECT_TRUE(RecognisePayloads(trace, replaced, true).empty());
    EXPECT_NE(EncodingOf(replaced, type), "none");
  }
}

TEST(PayloadGuess, TakesPayloadType101ForTelephoneEvents) {
  EXPECT_EQ(PayloadTypes::Defaults().RoleOf(101), PayloadRole::kTelephoneEvent);
  const Trace keys = Made(120, 0, [](uint32_t i) {
    return Bytes{std::byte{5}, std::byte{10}, std::byte(i / 2), std::byte(160)};
  });
  PayloadTypes types = PayloadTypes::Defaults();
  RecognisePayloads(keys, types);
  EXPECT_EQ(types.RoleOf(120), PayloadRole::kTelephoneEvent);
}

TEST(PayloadTypes, AcceptsCodecsWithoutDecoder) {
  PayloadTypes types = PayloadTypes::Defaults();
  for (const char* assignment :
       {"96=AMR/8000", "97=amr-wb/16000", "18=G729/8000", "98=iLBC/8000"}) {
    EXPECT_TRUE(types.Set(assignment).ok()) << assignment;
  }
  EXPECT_FALSE(types.Set("99=nonsense/8000").ok());
  const Trace trace = Made(18, 160, [](uint32_t) { return Bytes(20); });
  const auto stream = SelectStream(trace, types, {});
  ASSERT_TRUE(stream.ok());
  const Status status = CheckPlayable(*stream, types);
  EXPECT_EQ(status.code(), StatusCode::kUnsupported);
  EXPECT_NE(status.detail().find("G729"), std::string::npos);
  EXPECT_NE(status.detail().find("--replace-audio"), std::string::npos);
}

}  // namespace
}  // namespace neteq::sim
