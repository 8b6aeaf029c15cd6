// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/accounting.h"

namespace neteq::internal {
namespace {

// Shortest concealment that counts as an interruption (NetEQ).
constexpr uint64_t kInterruptionMs = 150;

constexpr uint64_t AsCount(int64_t value) { return value > 0 ? static_cast<uint64_t>(value) : 0; }

}  // namespace

void Accounting::OnInsert(InsertResult result, const Displaced& displaced) noexcept {
  Statistics& s = statistics_;
  ++s.jitter_buffer_packets_received;
  s.packets_discarded += AsCount(displaced.dropped);
  if (result == InsertResult::kInsertedOldDropped || result == InsertResult::kNoRoom)
    ++s.packet_buffer_overflows;
  if (displaced.flushed) ++s.packet_buffer_flushes;
  if (result == InsertResult::kNoRoom) ++s.packets_discarded;
  if (result == InsertResult::kDuplicate) {
    ++s.packets_discarded;
    ++s.duplicate_packets_discarded;
  } else if (result == InsertResult::kTooLate) {
    OnLatePackets(1);
  }
}

void Accounting::OnLatePackets(int count) noexcept {
  statistics_.packets_discarded += AsCount(count);
  statistics_.late_packets_discarded += AsCount(count);
}

void Accounting::OnFlush(int dropped) noexcept {
  statistics_.packets_discarded += AsCount(dropped);
  ++statistics_.packet_buffer_flushes;
}

void Accounting::OnDecoded(const DecodedPacket& packet, Duration target,
                           Duration unlimited_target) noexcept {
  const uint64_t samples = AsCount(packet.samples);
  const auto weighted = [samples](Duration delay) {
    return AsCount(std::chrono::duration_cast<std::chrono::milliseconds>(delay).count()) * samples;
  };
  statistics_.jitter_buffer_delay_ms += weighted(packet.waiting);
  statistics_.jitter_buffer_target_delay_ms += weighted(target);
  statistics_.jitter_buffer_minimum_delay_ms += weighted(unlimited_target);
  statistics_.jitter_buffer_emitted_count += samples;
}

void Accounting::OnFrame(const FrameReport& frame, SampleRate rate) noexcept {
  Statistics& s = statistics_;
  const bool conceals = frame.operation == Operation::kExpand;
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
  if (frame.stretched_samples > 0)
    s.inserted_samples_for_deceleration += AsCount(frame.stretched_samples);
  if (frame.stretched_samples < 0)
    s.removed_samples_for_acceleration += AsCount(-frame.stretched_samples);
  if (frame.decode_error) ++s.decode_errors;
  decoded_before_ = decoded_before_ || frame.packets_decoded > 0;
}

void Accounting::EndConcealment(const FrameReport& frame, SampleRate rate) noexcept {
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
