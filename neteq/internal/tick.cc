// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/tick.h"

#include "neteq/internal/decide/observation.h"

namespace neteq::internal {
namespace {

constexpr int kTicksPerSecond = 100;

/// The part of `audio` that a tick of this format fills.
AudioView TickView(AudioView audio, TickFormat format) {
  return {audio.data(), format.channels, format.samples(), audio.stride()};
}

/// Writes one tick of silence. If the output is too small for a tick, clears all of it.
void ClearTick(AudioView out, const TickFacts& facts) {
  Clear(facts.output_too_small ? out : TickView(out, facts.output));
}

}  // namespace

bool TickOutput::Fits(TickFormat format) const {
  return audio.channels() >= format.channels && audio.frames() >= format.samples() &&
         static_cast<size_t>(format.channels * format.samples()) <= interleaved_room;
}

TickFacts Tick::Run(const TickOutput& out) noexcept {
  BeginTimelineIfDue();
  if (stream_.chains.active() == nullptr) return RunSilent(out);
  return IsMuted() ? RunMuted(out) : RunPlaying(out);
}

/// Starts the pending timeline once the audio of the old one has been played.
void Tick::BeginTimelineIfDue() noexcept {
  stream_.position.timeline_starts = false;
  if (!stream_.inbox.timeline_pending || stream_.inbox.buffer.empty()) return;
  const FormatChain* const active = stream_.chains.active();
  if (active != nullptr && active->path.sync().playable() >= rate().tick_samples()) return;
  const Packet first = *stream_.inbox.buffer.Front();
  if (active == nullptr && !first.is_comfort_noise && IsTooEarlyToStart(first)) return;
  stream_.chains.ChangeTo(*stream_.decoders.Find(first.payload_type)->chain);
  stream_.position.timeline =
      Timeline::StartingAt(first.media_time, stream_.chains.active()->path.sync().future());
  MediaClock clock = stream_.inbox.tracker.clock();
  clock.origin_ticks = first.origin_ticks;
  stream_.position.clock.Begin(clock);
  stream_.position.decoder = {.last_frame_samples = first.duration_samples};
  stream_.position.timeline_starts = true;
  stream_.inbox.timeline_pending = false;
  stream_.decider.Reset();
}

bool Tick::IsTooEarlyToStart(const Packet& first) const {
  const SampleRate rate(stream_.inbox.tracker.clock().sample_hz);
  const Duration delay = stream_.delay_manager.RecentPlayoutDelay(
      rate.Length(first.media_time.samples), caller_clock());
  return ToMs(delay) <
         stream_.config.params.decision.start_share * ToMs(stream_.delay_manager.target());
}

/// True if concealment has faded to silence and nothing waits. Such a tick needs no processing.
bool Tick::IsMuted() const {
  const Params& params = stream_.config.params;
  return params.decision.muted_state &&
         params.expand.background_noise == dsp::BackgroundNoiseMode::kOff &&
         stream_.chains.active()->path.muted() && stream_.inbox.buffer.empty() &&
         stream_.inbox.tones.empty() && !stream_.decider.has_override();
}

/// Plays silence before the first packet.
TickFacts Tick::RunSilent(const TickOutput& out) const noexcept {
  const FormatChain* const first = stream_.chains.first();
  const AudioBuffer& scratch = stream_.chains.scratch();
  const TickFormat idle{SampleRate(scratch.capacity() * kTicksPerSecond), scratch.channels()};
  TickFacts facts;
  facts.output = first != nullptr ? first->output.format() : idle;
  facts.output_too_small = !out.Fits(facts.output);
  ClearTick(out.audio, facts);
  return facts;
}

TickFacts Tick::RunMuted(const TickOutput& out) noexcept {
  const int samples = rate().tick_samples();
  TickFacts facts{.decision = {.operation = Operation::kExpand, .reason = Reason::kNoPacket},
                  .outcome = {.executed = Operation::kExpand, .generated_samples = samples},
                  .playout = Playout{.popped = {.concealed = samples}, .is_faded_out = true},
                  .output = stream_.chains.active()->output.format()};
  facts.output_too_small = !out.Fits(facts.output);
  ClearTick(out.audio, facts);
  AdvanceTimeline(facts);
  // The content of the sync buffer does not change.
  facts.playout->first_sample += samples;
  return facts;
}

TickFacts Tick::RunPlaying(const TickOutput& out) noexcept {
  const Discarded discarded = DiscardObsolete();
  const std::optional<DtmfEvent> key = stream_.inbox.tones.ActiveAt(next_to_play(), rate());
  TickFacts facts{.discarded = discarded, .input = ObserveStream(key.has_value())};
  facts.input.filtered_level = stream_.decider.SmoothLevel(facts.input);
  facts.decision = stream_.decider.Decide(facts.input);
  Decode(facts.decision);
  const DecodeOutcome::Summary& decoded = decoding_.summary;
  facts.decode_error = decoded.decode_error;
  facts.packets_decoded = decoding_.attempts;

  FormatChain& chain = *stream_.chains.active();  // decoding may have changed it
  facts.outcome = chain.path.Run(decoded.operation, decoded.audio);
  facts.output = chain.output.format();
  facts.output_too_small = !out.Fits(facts.output);
  const bool has_codec_noise =
      facts.input.pause_noise == PauseNoise::kCodec || decoding_.summary.audio.noise_samples > 0;
  Playout& playout = facts.playout.emplace();
  playout.begins_with_codec_noise =
      has_codec_noise && chain.path.sync().next_origin() == Origin::kNoise;
  playout.popped = Render(key, out, facts);
  playout.has_tone = key.has_value();
  playout.is_faded_out = chain.path.muted();
  AdvanceTimeline(facts);
  return facts;
}

/// The only function that changes a timeline after its beginning.
void Tick::AdvanceTimeline(TickFacts& facts) noexcept {
  const int unplayed = stream_.chains.active()->path.sync().future();
  const int samples = rate().tick_samples();
  stream_.position.timeline.Advance({.decoding = decoding_.summary.event,
                                     .executed = facts.outcome.executed,
                                     .generated_samples = facts.outcome.generated_samples,
                                     .unplayed_samples = unplayed,
                                     .tick_samples = samples});
  stream_.position.previous = {.operation = facts.outcome.executed,
                               .stretched_samples = facts.outcome.stretched_samples,
                               .decode_error = facts.decode_error};
  facts.playout->first_sample = stream_.position.timeline.decoded_until - unplayed - samples;
  facts.playout->playout_time = stream_.position.timeline.playout_time;
  if (const auto& anchor = decoding_.summary.anchor)
    stream_.position.clock.OnDecoded(anchor->start, anchor->origin_ticks);
  facts.playout->clock = stream_.position.clock.At(facts.playout->first_sample);
}

Discarded Tick::DiscardObsolete() noexcept {
  Inbox& inbox = stream_.inbox;
  Discarded discarded{.late = inbox.DiscardLate(stream_.position.timeline.decoded_until)};
  discarded.backlog = inbox.SkipBacklog(stream_.delay_manager.target(), rate(),
                                        stream_.position.decoder.last_frame_samples);
  inbox.tones.DiscardEnded(next_to_play(), rate());
  return discarded;
}

PolicyInput Tick::ObserveStream(bool is_tone_due) const noexcept {
  return Observe({.path = stream_.chains.active()->path,
                  .inbox = stream_.inbox,
                  .delay_manager = stream_.delay_manager,
                  .timeline = stream_.position.timeline,
                  .timeline_starts = stream_.position.timeline_starts,
                  .decoder_payload_type = stream_.position.decoder.payload_type,
                  .last_frame_samples = stream_.position.decoder.last_frame_samples,
                  .previous = stream_.position.previous,
                  .tick_time = playout_clock(),
                  .caller_time = caller_clock(),
                  .is_tone_due = is_tone_due});
}

void Tick::Decode(const Decision& decision) noexcept {
  const DecodeStep::Parts parts{.buffer = stream_.inbox.buffer,
                                .decoders = stream_.decoders,
                                .chains = stream_.chains,
                                .decoder = stream_.position.decoder,
                                .outcome = decoding_};
  DecodeStep step(parts, stream_.position.timeline, playout_clock(),
                  stream_.inbox.timeline_pending);
  step.Run(decision, stream_.position.previous.operation);
}

/// Plays one tick into `out`. If `out` is too small, plays into scratch memory and clears `out`.
SyncBuffer::Popped Tick::Render(const std::optional<DtmfEvent>& key, const TickOutput& out,
                                const TickFacts& facts) noexcept {
  std::optional<ToneToPlay> tone;
  if (key) tone = {key->event, key->volume_db};
  AudioBuffer& scratch = stream_.chains.scratch();
  const AudioView target = facts.output_too_small ? scratch.First(scratch.capacity()) : out.audio;
  const SyncBuffer::Popped popped = stream_.chains.Render(tone, TickView(target, facts.output));
  if (facts.output_too_small) Clear(out.audio);
  return popped;
}

}  // namespace neteq::internal
