// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/c/convert.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <optional>

#include "neteq/c/last_error.h"

namespace neteq::c {
namespace {

int32_t Number(bool value) { return value ? 1 : 0; }
template <class Enum>
requires std::is_enum_v<Enum> int32_t Number(Enum value) { return static_cast<int32_t>(value); }

neteq_packet_metadata ToC(const PacketMetadata& metadata) noexcept {
  const auto& [csrcs, level, capture] = metadata;
  neteq_packet_metadata c{};
  std::copy(csrcs.begin(), csrcs.end(), std::begin(c.csrcs));
  c.csrc_count = static_cast<int32_t>(csrcs.size());
  if (level) {
    c.has_audio_level = 1;
    c.audio_level_dbov = level->level_dbov;
    c.has_voice = Number(level->has_voice);
  }
  if (capture) {
    c.has_capture_time = 1;
    c.capture_ntp = capture->ntp;
    c.has_capture_clock_offset = Number(capture->clock_offset.has_value());
    c.capture_clock_offset = capture->clock_offset.value_or(0);
  }
  return c;
}

/// `c` must be within its ranges.
PacketMetadata FromC(const neteq_packet_metadata& c) noexcept {
  PacketMetadata metadata;
  for (int32_t i = 0; i < c.csrc_count; ++i) metadata.csrcs.PushBack(c.csrcs[i]);
  if (c.has_audio_level != 0) {
    metadata.audio_level = {.level_dbov = static_cast<uint8_t>(c.audio_level_dbov),
                            .has_voice = c.has_voice != 0};
  }
  if (c.has_capture_time != 0) {
    metadata.capture_time = AbsoluteCaptureTime{.ntp = c.capture_ntp};
    if (c.has_capture_clock_offset != 0)
      metadata.capture_time->clock_offset = c.capture_clock_offset;
  }
  return metadata;
}

}  // namespace

// Structured bindings name every member, so that a new one without a counterpart does not compile.

neteq_arrival_report ToC(const ArrivalReport& report) noexcept {
  const auto& [result, timeline_changed, target_delay] = report;
  return {.size = sizeof(neteq_arrival_report),
          .result = Number(result),
          .timeline_changed = Number(timeline_changed),
          .target_delay_us = target_delay.count()};
}

neteq_tick_report ToC(const TickReport& report) noexcept {
  const auto& [operation, reason, decided_operation, decided_reason, speech_type, decoded_audio,
               muted, dtmf, decode_error, output_too_small, packets_decoded, sample_rate_hz,
               channels, samples_per_channel, packets_in_buffer, stretched_samples,
               concealed_samples, noise_samples, pitch_lag_samples, correlation, target_delay,
               unlimited_target_delay, filtered_delay, recent_playout_delay, current_buffer_size,
               has_timestamps, frame_timestamp, playout_timestamp] = report;
  return {.size = sizeof(neteq_tick_report),
          .operation = Number(operation),
          .reason = Number(reason),
          .decided_operation = Number(decided_operation),
          .decided_reason = Number(decided_reason),
          .speech_type = Number(speech_type),
          .decoded_audio = Number(decoded_audio),
          .muted = Number(muted),
          .dtmf = Number(dtmf),
          .decode_error = Number(decode_error),
          .output_too_small = Number(output_too_small),
          .packets_decoded = packets_decoded,
          .sample_rate_hz = sample_rate_hz,
          .channels = channels,
          .samples_per_channel = samples_per_channel,
          .packets_in_buffer = packets_in_buffer,
          .stretched_samples = stretched_samples,
          .concealed_samples = concealed_samples,
          .noise_samples = noise_samples,
          .pitch_lag_samples = pitch_lag_samples,
          .correlation = correlation,
          .target_delay_us = target_delay.count(),
          .unlimited_target_delay_us = unlimited_target_delay.count(),
          .filtered_delay_us = filtered_delay.count(),
          .recent_playout_delay_us = recent_playout_delay.count(),
          .current_buffer_size_us = current_buffer_size.count(),
          .has_timestamps = Number(has_timestamps),
          .frame_timestamp = frame_timestamp.value(),
          .playout_timestamp = playout_timestamp.value()};
}

neteq_packet_info ToC(const RtpPacketInfo& info) noexcept {
  const auto& [ssrc, sequence, timestamp, receive_time, payload_type, is_redundant, metadata] =
      info;
  return {.size = sizeof(neteq_packet_info),
          .ssrc = ssrc,
          .timestamp = timestamp.value(),
          .sequence = sequence.value(),
          .payload_type = payload_type,
          .is_redundant = Number(is_redundant),
          .receive_time_us = receive_time.time_since_epoch().count(),
          .metadata = ToC(metadata)};
}

neteq_rtp_packet ToC(const RtpPacketView& packet) noexcept {
  const auto& [payload_type, sequence, timestamp, ssrc, marker, payload, metadata] = packet;
  return {.size = sizeof(neteq_rtp_packet),
          .payload = reinterpret_cast<const uint8_t*>(payload.data()),
          .payload_bytes = payload.size(),
          .timestamp = timestamp.value(),
          .ssrc = ssrc,
          .sequence = sequence.value(),
          .payload_type = payload_type,
          .marker = Number(marker),
          .metadata = ToC(metadata)};
}

neteq_snapshot ToC(const Snapshot& snapshot) noexcept {
  // Service, stalls, receiver report and clock drift have functions of their own.
  const auto& [target_delay, unlimited_target_delay, filtered_delay, unplayed, bounds, service,
               playout_timestamp, stalls, receiver_report, clock_drift, device_period, step_ratio,
               output] = snapshot;
  static_cast<void>(service), static_cast<void>(stalls), static_cast<void>(receiver_report),
      static_cast<void>(clock_drift);
  const auto& [minimum, maximum, base_minimum] = bounds;
  return {.size = sizeof(neteq_snapshot),
          .target_delay_us = target_delay.count(),
          .unlimited_target_delay_us = unlimited_target_delay.count(),
          .filtered_delay_us = filtered_delay.count(),
          .unplayed_us = unplayed.count(),
          .minimum_delay_us = minimum.count(),
          .maximum_delay_us = maximum.count(),
          .base_minimum_delay_us = base_minimum.count(),
          .has_playout_timestamp = Number(playout_timestamp.has_value()),
          .playout_timestamp = playout_timestamp ? playout_timestamp->value() : 0,
          .output_rate_hz = output.rate_hz,
          .output_channels = output.channels,
          .device_period_us = device_period.count(),
          .timestamp_step_ratio = step_ratio};
}

neteq_service_report ToC(const delay::ServiceReport& report) noexcept {
  const auto& [level, late_since, slow_since] = report;
  const auto us = [](const std::optional<Timestamp>& since) {
    return since ? since->time_since_epoch().count() : 0;
  };
  return {.size = sizeof(neteq_service_report),
          .max_late_percent = level.max_late_percent,
          .max_delay_us = level.max_delay.count(),
          .is_late_share_broken = Number(late_since.has_value()),
          .is_delay_broken = Number(slow_since.has_value()),
          .late_since_us = us(late_since),
          .slow_since_us = us(slow_since)};
}

neteq_status FromC(const neteq_rtp_packet& packet, RtpPacketView& view) noexcept {
  const auto is_within = [](int32_t value, int32_t most) { return value >= 0 && value <= most; };
  if (packet.payload == nullptr && packet.payload_bytes > 0)
    return Fail(NETEQ_INVALID_ARGUMENT, "the payload is null");
  if (!is_within(packet.payload_type, 127))
    return Fail(NETEQ_OUT_OF_RANGE, "the payload type of a packet is not 0 to 127");
  if (!is_within(packet.sequence, UINT16_MAX))
    return Fail(NETEQ_OUT_OF_RANGE, "the sequence number of a packet is not 0 to 65535");
  if (!is_within(packet.metadata.csrc_count, 15))
    return Fail(NETEQ_OUT_OF_RANGE, "the CSRC count of a packet is not 0 to 15");
  if (!is_within(packet.metadata.audio_level_dbov, 127))
    return Fail(NETEQ_OUT_OF_RANGE, "the audio level of a packet is not 0 to 127");
  view = {.payload_type = static_cast<uint8_t>(packet.payload_type),
          .sequence = SequenceNumber(static_cast<uint16_t>(packet.sequence)),
          .timestamp = RtpTimestamp(packet.timestamp),
          .ssrc = packet.ssrc,
          .marker = packet.marker != 0,
          .payload = {reinterpret_cast<const std::byte*>(packet.payload), packet.payload_bytes},
          .metadata = FromC(packet.metadata)};
  return NETEQ_OK;
}

}  // namespace neteq::c
