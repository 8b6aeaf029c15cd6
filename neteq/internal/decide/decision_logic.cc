// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/decide/decision_logic.h"

#include <algorithm>
#include <chrono>

namespace neteq::internal {
namespace {

using std::chrono::milliseconds;

// Mute factor below which concealment no longer bridges a gap. It is then better to wait until the
// buffer holds more (NetEQ).
constexpr float kFadedMuteFactor = 0.5F;
// A gap of this length or more is a jump of the timeline. Concealing it would only add silence
// (NetEQ).
constexpr Duration kLongestGap = milliseconds(1000);

bool AfterConcealment(const PolicyInput& input) { return IsConcealment(input.previous.operation); }

bool IsPaused(const PolicyInput& input) { return input.pause_noise != PauseNoise::kNone; }

/// Time from the end of the decoded audio to the next packet.
Duration GapOf(const PolicyInput& input) {
  return input.rate.Length(input.next.media_time - input.end_time);
}

/// Part of the gap that concealment and comfort noise have already filled.
Duration FilledOf(const PolicyInput& input, const PolicyState& state) {
  return input.noise_length + state.skipped_noise + input.concealed_ticks * kTick;
}

Decision Do(Operation operation, const PolicyInput& input, Reason reason) {
  Decision decision = DecisionFor(operation, input);
  decision.reason = reason;
  return decision;
}

Decision Play(const PolicyInput& input, Reason reason) {
  return Do(Operation::kNormal, input, reason);
}

Decision Conceal(const PolicyInput& input, const DecisionParams& params, Reason reason) {
  const bool by_codec = params.codec_plc && input.has_codec_plc;
  return Do(by_codec ? Operation::kCodecPlc : Operation::kExpand, input, reason);
}

Decision ContinueNoise(const PolicyInput& input, Reason reason) {
  const bool by_codec = input.pause_noise == PauseNoise::kCodec;
  return {.operation = by_codec ? Operation::kCodecComfortNoise : Operation::kComfortNoise,
          .reason = reason};
}

Decision PlaySilenceDescriptor(const PolicyInput& input, PolicyState& state) {
  state.skipped_noise = Duration::zero();
  return Do(Operation::kComfortNoise, input, Reason::kSilenceDescriptor);
}

Decision ShortenIfPossible(const PolicyInput& input, Operation operation, Reason reason) {
  const Decision decision = Do(operation, input, reason);
  if (decision.operation != operation) return Play(input, Reason::kStretchNotPossible);
  return decision;
}

/// The level and the limits within which stretching keeps it.
struct LevelLimits {
  double level_ms;
  double low_ms;
  double high_ms;
};

LevelLimits LimitsOf(const PolicyInput& input, const DecisionParams& params) {
  const double target_ms = ToMs(input.target);
  const double low_ms =
      std::max(params.low_limit_share * target_ms, target_ms - params.low_limit_offset_ms);
  if (params.level == LevelSource::kPlayoutDelay) {
    const double slowest_ms = params.high_limit_max_delay_share * ToMs(input.max_arrival_delay);
    return {ToMs(input.recent_playout_delay), low_ms,
            (1.0 + params.high_limit_target_share) * target_ms + slowest_ms +
                params.high_limit_margin_ms};
  }
  return {ToMs(input.filtered_level), low_ms,
          std::max(target_ms, low_ms + params.high_limit_margin_ms)};
}

Decision DecideExpected(const PolicyInput& input, const DecisionParams& params,
                        const PolicyState& state) {
  if (!params.time_stretching || AfterConcealment(input) || input.next.is_dtx ||
      input.dtmf_active) {
    return Play(input, Reason::kExpectedPacket);
  }
  const LevelLimits limits = LimitsOf(input, params);
  if (limits.level_ms >= params.fast_factor * limits.high_ms) {
    return ShortenIfPossible(
        input, params.fast_accelerate ? Operation::kFastAccelerate : Operation::kAccelerate,
        Reason::kFarAboveHighLimit);
  }
  if (state.stretch_hold_off_ticks > 0) return Play(input, Reason::kExpectedPacket);
  if (limits.level_ms >= limits.high_ms) {
    return ShortenIfPossible(input, Operation::kAccelerate, Reason::kAboveHighLimit);
  }
  if (limits.level_ms < limits.low_ms) {
    return Do(Operation::kPreemptiveExpand, input, Reason::kBelowLowLimit);
  }
  return Play(input, Reason::kExpectedPacket);
}

/// Speech follows a pause. The length of the pause can be chosen freely, so it corrects the delay.
Decision DecideAfterPause(const PolicyInput& input, const DecisionParams& params,
                          const PolicyState& state) {
  const Duration margin = milliseconds(params.resume_margin_ms);
  bool too_early = false;
  if (params.level == LevelSource::kPlayoutDelay) {
    // Resumes in the lower half of the band in which no stretch is needed. Without a margin, pauses
    // add no delay.
    too_early = ToMs(input.next.recent_playout_delay) <
                ToMs(input.target) +
                    std::min<double>(params.resume_margin_ms, 0.5 * params.high_limit_margin_ms);
  } else {
    const Duration span =
        params.combined_concealment ? input.waiting_span : input.rate.Length(input.span_samples);
    const bool is_gap_open = GapOf(input) > FilledOf(input, state);
    too_early = (is_gap_open && span <= input.target + margin) ||
                (!params.combined_concealment && span < input.target - margin);
  }
  if (too_early) return ContinueNoise(input, Reason::kAwaitingTarget);
  Decision decision = Play(input, Reason::kExpectedPacket);
  decision.relevel = GapOf(input) != FilledOf(input, state);
  return decision;
}

bool WaitsForMissing(const PolicyInput& input, const DecisionParams& params,
                     const PolicyState& state) {
  const Duration gap = GapOf(input);
  const Duration filled = FilledOf(input, state);
  if (gap <= filled) return false;
  if (!params.combined_concealment) {
    return gap < kLongestGap && input.concealed_ticks * kTick < milliseconds(params.max_wait_ms) &&
           input.filtered_level < input.target;
  }
  if (gap - filled >= kLongestGap) return false;
  const Duration margin = milliseconds(params.resume_margin_ms);
  if (params.level == LevelSource::kPlayoutDelay) {
    const double low_ms = LimitsOf(input, params).low_ms;
    const Duration waiting = std::max(input.waiting_span, input.next.recent_playout_delay);
    return waiting <= FromMs(low_ms) + margin;
  }
  return input.waiting_span <= input.target + margin;
}

/// A packet is missing, and a later one waits.
Decision DecideFuture(const PolicyInput& input, const DecisionParams& params,
                      const PolicyState& state) {
  if (!AfterConcealment(input)) {
    if (input.dtmf_active) return Do(Operation::kDtmf, input, Reason::kTelephoneEvent);
    return Conceal(input, params, Reason::kWaitingForMissing);
  }
  if (WaitsForMissing(input, params, state)) {
    return Conceal(input, params, Reason::kWaitingForMissing);
  }
  const bool merges = input.previous.operation == Operation::kExpand && !input.next.is_dtx;
  Decision decision =
      Do(merges ? Operation::kMerge : Operation::kNormal, input, Reason::kGapReached);
  decision.relevel = params.combined_concealment && GapOf(input) != FilledOf(input, state);
  return decision;
}

/// The next packet is a silence descriptor. Noise may start as early as the delay allows, because
/// its beginning is not heard. In the middle of speech the descriptor waits until it is due,
/// because a missing packet may still arrive.
Decision DecideSilenceDescriptor(const PolicyInput& input, const DecisionParams& params,
                                 PolicyState& state) {
  Duration ahead = GapOf(input) - FilledOf(input, state);
  if (params.level == LevelSource::kPlayoutDelay) {
    const bool is_due = ahead <= Duration::zero() || ahead >= kLongestGap ||
                        input.next.recent_playout_delay >= input.target;
    if (is_due) return PlaySilenceDescriptor(input, state);
    if (!IsPaused(input)) return Conceal(input, params, Reason::kWaitingForMissing);
    return ContinueNoise(input, Reason::kSenderPauses);
  }
  const Duration excess = ahead - input.target;
  if (2 * excess > input.target) {  // more than half a target too early: shorten the pause
    state.skipped_noise += excess;
    ahead -= excess;
  }
  if (ahead > Duration::zero() && input.pause_noise == PauseNoise::kRfc3389) {
    return ContinueNoise(input, Reason::kSenderPauses);
  }
  return PlaySilenceDescriptor(input, state);
}

Decision DecideWithoutPacket(const PolicyInput& input, const DecisionParams& params) {
  const bool noise_continues = input.pause_noise == PauseNoise::kRfc3389 ||
                               (input.pause_noise == PauseNoise::kCodec &&
                                input.noise_length <= milliseconds(params.codec_noise_timeout_ms));
  if (input.dtmf_active) return Do(Operation::kDtmf, input, Reason::kTelephoneEvent);
  if (noise_continues) return ContinueNoise(input, Reason::kSenderPauses);
  return Conceal(input, params, Reason::kNoPacket);
}

/// Continues with the next packet, whatever its media time, and resets the decoder.
Decision RestartDecoding(const PolicyInput& input, Reason reason) {
  const bool merges = input.previous.operation == Operation::kExpand;
  Decision decision = Do(merges ? Operation::kMerge : Operation::kNormal, input, reason);
  decision.reset_decoder = true;
  return decision;
}

bool Postponed(const PolicyInput& input, const DecisionParams& params) {
  if (!AfterConcealment(input) || input.mute_factor >= kFadedMuteFactor || input.dtx_in_buffer)
    return false;
  const bool by_delay = params.level == LevelSource::kPlayoutDelay;
  const Duration span =
      params.combined_concealment ? input.waiting_span : input.rate.Length(input.span_samples);
  const Duration buffered = by_delay ? std::max(span, input.next.recent_playout_delay) : span;
  return ToMs(buffered) < params.postpone_share * ToMs(input.target);
}

Decision DecideFromPackets(const PolicyInput& input, const DecisionParams& params,
                           PolicyState& state) {
  if (!input.next.present) return DecideWithoutPacket(input, params);
  if (input.next.is_comfort_noise) {
    return input.stream_starts ? PlaySilenceDescriptor(input, state)
                               : DecideSilenceDescriptor(input, params, state);
  }
  if (input.stream_starts || input.previous.decode_error)
    return RestartDecoding(input, Reason::kStreamReset);
  if (!params.combined_concealment &&
      input.concealed_ticks * kTick > milliseconds(params.reset_after_ms)) {
    return RestartDecoding(input, Reason::kLongConcealment);
  }
  if (Postponed(input, params)) return Conceal(input, params, Reason::kPostponed);
  if (input.next.media_time < input.end_time) {
    // Late packets have been dropped before, so an older packet means that the stream has
    // restarted.
    return RestartDecoding(input, Reason::kStreamReset);
  }
  if (IsPaused(input)) return DecideAfterPause(input, params, state);
  if (input.next.media_time == input.end_time) return DecideExpected(input, params, state);
  return DecideFuture(input, params, state);
}

}  // namespace

Decision Decide(const PolicyInput& input, const DecisionParams& params,
                PolicyState& state) noexcept {
  if (input.previous.stretched_samples != 0) {
    state.stretch_hold_off_ticks = params.stretch_hold_off_ticks;
  } else {
    state.stretch_hold_off_ticks = std::max(0, state.stretch_hold_off_ticks - 1);
  }
  if (!IsPaused(input)) state.skipped_noise = Duration::zero();
  const Decision decision = DecideFromPackets(input, params, state);
  const bool enough = input.playable_samples >= input.rate.tick_samples();
  if (enough && !IsStretch(decision.operation)) return {.reason = Reason::kBufferedAudio};
  return decision;
}

PolicyState InitialPolicyState(const DecisionParams& params) noexcept {
  return {.stretch_hold_off_ticks = params.stretch_hold_off_ticks + 1};
}

}  // namespace neteq::internal
