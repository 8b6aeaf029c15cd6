// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/decision_logic.h"

#include <algorithm>
#include <chrono>

namespace neteq::internal {
namespace {

using std::chrono::milliseconds;

// Audio a time stretch works on (NetEQ); dsp::TimeStretcher::kMinInputMs.
constexpr Duration kAccelerateInput = milliseconds(30);
// Unplayed audio that lets preemptive expand repeat any period up to its longest, 15 ms (NetEQ).
constexpr Duration kPreemptiveInput = milliseconds(15);
// Concealment that has faded below this no longer bridges anything: better wait for a fuller buffer
// (NetEQ).
constexpr float kFadedMuteFactor = 0.5F;
// Gaps from here on are jumps of the time line; concealing them would only add silence (NetEQ).
constexpr Duration kLongestGap = milliseconds(1000);

Decision Conceal(Reason reason) { return {.operation = Operation::kExpand, .reason = reason}; }

Decision Play(const PolicyInput& input, Reason reason) {
  return {.operation = Operation::kNormal,
          .reason = reason,
          .decode_samples = std::max(0, input.rate.tick_samples() - input.playable_samples)};
}

bool AfterExpand(const PolicyInput& input) {
  return input.previous.operation == Operation::kExpand;
}

/// Shortening takes a certain length of audio; plays normally until that much is decodable.
Decision AccelerateIfPossible(const PolicyInput& input, Operation operation, Reason reason) {
  const int64_t missing = input.rate.Samples(kAccelerateInput) - input.playable_samples;
  if (missing > input.contiguous_samples) return Play(input, Reason::kStretchNotPossible);
  return {
      .operation = operation, .reason = reason, .decode_samples = std::max<int64_t>(0, missing)};
}

/// Lengthening takes whatever is there: with little audio only short periods can be repeated.
Decision ExpandPreemptively(const PolicyInput& input) {
  const int64_t wanted = input.rate.Samples(kPreemptiveInput) - input.playable_samples;
  return {.operation = Operation::kPreemptiveExpand,
          .reason = Reason::kBelowLowLimit,
          .decode_samples = std::max<int64_t>(0, wanted)};
}

Decision DecideExpected(const PolicyInput& input, const DecisionParams& params,
                        const PolicyState& state) {
  if (!params.time_stretching || AfterExpand(input) || input.next.is_dtx)
    return Play(input, Reason::kExpectedPacket);
  const double target_ms = ToMs(input.target);
  const double level_ms = ToMs(input.filtered_level);
  const double low_ms =
      std::max(params.low_limit_share * target_ms, target_ms - params.low_limit_offset_ms);
  const double high_ms = std::max(target_ms, low_ms + params.high_limit_margin_ms);
  if (params.fast_accelerate && level_ms >= params.fast_factor * high_ms) {
    return AccelerateIfPossible(input, Operation::kFastAccelerate, Reason::kFarAboveHighLimit);
  }
  if (state.stretch_hold_off_ticks > 0) return Play(input, Reason::kExpectedPacket);
  if (level_ms >= high_ms) {
    return AccelerateIfPossible(input, Operation::kAccelerate, Reason::kAboveHighLimit);
  }
  if (level_ms < low_ms) {
    return ExpandPreemptively(input);
  }
  return Play(input, Reason::kExpectedPacket);
}

/// A packet is missing, a later one is there.
Decision DecideFuture(const PolicyInput& input, const DecisionParams& params) {
  if (!AfterExpand(input)) return Conceal(Reason::kWaitingForMissing);
  const Duration gap = input.rate.Length(input.next.media_time - input.end_time);
  const Duration concealed = input.concealed_ticks * kTick;
  const bool wait = gap < kLongestGap && concealed < milliseconds(params.max_wait_ms) &&
                    gap > concealed && input.filtered_level < input.target;
  if (wait) return Conceal(Reason::kWaitingForMissing);
  return {.operation = Operation::kMerge,
          .reason = Reason::kGapReached,
          .decode_samples = input.rate.tick_samples()};
}

/// Goes on with the next packet wherever it is, without the decoder's memory of what came before.
Decision StartAfresh(const PolicyInput& input, Reason reason) {
  return {.operation = AfterExpand(input) ? Operation::kMerge : Operation::kNormal,
          .reason = reason,
          .decode_samples = input.rate.tick_samples(),
          .reset_decoder = true};
}

bool Postponed(const PolicyInput& input, const DecisionParams& params) {
  if (!AfterExpand(input) || input.mute_factor >= kFadedMuteFactor || input.dtx_in_buffer)
    return false;
  return ToMs(input.rate.Length(input.span_samples)) < params.postpone_share * ToMs(input.target);
}

Decision DecideFromPackets(const PolicyInput& input, const DecisionParams& params,
                           const PolicyState& state) {
  if (!input.next.present) return Conceal(Reason::kNoPacket);
  if (input.stream_starts || input.previous.decode_error)
    return StartAfresh(input, Reason::kStreamReset);
  if (input.concealed_ticks * kTick > milliseconds(params.reset_after_ms)) {
    return StartAfresh(input, Reason::kLongConcealment);
  }
  if (Postponed(input, params)) return Conceal(Reason::kPostponed);
  if (input.next.media_time == input.end_time) return DecideExpected(input, params, state);
  if (input.next.media_time > input.end_time) return DecideFuture(input, params);
  // Older than anything that could be merely late: late packets have been dropped before.
  return StartAfresh(input, Reason::kStreamReset);
}

bool IsStretch(Operation operation) {
  return operation == Operation::kAccelerate || operation == Operation::kFastAccelerate ||
         operation == Operation::kPreemptiveExpand;
}

}  // namespace

Decision Decide(const PolicyInput& input, const DecisionParams& params,
                PolicyState& state) noexcept {
  if (input.previous.stretched_samples != 0) {
    state.stretch_hold_off_ticks = params.stretch_hold_off_ticks;
  } else {
    state.stretch_hold_off_ticks = std::max(0, state.stretch_hold_off_ticks - 1);
  }
  const Decision decision = DecideFromPackets(input, params, state);
  const bool enough = input.playable_samples >= input.rate.tick_samples();
  if (enough && !IsStretch(decision.operation)) return {.reason = Reason::kBufferedAudio};
  return decision;
}

PolicyState InitialPolicyState(const DecisionParams& params) noexcept {
  return {.stretch_hold_off_ticks = params.stretch_hold_off_ticks + 1};
}

}  // namespace neteq::internal
