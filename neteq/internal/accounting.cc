// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/accounting.h"

#include <chrono>

namespace neteq::internal {
namespace {

// Shortest concealment that counts as an interruption (NetEQ).
constexpr uint64_t kInterruptionMs = 150;

constexpr uint64_t AsCount(int64_t value) { return value > 0 ? static_cast<uint64_t>(value) : 0; }

}  // namespace

void Accounting::CountUnusual(PacketPriority priority, InsertResult result) noexcept {
  Statistics& s = statistics_;
  const bool is_fec = priority.codec_level > 0;
  const bool is_red = !is_fec && priority.red_level > 0;
  s.fec_packets_received += is_fec ? 1 : 0;
  s.red_packets_received += is_red ? 1 : 0;
  if (result == InsertResult::kInsertedOldDropped || result == InsertResult::kNoRoom)
    ++s.packet_buffer_overflows;
  const bool is_late = result == InsertResult::kTooLate;
  const bool is_duplicate = result == InsertResult::kDuplicate;
  if (!is_late && !is_duplicate && result != InsertResult::kNoRoom) return;
  if (is_fec || is_red) {
    ++(is_fec ? s.fec_packets_discarded : s.red_packets_discarded);
    return;
  }
  ++s.packets_discarded;
  s.late_packets_discarded += is_late ? 1 : 0;
  s.duplicate_packets_discarded += is_duplicate ? 1 : 0;
}

void Accounting::CountDropped(const DropCount& dropped, bool flushed) noexcept {
  statistics_.packets_discarded += AsCount(dropped.primary);
  statistics_.fec_packets_discarded += AsCount(dropped.fec);
  statistics_.red_packets_discarded += AsCount(dropped.red);
  statistics_.packet_buffer_flushes += flushed ? 1 : 0;
}

void Accounting::CountLate(const DropCount& dropped) noexcept {
  CountDropped(dropped, false);
  statistics_.late_packets_discarded += AsCount(dropped.primary);
}

void Accounting::OnArrivalDelay(Duration arrival_delay) noexcept {
  statistics_.relative_packet_arrival_delay_ms +=
      AsCount(std::chrono::duration_cast<std::chrono::milliseconds>(arrival_delay).count());
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

void Accounting::OnTick(const TickReport& frame, SampleRate rate) noexcept {
  Statistics& s = statistics_;
  const bool conceals = IsConcealment(frame.operation);
  if (conceals && !concealing_) {
    concealing_ = true;
    counts_as_interruption_ = decoded_before_;
    concealed_at_start_ = s.concealed_samples;
    ++s.concealment_events;
  } else if (!conceals && concealing_) {
    EndConcealment(frame, rate);
  }
  s.total_samples_received += AsCount(rate.tick_samples());
  s.concealed_samples += AsCount(frame.concealed_samples);
  if (frame.muted) s.silent_concealed_samples += AsCount(frame.concealed_samples);
  s.comfort_noise_samples += AsCount(frame.noise_samples);
  if (frame.operation == Operation::kCodecComfortNoise)
    s.generated_noise_samples += AsCount(frame.noise_samples);
  if (frame.stretched_samples > 0)
    s.inserted_samples_for_deceleration += AsCount(frame.stretched_samples);
  if (frame.stretched_samples < 0)
    s.removed_samples_for_acceleration += AsCount(-frame.stretched_samples);
  if (frame.decode_error) ++s.decode_errors;
  decoded_before_ = decoded_before_ || frame.packets_decoded > 0;
  if (frame.reason != Reason::kBeforeFirstPacket) stalls_.OnTick(conceals);
}

void Accounting::EndConcealment(const TickReport& frame, SampleRate rate) noexcept {
  Statistics& s = statistics_;
  concealing_ = false;
  const uint64_t samples = s.concealed_samples - concealed_at_start_;
  const uint64_t ms = samples * 1000 / static_cast<uint64_t>(rate.hz());
  if (counts_as_interruption_ && ms >= kInterruptionMs) {
    ++s.interruption_count;
    s.total_interruption_duration_ms += ms;
  }
  if (frame.operation == Operation::kNormal && frame.reason == Reason::kExpectedPacket) {
    ++s.delayed_packet_outage_events;
    s.delayed_packet_outage_samples += samples;
  }
}

}  // namespace neteq::internal
