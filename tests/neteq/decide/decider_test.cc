// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/decide/decider.h"

#include <chrono>
#include <memory>
#include <utility>

#include <gtest/gtest.h>

namespace neteq::internal {
namespace {

using std::chrono::milliseconds;

/// A policy that returns a given decision and counts calls.
class FakePolicy final : public DecisionPolicy {
 public:
  Decision Decide(const PolicyInput&) noexcept override { return decision; }
  void Reset() noexcept override { ++resets; }

  Decision decision{};
  int resets = 0;
};

class DeciderTest : public testing::Test {
 protected:
  DeciderTest() {
    auto policy = std::make_unique<FakePolicy>();
    policy_ = policy.get();
    decider_ = std::make_unique<Decider>(std::move(policy));
  }

  PolicyInput input_{.rate = SampleRate(8000), .span_samples = 800, .target = milliseconds(40)};
  FakePolicy* policy_ = nullptr;
  std::unique_ptr<Decider> decider_;
};

TEST_F(DeciderTest, SmoothsTheLevelTowardsTheSpan) {
  Duration level{0};
  for (int tick = 0; tick < 1000; ++tick) level = decider_->SmoothLevel(input_);
  EXPECT_NEAR(ToMs(level), 100.0, 1.0);
  EXPECT_EQ(decider_->level(), level);
}

TEST_F(DeciderTest, HoldsTheLevelWhileTheSenderPauses) {
  input_.pause_noise = PauseNoise::kRfc3389;
  EXPECT_EQ(decider_->SmoothLevel(input_), Duration(0));
}

TEST_F(DeciderTest, SetsTheLevelWhenTheDelayHasJumped) {
  policy_->decision.relevel = true;
  decider_->Decide(input_);
  EXPECT_EQ(decider_->level(), milliseconds(100));
}

TEST_F(DeciderTest, AnOverrideLastsForOneTick) {
  policy_->decision = {.operation = Operation::kNormal, .reason = Reason::kExpectedPacket};
  decider_->Override(Operation::kExpand);
  EXPECT_TRUE(decider_->has_override());

  const Decision first = decider_->Decide(input_);
  EXPECT_EQ(first.operation, Operation::kExpand);
  EXPECT_EQ(first.reason, Reason::kOverride);
  EXPECT_EQ(decider_->Decide(input_).operation, Operation::kNormal);
  EXPECT_FALSE(decider_->has_override());
}

TEST_F(DeciderTest, ResettingTheDecoderResetsThePolicy) {
  policy_->decision.reset_decoder = true;
  decider_->Decide(input_);
  EXPECT_EQ(policy_->resets, 1);
  decider_->Reset();
  EXPECT_EQ(policy_->resets, 2);
  EXPECT_EQ(decider_->level(), Duration(0));
}

}  // namespace
}  // namespace neteq::internal
