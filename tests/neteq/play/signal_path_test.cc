// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/play/signal_path.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "tests/dsp/signals.h"
#include <gtest/gtest.h>

#include "neteq/base/audio_buffer.h"

namespace neteq::internal {
namespace {

constexpr SampleRate kRate{8000};
constexpr int kTick = 80;

class SignalPathTest : public testing::Test {
 protected:
  /// Decodes `samples` of a voice-like signal and runs `operation`.
  PlayOutcome Run(Operation operation, int samples) {
    const auto row = path_.DecodeSpace().First(samples).Channel(0);
    for (float& sample : row) {
      sample = 0.3F * static_cast<float>(std::sin(0.0785 * phase_) + std::sin(0.157 * phase_));
      ++phase_;
    }
    path_.AppendDecoded(samples);
    return path_.Run(operation, {.samples = samples});
  }
  SyncBuffer::Popped Pop() { return path_.Pop(out_.First(kTick)); }
  void PlayVoice(int ticks) {
    for (int tick = 0; tick < ticks; ++tick) {
      Run(Operation::kNormal, kTick);
      Pop();
    }
  }

  Params params_;
  SignalPath path_{kRate, 1, params_, 1};
  AudioBuffer out_{1, kTick};
  int phase_ = 0;
};

TEST_F(SignalPathTest, NormalPlaysTheDecodedAudio) {
  const PlayOutcome outcome = Run(Operation::kNormal, kTick);

  EXPECT_EQ(outcome.executed, Operation::kNormal);
  EXPECT_EQ(outcome.generated_samples, 0);
  EXPECT_EQ(Pop().concealed, 0);
}

TEST_F(SignalPathTest, ATickWithoutAudioIsConcealed) {
  PlayVoice(20);

  const PlayOutcome outcome = path_.Run(Operation::kNormal, {});

  EXPECT_EQ(outcome.executed, Operation::kExpand);
  EXPECT_EQ(outcome.generated_samples, kTick);
  EXPECT_GT(outcome.lag_samples, 0);
  EXPECT_GT(Pop().concealed, 0);
}

TEST_F(SignalPathTest, AnUndecodablePacketIsConcealedForItsWholeLength) {
  PlayVoice(20);
  Run(Operation::kNormal, 2 * kTick);

  const PlayOutcome outcome = path_.Run(Operation::kNormal, {.lost_samples = 2 * kTick});

  EXPECT_EQ(outcome.executed, Operation::kExpand);
  EXPECT_EQ(path_.sync().playable(), 4 * kTick);
  Pop();
  Pop();
  EXPECT_GT(Pop().concealed + Pop().concealed, kTick);
}

TEST_F(SignalPathTest, ConcealmentFadesOut) {
  PlayVoice(20);
  EXPECT_EQ(path_.mute_factor(), 1.0F);
  for (int tick = 0; tick < 200 && !path_.muted(); ++tick) {
    path_.Run(Operation::kExpand, {});
    Pop();
  }
  EXPECT_TRUE(path_.muted());
}

TEST_F(SignalPathTest, AcceleratePlaysLessThanWasDecoded) {
  PlayVoice(20);

  const PlayOutcome outcome = Run(Operation::kAccelerate, 3 * kTick);

  EXPECT_EQ(outcome.executed, Operation::kAccelerate);
  EXPECT_LT(outcome.stretched_samples, 0);
  EXPECT_EQ(path_.sync().playable(), 3 * kTick + outcome.stretched_samples);
}

TEST_F(SignalPathTest, PreemptiveExpandPlaysMore) {
  PlayVoice(20);
  const PlayOutcome outcome = Run(Operation::kPreemptiveExpand, 3 * kTick);
  EXPECT_GT(outcome.stretched_samples, 0);
}

TEST_F(SignalPathTest, TheSeamOfAJoinIsNotStretched) {
  PlayVoice(20);
  path_.BeginJoin();
  EXPECT_EQ(Run(Operation::kAccelerate, 3 * kTick).executed, Operation::kNormal);
}

TEST_F(SignalPathTest, AnotherFormatContinuesWithTheSameAudio) {
  PlayVoice(20);
  Run(Operation::kNormal, kTick);
  SignalPath wide(SampleRate(16000), 1, params_, 1);

  wide.ContinueFrom(path_);

  EXPECT_EQ(wide.sync().playable(), 2 * path_.sync().playable());
  const auto played = wide.sync().Played(160).Channel(0);
  EXPECT_GT(*std::max_element(played.begin(), played.end()), 0.3F);
}

TEST_F(SignalPathTest, ResetForgetsAllAudio) {
  PlayVoice(20);
  Run(Operation::kNormal, kTick);
  path_.Reset();
  EXPECT_EQ(path_.sync().playable(), 0);
  EXPECT_EQ(path_.sync().Played(kTick).Channel(0)[0], 0.0F);
}

TEST(SignalPathResampling, StretchesByASpeed) {
  Params params;
  params.stretch.method = dsp::StretchMethod::kResample;
  SignalPath path(kRate, 1, params, 1);
  AudioBuffer out(1, kTick);
  int removed = 0;
  for (int tick = 0; tick < 200; ++tick) {
    Clear(path.DecodeSpace().First(kTick));
    path.AppendDecoded(kTick);
    removed -= path.Run(Operation::kAccelerate, {.samples = kTick}).stretched_samples;
    if (path.sync().playable() >= kTick) path.Pop(out.First(kTick));
  }
  EXPECT_NEAR(removed, 200 * kTick * params.stretch.speed_change,
              0.2 * 200 * kTick * params.stretch.speed_change + kTick);
}

}  // namespace
}  // namespace neteq::internal
