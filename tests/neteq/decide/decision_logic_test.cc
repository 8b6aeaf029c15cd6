// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/decide/decision_logic.h"

#include <chrono>

#include <gtest/gtest.h>

#include "neteq/config.h"

namespace neteq::internal {
namespace {

using std::chrono::milliseconds;

constexpr SampleRate kRate{16000};
constexpr int kTickSamples = 160;

/// In the middle of a stream: the expected packet waits, target and level are 100 ms, and no
/// decoded audio waits.
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

/// In the middle of a concealment.
PolicyInput ConcealingInput(int ticks) {
  PolicyInput input = SteadyInput();
  input.previous.operation = Operation::kExpand;
  input.concealed_ticks = ticks;
  return input;
}

/// The rules of early 2023: smoothed level, separate rules for concealment.
DecisionParams Rules2023() { return PresetParams("webrtc_2023")->decision; }
/// The rules of 2024: playout delay, one rule for all gaps.
DecisionParams Rules2024() { return PresetParams("webrtc_2024")->decision; }

Decision DecideOnce(const PolicyInput& input, const DecisionParams& params = Rules2023()) {
  PolicyState state;
  return Decide(input, params, state);
}

DecisionParams WithFastAccelerate() {
  DecisionParams params = Rules2023();
  params.fast_accelerate = true;
  return params;
}

DecisionParams WithoutStretching() {
  DecisionParams params = Rules2023();
  params.time_stretching = false;
  return params;
}

TEST(Decide, PlaysNormallyAtTheTargetLevel) {
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
  EXPECT_EQ(DecideOnce(input, WithFastAccelerate()).operation, Operation::kFastAccelerate);
}

TEST(Decide, FarAboveTheHighLimitNoAccelerateWaitsForTheHoldOff) {
  PolicyInput input = SteadyInput();
  input.filtered_level = milliseconds(500);
  PolicyState state;
  state.stretch_hold_off_ticks = 5;

  const Decision decision = Decide(input, Rules2023(), state);

  EXPECT_EQ(decision.operation, Operation::kAccelerate);
  EXPECT_EQ(decision.reason, Reason::kFarAboveHighLimit);
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

  input.target = milliseconds(1000);  // 3/4 would be 750 ms; the offset of 85 ms gives 915 ms
  input.filtered_level = milliseconds(914);
  EXPECT_EQ(DecideOnce(input).operation, Operation::kPreemptiveExpand);
  input.filtered_level = milliseconds(916);
  EXPECT_EQ(DecideOnce(input).operation, Operation::kNormal);
}

TEST(Decide, StretchesOnlyAfterTheHoldOff) {
  PolicyInput input = SteadyInput();
  input.filtered_level = milliseconds(150);
  PolicyState state;
  const DecisionParams params = Rules2023();
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

  EXPECT_EQ(DecideOnce(input, WithoutStretching()).operation, Operation::kNormal);
}

TEST(Decide, PlaysNormallyIfThereIsTooLittleToStretch) {
  PolicyInput input = SteadyInput();
  input.filtered_level = milliseconds(150);
  input.contiguous_samples = 320;  // 20 ms; a stretch needs 30 ms

  const Decision decision = DecideOnce(input);

  EXPECT_EQ(decision.operation, Operation::kNormal);
  EXPECT_EQ(decision.reason, Reason::kStretchNotPossible);
}

TEST(Decide, DecodesAsMuchAsAStretchNeeds) {
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

TEST(Decide, In2024HoldsTheDelayOfPlayoutBetweenTargetAndTargetPlusTheSlowestPacket) {
  PolicyInput input = SteadyInput();
  input.max_arrival_delay = milliseconds(30);
  const auto at = [&](int delay_ms) {
    input.recent_playout_delay = milliseconds(delay_ms);
    return DecideOnce(input, Rules2024()).operation;
  };

  EXPECT_EQ(at(99), Operation::kPreemptiveExpand);
  EXPECT_EQ(at(100), Operation::kNormal);
  EXPECT_EQ(at(149), Operation::kNormal);
  EXPECT_EQ(at(150), Operation::kAccelerate);  // 100 + 30 + 20
}

TEST(Decide, In2024ContinuesAfterAGapWhenItIsBridgedOrTooMuchWaits) {
  PolicyInput input = ConcealingInput(1);
  input.next.media_time += 960;  // 60 ms
  input.waiting_span = milliseconds(150);
  EXPECT_EQ(DecideOnce(input, Rules2024()).operation, Operation::kExpand);

  input.waiting_span = milliseconds(151);
  EXPECT_EQ(DecideOnce(input, Rules2024()).operation, Operation::kMerge);

  input.waiting_span = milliseconds(20);
  input.concealed_ticks = 6;
  EXPECT_EQ(DecideOnce(input, Rules2024()).operation, Operation::kMerge);
}

TEST(Decide, In2024AJumpOfTheTimelineIsNotConcealed) {
  PolicyInput input = ConcealingInput(1);
  input.next.media_time += 16'000'000;

  EXPECT_EQ(DecideOnce(input, Rules2024()).operation, Operation::kMerge);
}

/// A pause of the sender, filled with its comfort noise.
PolicyInput PausedInput(PauseNoise noise, int length_ms) {
  PolicyInput input = SteadyInput();
  input.previous.operation = Operation::kComfortNoise;
  input.pause_noise = noise;
  input.noise_length = milliseconds(length_ms);
  return input;
}

TEST(Decide, NoiseOfTheSenderContinuesForEverAndNoiseOfTheDecoderForASecond) {
  PolicyInput input = PausedInput(PauseNoise::kRfc3389, 100'000);
  input.next = {};
  EXPECT_EQ(DecideOnce(input).operation, Operation::kComfortNoise);

  input.pause_noise = PauseNoise::kCodec;
  input.noise_length = milliseconds(500);
  EXPECT_EQ(DecideOnce(input).operation, Operation::kCodecComfortNoise);
  input.noise_length = milliseconds(1010);
  EXPECT_EQ(DecideOnce(input).operation, Operation::kExpand);
}

TEST(Decide, SpeechAfterAPauseIsPlayedWhenItsDelayReachesTheTarget) {
  PolicyInput input = PausedInput(PauseNoise::kRfc3389, 500);
  input.next.media_time += kRate.SamplesInMs(500);
  input.next.recent_playout_delay = milliseconds(109);
  EXPECT_EQ(DecideOnce(input, Rules2024()).reason, Reason::kAwaitingTarget);
  EXPECT_EQ(DecideOnce(input, Rules2024()).operation, Operation::kComfortNoise);

  input.next.recent_playout_delay =
      milliseconds(110);  // the target of 100 ms plus half the margin of 20 ms
  EXPECT_EQ(DecideOnce(input, Rules2024()).operation, Operation::kNormal);
}

TEST(Decide, In2023SpeechAfterAPauseWaitsForItsTimeOrAFullBuffer) {
  PolicyInput input = PausedInput(PauseNoise::kRfc3389, 500);
  input.next.media_time += kRate.SamplesInMs(600);
  input.span_samples = kRate.SamplesInMs(100);
  EXPECT_EQ(DecideOnce(input).operation, Operation::kComfortNoise);

  input.span_samples = kRate.SamplesInMs(151);
  EXPECT_EQ(DecideOnce(input).operation, Operation::kNormal);

  input.span_samples = kRate.SamplesInMs(49);  // far below the target, so the pause is extended
  input.noise_length = milliseconds(600);
  EXPECT_EQ(DecideOnce(input).operation, Operation::kComfortNoise);
}

TEST(Decide, ASilenceDescriptorFarAheadShortensThePause) {
  PolicyInput input = PausedInput(PauseNoise::kRfc3389, 0);
  input.next.is_comfort_noise = true;
  input.next.media_time += kRate.SamplesInMs(140);
  EXPECT_EQ(DecideOnce(input).decode_samples, 0);  // only 40 ms too early

  input.next.media_time += kRate.SamplesInMs(100);  // 140 ms too early: skips 40 ms, waits 100 ms
  PolicyState state;
  Decide(input, Rules2023(), state);
  EXPECT_EQ(state.skipped_noise, milliseconds(140));
}

TEST(Decide, ATelephoneKeyWithoutAPacketIsPlayedInsteadOfConcealment) {
  PolicyInput input = SteadyInput();
  input.next = {};
  input.dtmf_active = true;

  EXPECT_EQ(DecideOnce(input).operation, Operation::kDtmf);
}

TEST(Decide, UsesTheConcealmentOfTheDecoderIfEnabled) {
  PolicyInput input = SteadyInput();
  input.next = {};
  DecisionParams params = Rules2023();
  params.codec_plc = true;
  EXPECT_EQ(DecideOnce(input, params).operation, Operation::kExpand);

  input.has_codec_plc = true;

  EXPECT_EQ(DecideOnce(input, params).operation, Operation::kCodecPlc);
}

TEST(DecisionFor, ReturnsTheOperationIfItIsPossible) {
  PolicyInput input = SteadyInput();
  EXPECT_EQ(DecisionFor(Operation::kAccelerate, input).operation, Operation::kAccelerate);

  input.contiguous_samples = 100;
  EXPECT_EQ(DecisionFor(Operation::kAccelerate, input).operation, Operation::kNormal);
  EXPECT_EQ(DecisionFor(Operation::kExpand, input).decode_samples, 0);
}

TEST(Decide, TheFirstStretchOfAStreamWaitsOneTickLonger) {
  const DecisionParams params = Rules2023();

  EXPECT_EQ(InitialPolicyState(params).stretch_hold_off_ticks, params.stretch_hold_off_ticks + 1);
}

}  // namespace
}  // namespace neteq::internal
