// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/play/background_learner.h"

#include <gtest/gtest.h>

#include "neteq/base/audio_buffer.h"

namespace neteq::internal {
namespace {

constexpr SampleRate kRate{8000};
constexpr int kTick = 80;

class BackgroundLearnerTest : public testing::Test {
 protected:
  /// Plays a tick of white noise at -45 dBFS.
  void PlayNoise(Origin origin = Origin::kDecoded) {
    AudioBuffer audio(1, kTick);
    for (float& sample : audio.First(kTick).Channel(0)) {
      state_ = 1664525 * state_ + 1013904223;
      sample = 0.01F * (static_cast<float>(state_ >> 8U) * 0x1p-23F - 1.0F);
    }
    sync_.ReplaceNewest(0, audio.First(kTick), origin);
    learner_.OnPlayed(sync_.Pop(audio.First(kTick)), sync_, kRate);
  }
  bool learned() const { return learner_.noise().learned(0); }

  SyncBuffer sync_{1, 320, 400, 0};
  BackgroundLearner learner_{kRate, 1};
  uint32_t state_ = 1;
};

TEST_F(BackgroundLearnerTest, LearnsFromDecodedAudio) {
  for (int tick = 0; tick < 10; ++tick) PlayNoise();

  ASSERT_TRUE(learned());
  EXPECT_NEAR(learner_.noise().energy(0), 1e-4F / 3.0F, 1e-5F);
}

TEST_F(BackgroundLearnerTest, SkipsWindowsWithConcealment) {
  for (int tick = 0; tick < 20; ++tick)
    PlayNoise(tick % 2 == 0 ? Origin::kConcealed : Origin::kDecoded);

  EXPECT_FALSE(learned());
}

TEST_F(BackgroundLearnerTest, SkipsWindowsWithSplices) {
  for (int tick = 0; tick < 20; ++tick) {
    if (tick % 2 == 0) learner_.OnSplice();
    PlayNoise();
  }

  EXPECT_FALSE(learned());
}

TEST_F(BackgroundLearnerTest, ResetKeepsTheNoise) {
  for (int tick = 0; tick < 10; ++tick) PlayNoise();
  learner_.Reset();

  EXPECT_TRUE(learned());
}

}  // namespace
}  // namespace neteq::internal
