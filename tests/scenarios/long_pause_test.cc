// SPDX-License-Identifier: BSD-3-Clause
// Long pauses with comfort noise (RFC 3389) under clock drift and network freezes, with the figures
// of NetEQ's scenarios.

#include "tests/scenarios/call.h"
#include <gtest/gtest.h>

#include "neteq/snapshot.h"

namespace neteq {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using test::Call;

struct Pause {
  const char* name;
  double drift_ms_per_s;  ///< sender's clock relative to the receiver's; negative: fast
  bool has_freeze;        ///< nothing arrives for five seconds in the middle
  bool pulls_in_freeze;
  int delay_tolerance_ms;
  int longest_return_ms;  ///< from the first speech packet to its playout
};

void PrintTo(const Pause& pause, std::ostream* out) { *out << pause.name; }

class LongPause : public testing::TestWithParam<Pause> {
 protected:
  /// Sends every `interval_ms` of the sender's clock for `length`, and plays.
  template <class SendOne>
  void Send(double interval_ms, Duration length, SendOne send_one) {
    const double drift = (1000.0 + GetParam().drift_ms_per_s) / 1000.0;
    for (double sent_ms = 0.0; sent_ms < ToMs(length); sent_ms += interval_ms) {
      for (; ToMs(call_.now()) < next_ms_; call_.Pull()) {
      }
      send_one(FromMs(next_ms_));
      next_ms_ += interval_ms * drift;
    }
  }
  void SendNoise(Duration length) {
    Send(100.0, length, [&](Duration at) {
      call_.InsertNoise(at);
      call_.SkipTime(call_.rate().SamplesInMs(100));
    });
  }
  /// Audio sent so far minus audio played so far.
  double DelayMs() {
    const auto playout = call_.neteq().Inspect().playout_timestamp;
    return 1000.0 * static_cast<double>(RtpTimestamp(call_.timestamp()).DistanceFrom(*playout)) /
           call_.rate().hz();
  }
  void Freeze() {
    if (!GetParam().has_freeze) return;
    const double drift = (1000.0 + GetParam().drift_ms_per_s) / 1000.0;
    constexpr double kFreezeMs = 5000.0;
    if (GetParam().pulls_in_freeze) {
      call_.PullFor(FromMs(kFreezeMs));
    } else {
      call_.Wait(FromMs(kFreezeMs));
    }
    while (next_ms_ < ToMs(call_.now())) {
      next_ms_ += 100.0 * drift;
      call_.SkipTime(call_.rate().SamplesInMs(100));
    }
  }

  Call call_{{.rate = SampleRate(16000), .frame_ms = 30}};
  double next_ms_ = 0.0;
};

INSTANTIATE_TEST_SUITE_P(
    Numbers, LongPause,
    testing::Values(Pause{"NegativeDrift", -25.0, false, false, 60, 100},
                    Pause{"PositiveDrift", 25.0, false, false, 40, 100},
                    Pause{"NegativeDriftAndFreeze", -25.0, true, false, 60, 200},
                    Pause{"PositiveDriftAndFreeze", 25.0, true, false, 40, 100},
                    Pause{"PositiveDriftAndFreezeWithPulls", 25.0, true, true, 40, 100},
                    Pause{"NoDrift", 0.0, false, false, 10, 50}),
    [](const auto& tested) { return tested.param.name; });

TEST_P(LongPause, SpeechIsBackInTimeAndWithTheDelayOfBefore) {
  Send(30.0, seconds(5), [&](Duration at) { call_.InsertSpeech(at); });
  const double before_ms = DelayMs();
  SendNoise(seconds(30));
  ASSERT_EQ(call_.frames().back().speech_type, SpeechType::kComfortNoise);
  Freeze();
  SendNoise(seconds(30));
  ASSERT_EQ(call_.frames().back().speech_type, SpeechType::kComfortNoise);

  size_t returns = 0;
  Send(30.0, seconds(2), [&](Duration at) {
    if (returns == 0) returns = call_.frames().size();
    call_.InsertSpeech(at);
  });

  size_t heard = returns;
  while (call_.frames()[heard].speech_type != SpeechType::kNormal) ++heard;
  EXPECT_LE(10 * static_cast<int>(heard - returns), GetParam().longest_return_ms);
  EXPECT_NEAR(DelayMs(), before_ms, GetParam().delay_tolerance_ms);
}

TEST(Silence, ComfortNoiseGoesOnWithoutPacketsAndIsNeitherMutedNorConcealment) {
  Call call;
  call.Talk(seconds(1));
  call.InsertNoise(call.now());
  call.PullFor(seconds(10));

  EXPECT_EQ(call.frames().back().speech_type, SpeechType::kComfortNoise);
  EXPECT_FALSE(call.frames().back().muted);
  EXPECT_EQ(call.neteq().statistics().concealed_samples, 0U);
  EXPECT_FALSE(call.neteq().Inspect().playout_timestamp);
  const std::span<const float> end(call.played().data() + call.played().size() - 1600, 1600);
  // 0 dBov is a mean square of 1 (RFC 3389: the overload of the system).
  EXPECT_NEAR(test::LevelDb(end), -50.0, 3.0);

  call.SkipTime(call.rate().SamplesInMs(10'000));
  call.Talk(seconds(1));
  EXPECT_EQ(call.frames().back().speech_type, SpeechType::kNormal);
  EXPECT_EQ(call.neteq().statistics().concealed_samples, 0U);
}

TEST(Silence, ADuplicateOfASilenceDescriptorIsDiscardedAndShiftsNothing) {
  for (const bool twice : {false, true}) {
    Call call;
    call.Talk(seconds(1));
    call.InsertNoise(call.now());
    call.PullFor(milliseconds(100));
    if (twice) {
      call.JumpTo(static_cast<uint16_t>(call.sequence() - 1), call.timestamp());
      EXPECT_NE(call.InsertNoise(call.now()).result, InsertResult::kInserted);
    }
    call.PullFor(milliseconds(100));
    call.SkipTime(call.rate().SamplesInMs(200));
    int ticks = 0;
    for (; call.frames().back().speech_type != SpeechType::kNormal && ticks < 100; ++ticks) {
      if (ticks % 2 == 0) call.InsertSpeech();
      call.Pull();
    }
    EXPECT_LE(ticks, 10) << twice;
  }
}

TEST(Silence, ASilenceDescriptorMayBeTheFirstPacket) {
  Call call;
  call.InsertNoise(call.now());
  EXPECT_EQ(call.Pull().speech_type, SpeechType::kComfortNoise);
  call.PullFor(milliseconds(90));
  call.SkipTime(call.rate().SamplesInMs(100));
  call.Talk(milliseconds(500));

  EXPECT_EQ(call.frames().back().speech_type, SpeechType::kNormal);
  EXPECT_EQ(call.neteq().statistics().concealed_samples, 0U);
}

TEST(Silence, ComfortNoiseFirstThenSpeechOfAnotherRate) {
  Call call({.rate = SampleRate(16000)});
  ASSERT_TRUE(
      call.neteq().RegisterPayloadType(99, PayloadRole::kComfortNoise, RtpClockRate(8000)).ok());
  call.Insert(99, {std::byte{60}}, call.now());
  EXPECT_EQ(call.Pull().sample_rate_hz, 8000);
  call.Talk(milliseconds(500));

  EXPECT_EQ(call.frames().back().sample_rate_hz, 16000);
  EXPECT_EQ(call.frames().back().speech_type, SpeechType::kNormal);
}

}  // namespace
}  // namespace neteq
