// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/account/accounting.h"

#include <chrono>

namespace neteq::internal {
namespace {

// Shortest concealment that counts as an interruption (NetEQ).
constexpr uint64_t kInterruptionMs = 150;

constexpr uint64_t AsCount(int64_t value) { return value > 0 ? static_cast<uint64_t>(value) : 0; }

}  // namespace

void Accounting::OnArrival(const ArrivalEvents::Summary& packet) noexcept {
  Statistics& s = statistics_;
  s.jitter_buffer_packets_received += packet.has_payload ? 1 : 0;
  s.packets_discarded += AsCount(packet.primary.late + packet.primary.without_room);
  s.late_packets_discarded += AsCount(packet.primary.late);
  s.duplicate_packets_discarded += AsCount(packet.primary.duplicate);
  s.fec_packets_received += AsCount(packet.fec.received);
  s.fec_packets_discarded += AsCount(packet.fec.refused());
  s.red_packets_received += AsCount(packet.red.received);
  s.red_packets_discarded += AsCount(packet.red.refused());
  s.packet_buffer_overflows += packet.overflows ? 1 : 0;
  s.foreign_packets_discarded += packet.result == InsertResult::kForeign ? 1 : 0;
  s.timestamp_step_mismatch += packet.steps_oddly ? 1 : 0;
  OnDropped(packet.dropped, packet.flushes);
}

void Accounting::OnDropped(const DropCount& dropped, int flushes) noexcept {
  statistics_.packets_discarded += AsCount(dropped.primary);
  statistics_.fec_packets_discarded += AsCount(dropped.fec);
  statistics_.red_packets_discarded += AsCount(dropped.red);
  statistics_.packet_buffer_flushes += AsCount(flushes);
}

void Accounting::OnLatePackets(const DropCount& dropped) noexcept {
  OnDropped(dropped, 0);
  statistics_.late_packets_discarded += AsCount(dropped.primary);
}

void Accounting::OnArrivalDelay(Duration arrival_delay) noexcept {
  statistics_.relative_packet_arrival_delay_ms +=
      AsCount(std::chrono::duration_cast<std::chrono::milliseconds>(arrival_delay).count());
}

void Accounting::OnRouteChanges(int64_t changes) noexcept {
  statistics_.route_changes = AsCount(changes);
}

void Accounting::OnBacklogSkipped(int64_t samples) noexcept {
  statistics_.backlog_skipped_samples += AsCount(samples);
}

void Accounting::OnDecoded(const DecodedPacket& packet, Duration target,
                           Duration unlimited_target) noexcept {
  const uint64_t samples = AsCount(packet.samples);
  const auto weighted = [samples](Duration delay) {
    return AsCount(std::chrono::duration_cast<std::chrono::milliseconds>(delay).count()) * samples;
  };
  Statistics& s = statistics_;
  s.jitter_buffer_delay_ms += weighted(packet.waiting);
  s.playout_buffer_delay_ms += weighted(packet.ahead);
  s.total_processing_delay_ms += weighted(packet.waiting + packet.ahead);
  s.jitter_buffer_target_delay_ms += weighted(target);
  s.jitter_buffer_minimum_delay_ms += weighted(unlimited_target);
  s.jitter_buffer_emitted_count += samples;
  if (packet.priority.codec_level > 0) {
    s.fec_samples_decoded += samples;
  } else if (packet.priority.red_level > 0) {
    s.red_samples_decoded += samples;
  }
  interval_.OnDecoded(packet.waiting);
}

void Accounting::OnTick(const TickReport& tick, SampleRate rate, bool pause_ended) noexcept {
  Statistics& s = statistics_;
  const bool conceals = IsConcealment(tick.operation);
  if (conceals && !concealment_) {
    concealment_ = Concealment{.counts_as_interruption = decoded_before_,
                               .samples_before = s.concealed_samples,
                               .silent_before = s.silent_concealed_samples};
    ++s.concealment_events;
  }
  const bool ends = !conceals && concealment_;
  if (ends && !pause_ended) EndConcealment(tick, rate);
  CountSamples(tick, rate);
  if (ends && pause_ended) EndPause();
  if (ends) concealment_.reset();
  if (tick.decode_error) ++s.decode_errors;
  decoded_before_ = decoded_before_ || tick.packets_decoded > 0;
  if (tick.reason == Reason::kBeforeFirstPacket) return;
  if (pause_ended) stalls_.OnPauseEnded();
  stalls_.OnTick(conceals);
}

void Accounting::CountSamples(const TickReport& tick, SampleRate rate) noexcept {
  Statistics& s = statistics_;
  s.total_samples_received += AsCount(rate.tick_samples());
  s.concealed_samples += AsCount(tick.concealed_samples);
  if (tick.muted) s.silent_concealed_samples += AsCount(tick.concealed_samples);
  s.comfort_noise_samples += AsCount(tick.noise_samples);
  if (tick.operation == Operation::kCodecComfortNoise)
    s.generated_noise_samples += AsCount(tick.noise_samples);
  if (tick.stretched_samples > 0)
    s.inserted_samples_for_deceleration += AsCount(tick.stretched_samples);
  if (tick.stretched_samples < 0)
    s.removed_samples_for_acceleration += AsCount(-tick.stretched_samples);
}

void Accounting::EndConcealment(const TickReport& tick, SampleRate rate) noexcept {
  Statistics& s = statistics_;
  const uint64_t samples = s.concealed_samples - concealment_->samples_before;
  const uint64_t ms = samples * 1000 / static_cast<uint64_t>(rate.hz());
  if (concealment_->counts_as_interruption && ms >= kInterruptionMs) {
    ++s.interruption_count;
    s.total_interruption_duration_ms += ms;
  }
  if (tick.operation == Operation::kNormal && tick.reason == Reason::kExpectedPacket) {
    ++s.delayed_packet_outage_events;
    s.delayed_packet_outage_samples += samples;
  }
}

/// Gives back the concealment that was a pause of the sender, including the end of it in this tick.
void Accounting::EndPause() noexcept {
  Statistics& s = statistics_;
  s.sender_pause_samples += s.concealed_samples - concealment_->samples_before;
  s.concealed_samples = concealment_->samples_before;
  s.silent_concealed_samples = concealment_->silent_before;
  --s.concealment_events;
}

}  // namespace neteq::internal
