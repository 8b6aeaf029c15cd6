// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <tuple>

#include "neteq/base/fields.h"

namespace neteq {

/// Lifetime counters. Names follow W3C webrtc-stats or NetEQ where these have the counter;
/// FieldsOf() describes each one. Samples are per channel, at the decoder's rate. Counters never
/// decrease, with one exception: a packet may show that a concealment was a pause of the sender,
/// and its samples then move from concealed_samples to sender_pause_samples. Take the difference
/// of two readings for an interval or a rate.
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
  uint64_t timestamp_step_mismatch = 0;
  uint64_t sender_pause_samples = 0;
  uint64_t foreign_packets_discarded = 0;
  uint64_t route_changes = 0;
};

// NOLINTNEXTLINE(readability-function-size): one line per field
constexpr auto FieldsOf(const Statistics*) {
  using S = Statistics;
  constexpr auto kCounter = [](uint64_t S::*member, std::string_view name, Unit unit,
                               std::string_view description) {
    return MakeField(member, name, unit, 0, UINT64_MAX, description);
  };
  return std::tuple{
      kCounter(&S::total_samples_received, "total_samples_received", Unit::kSamples,
               "Samples played, including concealment and silence (W3C totalSamplesReceived)."),
      kCounter(&S::concealed_samples, "concealed_samples", Unit::kSamples,
               "Synthesised samples played instead of missing ones (W3C concealedSamples)."),
      kCounter(&S::silent_concealed_samples, "silent_concealed_samples", Unit::kSamples,
               "Concealed samples that were silence or noise after the speech had faded out (W3C "
               "silentConcealedSamples)."),
      kCounter(&S::concealment_events, "concealment_events", Unit::kNone,
               "Number of concealments started (W3C concealmentEvents)."),
      kCounter(&S::inserted_samples_for_deceleration, "inserted_samples_for_deceleration",
               Unit::kSamples,
               "Samples added by preemptive expand (W3C insertedSamplesForDeceleration)."),
      kCounter(&S::removed_samples_for_acceleration, "removed_samples_for_acceleration",
               Unit::kSamples,
               "Samples removed by accelerate (W3C removedSamplesForAcceleration)."),
      kCounter(&S::jitter_buffer_delay_ms, "jitter_buffer_delay_ms", Unit::kMillisecondSamples,
               "Sum over decoded samples of the time their packet waited (W3C jitterBufferDelay)."),
      kCounter(&S::jitter_buffer_target_delay_ms, "jitter_buffer_target_delay_ms",
               Unit::kMillisecondSamples,
               "Sum over decoded samples of the target delay (W3C jitterBufferTargetDelay)."),
      kCounter(&S::jitter_buffer_minimum_delay_ms, "jitter_buffer_minimum_delay_ms",
               Unit::kMillisecondSamples,
               "Sum over decoded samples of the target delay before the delay bounds apply (W3C "
               "jitterBufferMinimumDelay)."),
      kCounter(&S::jitter_buffer_emitted_count, "jitter_buffer_emitted_count", Unit::kSamples,
               "Decoded samples; the divisor for the averages of the three sums above (W3C "
               "jitterBufferEmittedCount)."),
      kCounter(&S::jitter_buffer_packets_received, "jitter_buffer_packets_received", Unit::kPackets,
               "Inserted packets with a payload, including refused ones."),
      kCounter(
          &S::packets_discarded, "packets_discarded", Unit::kPackets,
          "Packets discarded before they were decoded: late, overflow, flush or change of timeline "
          "(W3C packetsDiscarded). Duplicates do not count."),
      kCounter(&S::late_packets_discarded, "late_packets_discarded", Unit::kPackets,
               "Packets in packets_discarded that arrived too late."),
      kCounter(&S::duplicate_packets_discarded, "duplicate_packets_discarded", Unit::kPackets,
               "Packets discarded because an equal or better copy was waiting; not part of "
               "packets_discarded."),
      kCounter(&S::packet_buffer_overflows, "packet_buffer_overflows", Unit::kPackets,
               "Insertions into a full packet buffer."),
      kCounter(&S::packet_buffer_flushes, "packet_buffer_flushes", Unit::kNone,
               "Number of times the packet buffer was emptied: by an overflow with "
               "flush_when_full, by Flush or by a change of stream."),
      kCounter(&S::delayed_packet_outage_samples, "delayed_packet_outage_samples", Unit::kSamples,
               "Concealed samples in concealments that ended with the expected packet: it was "
               "late, not lost."),
      kCounter(&S::delayed_packet_outage_events, "delayed_packet_outage_events", Unit::kNone,
               "Concealments that ended with the expected packet: it was late, not lost."),
      kCounter(&S::interruption_count, "interruption_count", Unit::kNone,
               "Concealments of at least 150 ms after the first decoded audio."),
      kCounter(&S::total_interruption_duration_ms, "total_interruption_duration_ms",
               Unit::kMilliseconds, "Total length of the interruptions."),
      kCounter(&S::decode_errors, "decode_errors", Unit::kNone,
               "Payloads that the decoder refused."),
      kCounter(&S::fec_packets_received, "fec_packets_received", Unit::kPackets,
               "Copies of earlier audio found as in-band FEC (W3C fecPacketsReceived)."),
      kCounter(
          &S::fec_packets_discarded, "fec_packets_discarded", Unit::kPackets,
          "In-band FEC copies that were not needed or arrived too late (W3C fecPacketsDiscarded)."),
      kCounter(&S::fec_samples_decoded, "fec_samples_decoded", Unit::kSamples,
               "Samples decoded from in-band FEC instead of lost packets."),
      kCounter(&S::red_packets_received, "red_packets_received", Unit::kPackets,
               "Copies of earlier audio found in RED packets (RFC 2198)."),
      kCounter(&S::red_packets_discarded, "red_packets_discarded", Unit::kPackets,
               "RED copies that were not needed or arrived too late."),
      kCounter(&S::red_samples_decoded, "red_samples_decoded", Unit::kSamples,
               "Samples decoded from RED copies instead of lost packets."),
      kCounter(&S::comfort_noise_samples, "comfort_noise_samples", Unit::kSamples,
               "Comfort noise played in pauses of the sender, described by the sender (RFC 3389) "
               "or generated by the decoder."),
      kCounter(&S::generated_noise_samples, "generated_noise_samples", Unit::kSamples,
               "Comfort noise that the decoder generated (NetEQ generatedNoiseSamples)."),
      kCounter(&S::relative_packet_arrival_delay_ms, "relative_packet_arrival_delay_ms",
               Unit::kMilliseconds,
               "Sum over packets of their delay behind the fastest packet of the last seconds (W3C "
               "relativePacketArrivalDelay): the network's part of the delay."),
      kCounter(
          &S::playout_buffer_delay_ms, "playout_buffer_delay_ms", Unit::kMillisecondSamples,
          "Sum over decoded samples of the decoded audio that was still to be played before them."),
      kCounter(&S::total_processing_delay_ms, "total_processing_delay_ms",
               Unit::kMillisecondSamples,
               "Sum over decoded samples of the time from arrival to playout (W3C "
               "totalProcessingDelay): jitter_buffer_delay_ms plus playout_buffer_delay_ms."),
      kCounter(&S::backlog_skipped_samples, "backlog_skipped_samples", Unit::kSamples,
               "Samples skipped to remove a backlog at once."),
      kCounter(&S::timestamp_step_mismatch, "timestamp_step_mismatch", Unit::kPackets,
               "Packets that followed the previous one in sequence, although their timestamp did "
               "not follow from its decoded length. With stream.follow_sequence they are played "
               "on without a gap."),
      kCounter(&S::sender_pause_samples, "sender_pause_samples", Unit::kSamples,
               "Concealed samples that filled a pause of the sender: the next packet followed in "
               "sequence, so nothing was lost. They have left concealed_samples, "
               "silent_concealed_samples and concealment_events."),
      kCounter(&S::foreign_packets_discarded, "foreign_packets_discarded", Unit::kPackets,
               "Packets of another SSRC that did not take over; not part of packets_discarded."),
      kCounter(&S::route_changes, "route_changes", Unit::kNone,
               "Steps of the transit time of all packets: a hold, a handover, another route or a "
               "step of the caller's clock (delay.route_step_ms)."),
  };
}
static_assert(Declared<Statistics>);

}  // namespace neteq
