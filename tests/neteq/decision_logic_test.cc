// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/decision_logic.h"

#include <chrono>

#include <gtest/gtest.h>

namespace neteq::internal {
namespace {

using std::chrono::milliseconds;

constexpr SampleRate kRate{16000};
constexpr int kTickSamples = 160;

/// A stream in its middle: the expected packet waits, 100 ms wished and there, nothing decoded
/// ahead.
PolicyInput SteadyInput() {
  PolicyInput input{.rate = kRate};
  input.next = {.present = true, .media_time = MediaTime{32000}};
  input.end_time = MediaTime{32000};
  input.last_frame_samples = 320;
  input.contiguous_samples = 960;
  input.span_samples = 1600;
  input.target = milliseconds(100);
  input.filtered_level = milliseconds(90);
  return input;
}

/// The same in the middle of a concealment.
PolicyInput ConcealingInput(int ticks) {
  PolicyInput input = SteadyInput();
  input.previous.operation = Operation::kExpand;
  input.concealed_ticks = ticks;
  return input;
}

Decision DecideOnce(const PolicyInput& input, const DecisionParams& params = {}) {
  PolicyState state;
  return Decide(input, params, state);
}

TEST(Decide, PlaysNormallyWhenTheLevelIsAsWished) {
  const Decision decision = DecideOnce(SteadyInput());

  EXPECT_EQ(decision.operation, Operation::kNormal);
  EXPECT_EQ(decision.reason, Reason::kExpectedPacket);
  EXPECT_EQ(decision.decode_samples, kTickSamples);
}

TEST(Decide, AcceleratesAboveTheHighLimit) {
  PolicyInput input = SteadyInput();
  input.filtered_level = milliseconds(150);

  EXPECT_EQ(DecideOnce(input).operation, Operation::kAccelerate);
}

TEST(Decide, AcceleratesFastFarAboveTheHighLimitOnlyWhenAllowed) {
  PolicyInput input = SteadyInput();
  input.filtered_level = milliseconds(500);

  EXPECT_EQ(DecideOnce(input).operation, Operation::kAccelerate);
  EXPECT_EQ(DecideOnce(input, {.fast_accelerate = true}).operation, Operation::kFastAccelerate);
}

TEST(Decide, ExpandsPreemptivelyBelowTheLowLimit) {
  PolicyInput input = SteadyInput();
  input.filtered_level = milliseconds(50);

  const Decision decision = DecideOnce(input);

  EXPECT_EQ(decision.operation, Operation::kPreemptiveExpand);
  EXPECT_EQ(decision.reason, Reason::kBelowLowLimit);
}

TEST(Decide, LowLimitIsThreeQuartersOfTheTargetOrTheTargetLessTheOffset) {
  PolicyInput input = SteadyInput();
  input.filtered_level = milliseconds(74);
  EXPECT_EQ(DecideOnce(input).operation, Operation::kPreemptiveExpand);
  input.filtered_level = milliseconds(76);
  EXPECT_EQ(DecideOnce(input).operation, Operation::kNormal);

  input.target = milliseconds(1000);  // 3/4 would be 750; the offset of 85 makes it 915
  input.filtered_level = milliseconds(914);
  EXPECT_EQ(DecideOnce(input).operation, Operation::kPreemptiveExpand);
  input.filtered_level = milliseconds(916);
  EXPECT_EQ(DecideOnce(input).operation, Operation::kNormal);
}

TEST(Decide, StretchesOnlyAfterTheHoldOff) {
  PolicyInput input = SteadyInput();
  input.filtered_level = milliseconds(150);
  PolicyState state;
  const DecisionParams params;
  ASSERT_EQ(Decide(input, params, state).operation, Operation::kAccelerate);

  input.previous = {.operation = Operation::kAccelerate, .stretched_samples = -100};
  int ticks = 0;
  for (Operation operation = Operation::kNormal; operation == Operation::kNormal; ++ticks) {
    operation = Decide(input, params, state).operation;
    input.previous = {};
  }

  EXPECT_EQ(ticks, params.stretch_hold_off_ticks + 1);
}

TEST(Decide, ADtxRefreshIsNeverStretched) {
  PolicyInput input = SteadyInput();
  input.filtered_level = milliseconds(500);
  input.next.is_dtx = true;

  EXPECT_EQ(DecideOnce(input).operation, Operation::kNormal);
}

TEST(Decide, DoesNotStretchWhenStretchingIsOff) {
  PolicyInput input = SteadyInput();
  input.filtered_level = milliseconds(500);

  EXPECT_EQ(DecideOnce(input, {.time_stretching = false}).operation, Operation::kNormal);
}

TEST(Decide, PlaysNormallyWhileTooLittleIsThereToStretch) {
  PolicyInput input = SteadyInput();
  input.filtered_level = milliseconds(150);
  input.contiguous_samples = 320;  // 20 ms of the 30 that a stretch takes

  const Decision decision = DecideOnce(input);

  EXPECT_EQ(decision.operation, Operation::kNormal);
  EXPECT_EQ(decision.reason, Reason::kStretchNotPossible);
}

TEST(Decide, DecodesAsMuchAsAStretchTakes) {
  PolicyInput input = SteadyInput();
  input.filtered_level = milliseconds(150);
  input.playable_samples = kTickSamples;

  EXPECT_EQ(DecideOnce(input).decode_samples, 480 - kTickSamples);
}

TEST(Decide, DecodesNothingWhileDecodedAudioWaits) {
  PolicyInput input = SteadyInput();
  input.playable_samples = kTickSamples;

  const Decision decision = DecideOnce(input);

  EXPECT_EQ(decision.reason, Reason::kBufferedAudio);
  EXPECT_EQ(decision.decode_samples, 0);
}

TEST(Decide, ConcealsWithoutAPacket) {
  PolicyInput input = SteadyInput();
  input.next = {};

  EXPECT_EQ(DecideOnce(input).operation, Operation::kExpand);
  EXPECT_EQ(DecideOnce(input).reason, Reason::kNoPacket);
}

TEST(Decide, ConcealsAtFirstWhenAPacketIsMissing) {
  PolicyInput input = SteadyInput();
  input.next.media_time += 320;

  EXPECT_EQ(DecideOnce(input).operation, Operation::kExpand);
  EXPECT_EQ(DecideOnce(input).reason, Reason::kWaitingForMissing);
}

TEST(Decide, MergesWhenTheGapHasBeenConcealed) {
  PolicyInput input = ConcealingInput(1);
  input.next.media_time += 320;
  input.filtered_level = milliseconds(40);
  EXPECT_EQ(DecideOnce(input).operation, Operation::kExpand);

  input.concealed_ticks = 2;

  EXPECT_EQ(DecideOnce(input).operation, Operation::kMerge);
  EXPECT_EQ(DecideOnce(input).reason, Reason::kGapReached);
}

TEST(Decide, DoesNotWaitForAMissingPacketWhenTheBufferIsFullEnough) {
  PolicyInput input = ConcealingInput(1);
  input.next.media_time += 960;
  input.filtered_level = input.target;

  EXPECT_EQ(DecideOnce(input).operation, Operation::kMerge);
}

TEST(Decide, WaitsForAMissingPacketForALimitedTime) {
  PolicyInput input = ConcealingInput(9);
  input.next.media_time += 3200;
  input.filtered_level = milliseconds(20);
  EXPECT_EQ(DecideOnce(input).operation, Operation::kExpand);

  input.concealed_ticks = 10;

  EXPECT_EQ(DecideOnce(input).operation, Operation::kMerge);
}

TEST(Decide, PlaysAPacketThatWasOnlyLateWithoutStretching) {
  PolicyInput input = ConcealingInput(3);
  input.filtered_level = milliseconds(500);

  const Decision decision = DecideOnce(input);

  EXPECT_EQ(decision.operation, Operation::kNormal);
  EXPECT_EQ(decision.reason, Reason::kExpectedPacket);
}

TEST(Decide, PostponesDecodingAfterAFadeUntilHalfOfTheTargetIsBuffered) {
  PolicyInput input = ConcealingInput(30);
  input.mute_factor = 0.3F;
  input.target = milliseconds(500);
  input.span_samples = kRate.SamplesInMs(200);
  EXPECT_EQ(DecideOnce(input).reason, Reason::kPostponed);

  input.span_samples = kRate.SamplesInMs(250);
  EXPECT_EQ(DecideOnce(input).operation, Operation::kNormal);

  input.span_samples = kRate.SamplesInMs(200);
  input.mute_factor = 0.6F;
  EXPECT_EQ(DecideOnce(input).operation, Operation::kNormal);
}

TEST(Decide, StartsAfreshAfterALongConcealment) {
  PolicyInput input = ConcealingInput(101);
  input.mute_factor = 0.0F;

  const Decision decision = DecideOnce(input);

  EXPECT_EQ(decision.operation, Operation::kMerge);
  EXPECT_EQ(decision.reason, Reason::kLongConcealment);
  EXPECT_TRUE(decision.reset_decoder);
}

TEST(Decide, StartsAfreshAtAPacketFromThePast) {
  PolicyInput input = SteadyInput();
  input.next.media_time = input.end_time - 100'000;

  EXPECT_EQ(DecideOnce(input).reason, Reason::kStreamReset);
  EXPECT_TRUE(DecideOnce(input).reset_decoder);
}

TEST(Decide, StartsAfreshAfterADecodeError) {
  PolicyInput input = SteadyInput();
  input.previous = {.operation = Operation::kExpand, .decode_error = true};

  EXPECT_TRUE(DecideOnce(input).reset_decoder);
}

TEST(Decide, TheFirstStretchOfAStreamWaitsOneTickLonger) {
  const DecisionParams params;

  EXPECT_EQ(InitialPolicyState(params).stretch_hold_off_ticks, params.stretch_hold_off_ticks + 1);
}

}  // namespace
}  // namespace neteq::internal
