// SPDX-License-Identifier: BSD-3-Clause
// The sender changes its format in the middle of a call. The sound continues without a click, no
// decoded audio is lost, and the statistics continue.

#include <functional>

#include "tests/scenarios/call.h"
#include <gtest/gtest.h>

#include "neteq/snapshot.h"

namespace neteq {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using test::Call;

constexpr uint8_t kOtherType = 97;

/// A change of the sender, and the payload type it sends afterwards.
struct Change {
  const char* name;
  std::function<void(Call&)> apply;
  int rate_hz = 16000;  ///< sample rate of the other payload type
  int channels = 1;
  int frame_ms = 20;
};

void PrintTo(const Change& change, std::ostream* out) { *out << change.name; }

class MidCall : public testing::TestWithParam<Change> {
 protected:
  /// The tone of Call's speech in the other format, continued at the current position.
  std::vector<std::byte> OtherPayload(double t0) const {
    std::vector<std::byte> payload;
    for (int i = 0; i < GetParam().rate_hz * GetParam().frame_ms / 1000; ++i) {
      const double t = t0 + static_cast<double>(i) / GetParam().rate_hz;
      const auto sample = static_cast<float>(0.2 * std::sin(2.0 * std::numbers::pi * 170.0 * t) +
                                             0.1 * std::sin(2.0 * std::numbers::pi * 340.0 * t));
      for (int c = 0; c < GetParam().channels; ++c) test::PutPcm16(sample, payload);
    }
    return payload;
  }
};

INSTANTIATE_TEST_SUITE_P(
    Every, MidCall,
    testing::Values(
        Change{"Ssrc", [](Call& call) { call.ssrc = 99; }},
        Change{"SsrcAndAllNumbers",
               [](Call& call) {
                 call.ssrc = 99;
                 call.JumpTo(7, 4'000'000'000U);
               }},
        Change{"RestartWithTheSameSsrc", [](Call& call) { call.JumpTo(30'000, 3'000'000'000U); }},
        Change{"TimestampJumpsForward", [](Call& call) { call.SkipTime(16'000'000); }},
        Change{"TimestampJumpsBack",
               [](Call& call) { call.JumpTo(call.sequence(), call.timestamp() - 1'000'000U); }},
        Change{"TimestampJumpsOverHalfTheRange",
               [](Call& call) { call.JumpTo(call.sequence(), call.timestamp() + 2'500'000'000U); }},
        Change{"SequenceJumps",
               [](Call& call) {
                 call.JumpTo(static_cast<uint16_t>(call.sequence() + 20'000), call.timestamp());
               }},
        Change{"PayloadType", [](Call&) {}}, Change{"SampleRate", [](Call&) {}, 48000},
        Change{"SampleRateDown", [](Call&) {}, 8000}, Change{"Channels", [](Call&) {}, 16000, 2},
        Change{"FrameLength", [](Call&) {}, 16000, 1, 60}),
    [](const auto& tested) { return tested.param.name; });

TEST_P(MidCall, GoesOnWithoutAClickOrALongGap) {
  Config config = test::InDecoderFormat();
  config.output_rate_hz = 16000;
  config.output_channels = 1;
  Call call({.rate = SampleRate(16000)}, config);
  ASSERT_TRUE(call.neteq()
                  .RegisterDecoder(kOtherType, MakePcm16Decoder(SampleRate(GetParam().rate_hz),
                                                                GetParam().channels))
                  .ok());
  const uint8_t type =
      std::string_view(GetParam().name).find("s") != 0 &&
              (GetParam().rate_hz != 16000 || GetParam().channels != 1 ||
               GetParam().frame_ms != 20 || std::string_view(GetParam().name) == "PayloadType")
          ? kOtherType
          : test::kPcm16Type;
  call.Talk(seconds(3));
  const size_t before = call.played().size();
  const Statistics at_change = call.neteq().statistics();

  GetParam().apply(call);
  double t = 3.0;
  for (int n = 0; n < 2000 / GetParam().frame_ms; ++n, t += GetParam().frame_ms / 1000.0) {
    call.Insert(type, OtherPayload(t), call.now());
    call.SkipTime(GetParam().rate_hz * GetParam().frame_ms / 1000);
    for (int ms = 0; ms < GetParam().frame_ms; ms += 10) call.Pull();
  }

  const std::span<const float> played(call.played());
  const float usual = test::LargestStep(played.subspan(before - 16000, 16000));
  EXPECT_LE(test::LargestStep(played.subspan(before - 1600)), 2.0F * usual);
  // The tone is back at its level within 200 ms.
  EXPECT_NEAR(test::LevelDb(played.subspan(before + 3200, 16000)),
              test::LevelDb(played.subspan(before - 16000, 16000)), 1.0);
  const Statistics& after = call.neteq().statistics();
  EXPECT_GT(after.total_samples_received, at_change.total_samples_received);
  EXPECT_LE(static_cast<double>(after.concealed_samples - at_change.concealed_samples) /
                std::min(16000, GetParam().rate_hz),
            0.12);
  EXPECT_EQ(call.frames().back().speech_type, SpeechType::kNormal);
}

TEST(MidCall, WhatIsLearnedOfTheNetworkStaysThroughAChangeOfCodec) {
  Call call;
  ASSERT_TRUE(call.neteq().RegisterDecoder(kOtherType, MakePcm16Decoder(SampleRate(8000), 1)).ok());
  for (int n = 0; n < 500; ++n) {  // every second packet 70 ms late
    call.InsertSpeech(call.now());
    call.Pull();
    call.Pull();
    if (n % 2 == 1) {
      for (int i = 0; i < 4; ++i) call.Pull();
    }
    if (n % 2 == 0) continue;
    call.InsertSpeech(call.now());
    call.InsertSpeech(call.now());
  }
  const Duration learned = call.neteq().Inspect().target_delay;
  ASSERT_GT(learned, milliseconds(delay::DelayParams().start_delay_ms + 10));

  call.Insert(kOtherType, std::vector<std::byte>(320), call.now());

  EXPECT_GE(call.neteq().Inspect().target_delay, learned - milliseconds(5));
}

TEST(MidCall, FramesOfEveryLengthFollowEachOther) {
  Config config = test::InDecoderFormat();
  Call call({.rate = SampleRate(16000)}, config);
  call.Talk(seconds(1));
  for (const double frame_ms : {2.5, 5.0, 10.0, 20.0, 40.0, 60.0, 120.0, 2.5, 120.0}) {
    const int samples = static_cast<int>(frame_ms * 16);
    double sent_ms = 0.0;
    for (Duration end = call.now() + milliseconds(600); call.now() < end; call.Pull()) {
      for (; sent_ms <= 600.0 - ToMs(end - call.now()); sent_ms += frame_ms) {
        auto payload = call.SpeechPayload();
        payload.resize(static_cast<size_t>(samples) * 2, std::byte{0});
        call.Insert(test::kPcm16Type, payload, call.now());
        call.SkipTime(samples);
      }
    }
    EXPECT_EQ(call.frames().back().speech_type, SpeechType::kNormal) << frame_ms;
  }
}

}  // namespace
}  // namespace neteq
