// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <tuple>

#include "neteq/base/fields.h"

namespace neteq {

/// Lifetime counters under their W3C webrtc-stats or NetEQ names. Samples are per channel, at the
/// decoder's rate. Every counter only grows; rates and intervals are the reader's differences.
struct Statistics {
  uint64_t total_samples_received = 0;
  uint64_t concealed_samples = 0;
  uint64_t silent_concealed_samples = 0;
  uint64_t concealment_events = 0;
  uint64_t inserted_samples_for_deceleration = 0;
  uint64_t removed_samples_for_acceleration = 0;
  uint64_t jitter_buffer_delay_ms = 0;
  uint64_t jitter_buffer_target_delay_ms = 0;
  uint64_t jitter_buffer_minimum_delay_ms = 0;
  uint64_t jitter_buffer_emitted_count = 0;
  uint64_t jitter_buffer_packets_received = 0;
  uint64_t packets_discarded = 0;
  uint64_t late_packets_discarded = 0;
  uint64_t duplicate_packets_discarded = 0;
  uint64_t packet_buffer_overflows = 0;
  uint64_t packet_buffer_flushes = 0;
  uint64_t delayed_packet_outage_samples = 0;
  uint64_t delayed_packet_outage_events = 0;
  uint64_t interruption_count = 0;
  uint64_t total_interruption_duration_ms = 0;
  uint64_t decode_errors = 0;
  uint64_t fec_packets_received = 0;
  uint64_t fec_packets_discarded = 0;
  uint64_t fec_samples_decoded = 0;
  uint64_t red_packets_received = 0;
  uint64_t red_packets_discarded = 0;
  uint64_t red_samples_decoded = 0;
  uint64_t comfort_noise_samples = 0;
  uint64_t generated_noise_samples = 0;
  uint64_t relative_packet_arrival_delay_ms = 0;
  uint64_t playout_buffer_delay_ms = 0;
  uint64_t total_processing_delay_ms = 0;
  uint64_t backlog_skipped_samples = 0;
};

constexpr auto FieldsOf(const Statistics*) {
  using S = Statistics;
  constexpr auto kCounter = [](uint64_t S::*member, std::string_view name, Unit unit,
                               std::string_view description) {
    return MakeField(member, name, unit, 0, UINT64_MAX, description);
  };
  return std::tuple{
      kCounter(&S::total_samples_received, "total_samples_received", Unit::kSamples,
               "Everything played, concealment and silence included (W3C totalSamplesReceived)."),
      kCounter(&S::concealed_samples, "concealed_samples", Unit::kSamples,
               "Synthesised samples played in the place of missing ones (W3C concealedSamples)."),
      kCounter(&S::silent_concealed_samples, "silent_concealed_samples", Unit::kSamples,
               "The part of them that was silence or noise after speech had faded out (W3C "
               "silentConcealedSamples)."),
      kCounter(&S::concealment_events, "concealment_events", Unit::kNone,
               "Entries into concealment (W3C concealmentEvents)."),
      kCounter(&S::inserted_samples_for_deceleration, "inserted_samples_for_deceleration",
               Unit::kSamples,
               "Samples added by preemptive expand (W3C insertedSamplesForDeceleration)."),
      kCounter(&S::removed_samples_for_acceleration, "removed_samples_for_acceleration",
               Unit::kSamples,
               "Samples taken out by accelerate (W3C removedSamplesForAcceleration)."),
      kCounter(&S::jitter_buffer_delay_ms, "jitter_buffer_delay_ms", Unit::kMillisecondSamples,
               "Sum over decoded samples of the time their packet waited (W3C jitterBufferDelay)."),
      kCounter(&S::jitter_buffer_target_delay_ms, "jitter_buffer_target_delay_ms",
               Unit::kMillisecondSamples,
               "Sum over decoded samples of the target delay (W3C jitterBufferTargetDelay)."),
      kCounter(
          &S::jitter_buffer_minimum_delay_ms, "jitter_buffer_minimum_delay_ms",
          Unit::kMillisecondSamples,
          "The same for the target before minimum and maximum (W3C jitterBufferMinimumDelay)."),
      kCounter(
          &S::jitter_buffer_emitted_count, "jitter_buffer_emitted_count", Unit::kSamples,
          "Decoded samples: divide the three sums above by it (W3C jitterBufferEmittedCount)."),
      kCounter(&S::jitter_buffer_packets_received, "jitter_buffer_packets_received", Unit::kPackets,
               "Packets with a payload handed in, refused ones too."),
      kCounter(
          &S::packets_discarded, "packets_discarded", Unit::kPackets,
          "Packets discarded before they were decoded: late, overflow, flush or change of timeline "
          "(W3C packetsDiscarded). Duplicates do not count."),
      kCounter(&S::late_packets_discarded, "late_packets_discarded", Unit::kPackets,
               "The part of packets_discarded that came too late."),
      kCounter(&S::duplicate_packets_discarded, "duplicate_packets_discarded", Unit::kPackets,
               "Packets discarded because an equal or better copy was waiting; not part of "
               "packets_discarded."),
      kCounter(&S::packet_buffer_overflows, "packet_buffer_overflows", Unit::kPackets,
               "Insertions into a full packet buffer."),
      kCounter(&S::packet_buffer_flushes, "packet_buffer_flushes", Unit::kNone,
               "Times the packet buffer was emptied: overflow if so configured, Flush, change of "
               "stream."),
      kCounter(&S::delayed_packet_outage_samples, "delayed_packet_outage_samples", Unit::kSamples,
               "Concealed samples of concealments that ended with the very packet that was due: "
               "late, not lost."),
      kCounter(&S::delayed_packet_outage_events, "delayed_packet_outage_events", Unit::kNone,
               "Number of those concealments."),
      kCounter(&S::interruption_count, "interruption_count", Unit::kNone,
               "Concealments of at least 150 ms after the first decoded audio."),
      kCounter(&S::total_interruption_duration_ms, "total_interruption_duration_ms",
               Unit::kMilliseconds, "Their total length."),
      kCounter(&S::decode_errors, "decode_errors", Unit::kNone,
               "Payloads that the decoder refused."),
      kCounter(&S::fec_packets_received, "fec_packets_received", Unit::kPackets,
               "Copies of earlier audio found as in-band FEC (W3C fecPacketsReceived)."),
      kCounter(&S::fec_packets_discarded, "fec_packets_discarded", Unit::kPackets,
               "The part of them that was not needed or came too late (W3C fecPacketsDiscarded)."),
      kCounter(&S::fec_samples_decoded, "fec_samples_decoded", Unit::kSamples,
               "Samples decoded from in-band FEC in the place of lost packets."),
      kCounter(&S::red_packets_received, "red_packets_received", Unit::kPackets,
               "Copies of earlier audio found in RED packets (RFC 2198)."),
      kCounter(&S::red_packets_discarded, "red_packets_discarded", Unit::kPackets,
               "The part of them that was not needed or came too late."),
      kCounter(&S::red_samples_decoded, "red_samples_decoded", Unit::kSamples,
               "Samples decoded from RED copies in the place of lost packets."),
      kCounter(&S::comfort_noise_samples, "comfort_noise_samples", Unit::kSamples,
               "Noise played in pauses of the sender, described by it (RFC 3389) or made by the "
               "decoder."),
      kCounter(&S::generated_noise_samples, "generated_noise_samples", Unit::kSamples,
               "The part of it that the decoder made (NetEQ generatedNoiseSamples)."),
      kCounter(&S::relative_packet_arrival_delay_ms, "relative_packet_arrival_delay_ms",
               Unit::kMilliseconds,
               "Sum over packets of how far they trailed the fastest of the last seconds (W3C "
               "relativePacketArrivalDelay): the network's part of the delay."),
      kCounter(&S::playout_buffer_delay_ms, "playout_buffer_delay_ms", Unit::kMillisecondSamples,
               "Sum over decoded samples of the audio that was decoded already and had to be "
               "played before them."),
      kCounter(&S::total_processing_delay_ms, "total_processing_delay_ms",
               Unit::kMillisecondSamples,
               "Sum over decoded samples of the time from arrival to playout (W3C "
               "totalProcessingDelay): the two sums before together."),
      kCounter(&S::backlog_skipped_samples, "backlog_skipped_samples", Unit::kSamples,
               "Audio skipped to get rid of a backlog at once."),
  };
}
static_assert(Declared<Statistics>);

}  // namespace neteq
