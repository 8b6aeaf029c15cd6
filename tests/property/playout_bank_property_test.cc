// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <cstddef>

#include <gtest/gtest.h>

#include "neteq/base/random.h"
#include "neteq/delay_manager/playout_bank.h"

namespace neteq::delay {
namespace {

constexpr size_t kLanes = 16;
constexpr float kTickMs = 10.0F;
constexpr float kError = 0.05F;  // of sums of floats

/// Playouts with ever larger targets. The parameter is the seed.
class PlayoutBankProperty : public ::testing::TestWithParam<int> {
 protected:
  PlayoutBankProperty() {
    for (size_t i = 0; i < kLanes; ++i) bank_.targets()[i] = 15.0F * static_cast<float>(i);
  }
  float Between(double low, double high) {
    return static_cast<float>(low + (high - low) * random_.Uniform());
  }
  PlayoutStep AnyStep() {
    return {.delay_ms = random_.Uniform() < 0.1 ? Between(0.0, 400.0) : Between(0.0, 30.0),
            .elapsed_ms = Between(2.5, 120.0),
            .shift_ms = random_.Uniform() < 0.05 ? Between(-100.0, 100.0) : 0.0F,
            .follows_pause = random_.Uniform() < 0.02};
  }

  Random random_{static_cast<uint64_t>(GetParam())};
  PlayoutBank<kLanes> bank_{PlayoutRules{.skip_ms = 0.0F}};
};

TEST_P(PlayoutBankProperty, NoPacketIsPlayedBeforeItArrives) {
  for (int i = 0; i < 20'000; ++i) {
    const PlayoutStep step = AnyStep();
    bank_.Play(step);
    for (const float delay : bank_.delays()) ASSERT_GE(delay, step.delay_ms - kError);
  }
}

TEST_P(PlayoutBankProperty, ALargerTargetIsPlayedLaterButForOneTick) {
  for (int i = 0; i < 20'000; ++i) {
    bank_.Play(AnyStep());
    for (size_t lane = 1; lane < kLanes; ++lane)
      ASSERT_GT(bank_.delays()[lane], bank_.delays()[lane - 1] - kTickMs - kError);
  }
}

TEST_P(PlayoutBankProperty, PlayoutIsLaterByTheConcealmentWhileNothingIsStretched) {
  PlayoutBank<1> bank(PlayoutRules{.skip_ms = 0.0F, .fall_rate = 0.0F, .rise_rate = 0.0F});
  float concealed_ms = 0.0F;
  for (int i = 0; i < 1000; ++i) {
    bank.Play({.delay_ms = Between(0.0, i), .elapsed_ms = 20.0F});
    concealed_ms += bank.gaps()[0];
    ASSERT_NEAR(bank.delays()[0], concealed_ms, kError);
  }
}

INSTANTIATE_TEST_SUITE_P(Seed, PlayoutBankProperty, ::testing::Range(1, 9));

}  // namespace
}  // namespace neteq::delay
