// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/decide/observation.h"

namespace neteq::internal {
namespace {

// Limit for counting contiguous audio. Heuristic: twice the 30 ms that an operation decodes in one
// tick.
constexpr double kMostDecodedMs = 60.0;

void ObserveNextPacket(const Observed& observed, PolicyInput& input) {
  const PacketBuffer& buffer = observed.inbox.buffer;
  const Packet* const next = buffer.Front();
  if (next == nullptr) return;
  const SampleRate rate = input.rate;
  const Packet& newest = buffer.at(buffer.size() - 1);
  input.next = {.present = true,
                .media_time = next->media_time,
                .is_dtx = next->is_dtx,
                .is_comfort_noise = next->is_comfort_noise,
                .recent_playout_delay = observed.delay_manager.RecentPlayoutDelay(
                    rate.Length(next->media_time.samples), observed.caller_time)};
  input.contiguous_samples = buffer.contiguous_samples(rate.SamplesInMs(kMostDecodedMs));
  input.span_samples = buffer.span_samples(observed.last_frame_samples);
  input.waiting_span =
      rate.Length(newest.media_time - next->media_time) + (observed.tick_time - newest.arrival);
  input.dtx_in_buffer = buffer.contains_dtx_or_comfort_noise();
}

}  // namespace

PolicyInput Observe(const Observed& observed) noexcept {
  const SignalPath& path = observed.path;
  const Timeline& timeline = observed.timeline;
  const SampleRate rate = path.rate();
  const int playable = path.sync().playable();
  PolicyInput input{.rate = rate,
                    .stream_starts = observed.timeline_starts,
                    .end_time = timeline.decoded_until,
                    .playable_samples = playable,
                    .last_frame_samples = observed.last_frame_samples,
                    .concealed_ticks = timeline.concealed_ticks,
                    .mute_factor = path.mute_factor(),
                    .pause_noise = timeline.pause,
                    .noise_length = rate.Length(timeline.noise_samples),
                    .dtmf_active = observed.is_tone_due,
                    .has_codec_plc = observed.decoder_payload_type >= 0,
                    .target = observed.delay_manager.target(),
                    .max_arrival_delay = observed.delay_manager.max_arrival_delay(),
                    .previous = observed.previous};
  if (!observed.inbox.timeline_pending) ObserveNextPacket(observed, input);
  input.recent_playout_delay = observed.delay_manager.RecentPlayoutDelay(
      rate.Length(timeline.NextToPlay(playable).samples), observed.caller_time);
  return input;
}

}  // namespace neteq::internal
