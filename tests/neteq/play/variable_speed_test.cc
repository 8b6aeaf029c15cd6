// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/play/variable_speed.h"

#include <gtest/gtest.h>

namespace neteq::internal {
namespace {

constexpr SampleRate kRate{8000};
constexpr int kTick = 80;
constexpr int kTicks = 100;
constexpr dsp::StretchParams kResample{.method = dsp::StretchMethod::kResample,
                                       .speed_change = 0.01};

/// Number of samples after `operation` has run on kTicks ticks.
int SamplesAfter(Operation operation) {
  VariableSpeed speed(kRate, 1, kTick, kResample);
  SyncBuffer sync(1, 320, 800, 8);
  AudioBuffer audio(1, kTick);
  AudioBuffer out(1, 2 * kTick);
  int samples = 0;
  for (int tick = 0; tick < kTicks; ++tick) {
    sync.ReplaceNewest(0, audio.First(kTick), Origin::kDecoded);
    const int before = sync.future();
    const int made = speed.Process(operation, kTick, sync);
    EXPECT_EQ(sync.future(), before - kTick + made);
    samples += made;
    sync.Pop(out.First(sync.playable()));
  }
  return samples;
}

TEST(VariableSpeed, IsActiveOnlyForResampling) {
  EXPECT_FALSE(VariableSpeed(kRate, 1, kTick, {}).active());
  EXPECT_TRUE(VariableSpeed(kRate, 1, kTick, kResample).active());
}

TEST(VariableSpeed, KeepsTheLengthInNormalPlayout) {
  EXPECT_EQ(SamplesAfter(Operation::kNormal), kTicks * kTick);
}

TEST(VariableSpeed, StretchesByTheConfiguredSpeed) {
  EXPECT_NEAR(SamplesAfter(Operation::kAccelerate), kTicks * kTick / 1.01, 2.0);
  EXPECT_NEAR(SamplesAfter(Operation::kFastAccelerate), kTicks * kTick / 1.01, 2.0);
  EXPECT_NEAR(SamplesAfter(Operation::kPreemptiveExpand), kTicks * kTick / 0.99, 2.0);
}

}  // namespace
}  // namespace neteq::internal
