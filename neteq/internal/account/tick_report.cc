// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/account/tick_report.h"

#include <algorithm>
#include <cstdint>

namespace neteq::internal {
namespace {

/// Reason of the executed operation.
Reason ExecutedReason(const TickFacts& facts) {
  if (facts.decode_error) return Reason::kDecodeError;
  const bool had_to_conceal =
      IsConcealment(facts.outcome.executed) && !IsConcealment(facts.decision.operation);
  return had_to_conceal ? Reason::kNoPacket : facts.decision.reason;
}

/// True if normal playout begins with noise that the decoder has made of a DTX packet.
bool PlaysCodecNoise(const TickFacts& facts) {
  return facts.outcome.executed == Operation::kNormal && facts.playout->begins_with_codec_noise;
}

SpeechType SpeechTypeOf(Operation executed, const Playout& playout) {
  if (IsConcealment(executed))
    return playout.is_faded_out ? SpeechType::kPlcNoise : SpeechType::kPlc;
  return playout.popped.noise > 0 ? SpeechType::kComfortNoise : SpeechType::kNormal;
}

}  // namespace

TickReport MakeReport(const TickFacts& facts, const Delays& delays) noexcept {
  TickReport report;
  report.sample_rate_hz = facts.output.rate.hz();
  report.channels = facts.output.channels;
  report.samples_per_channel = facts.output.samples();
  report.target_delay = delays.target;
  report.unlimited_target_delay = delays.unlimited_target;
  report.output_too_small = facts.output_too_small;
  if (!facts.playout) return report;

  const Playout& playout = *facts.playout;
  const bool plays_codec_noise = PlaysCodecNoise(facts);
  const Operation executed =
      plays_codec_noise ? Operation::kCodecComfortNoise : facts.outcome.executed;
  report.operation = executed;
  report.reason = plays_codec_noise ? Reason::kSenderPauses : ExecutedReason(facts);
  report.decided_operation = facts.decision.operation;
  report.decided_reason = facts.decision.reason;
  report.speech_type = SpeechTypeOf(executed, playout);
  report.decoded_audio = !IsConcealment(executed) && !IsComfortNoise(executed);
  report.muted = IsConcealment(executed) && playout.is_faded_out;
  report.dtmf = playout.has_tone;
  report.decode_error = facts.decode_error;
  report.packets_decoded = static_cast<uint8_t>(std::min(facts.packets_decoded, UINT8_MAX));
  report.packets_in_buffer = delays.packets_in_buffer;
  report.stretched_samples = facts.outcome.stretched_samples;
  report.concealed_samples = playout.popped.concealed;
  report.noise_samples = playout.popped.noise;
  report.pitch_lag_samples = facts.outcome.lag_samples;
  report.correlation = facts.outcome.correlation;
  report.filtered_delay = delays.level + delays.unplayed;
  report.recent_playout_delay = facts.input.recent_playout_delay;
  report.current_buffer_size = delays.waiting + delays.unplayed;
  report.has_timestamps = true;
  report.frame_timestamp = playout.clock.TimestampOf(playout.first_sample);
  report.playout_timestamp = playout.clock.TimestampOf(playout.playout_time);
  return report;
}

}  // namespace neteq::internal
