// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/session.h"

#include <algorithm>
#include <utility>

#include "neteq/dsp/vector_ops.h"
#include "neteq/internal/decide/observation.h"

namespace neteq::internal {
namespace {

delay::DelayManager MakeDelayManager(const Config& config,
                                     std::unique_ptr<delay::DelayEstimator> estimator) {
  const Params& params = config.params;
  const delay::DelayConfig delay_config{
      .delay = params.delay, .iat = params.iat, .peak = params.peak, .relative = params.relative};
  if (estimator == nullptr) return {delay_config, config.limits.max_packets};
  return {delay_config, config.limits.max_packets, std::move(estimator)};
}

std::unique_ptr<DecisionPolicy> PolicyOf(const Config& config, Controllers& controllers) {
  if (controllers.policy != nullptr) return std::move(controllers.policy);
  return MakeNetEqPolicy(config.params.decision);
}

constexpr int kTicksPerSecond = 100;

/// The part of `audio` that a tick of this format fills.
AudioView TickView(AudioView audio, TickFormat format) {
  return {audio.data(), format.channels, format.samples(), audio.stride()};
}

/// Silence: the tick, or all of an output that has no room for it.
void ClearTick(AudioView out, const TickFacts& facts) {
  Clear(facts.output_too_small ? out : TickView(out, facts.output));
}

}  // namespace

bool Session::Output::Fits(TickFormat format) const {
  return audio.channels() >= format.channels && audio.frames() >= format.samples() &&
         static_cast<size_t>(format.channels * format.samples()) <= interleaved_room;
}

Session::Session(const Config& config, Controllers controllers)
    : config_(config),
      chains_(config),
      delay_manager_(MakeDelayManager(config, std::move(controllers.delay_estimator))),
      inbox_(config.params.buffer, config.limits),
      retransmission_(config.params.nack),
      decider_(PolicyOf(config, controllers)) {}

// -------------------------------------------------------------------------------------------------
// payload types

Status Session::RegisterDecoder(uint8_t payload_type, std::unique_ptr<AudioDecoder> decoder) {
  Status status = decoders_.Check(payload_type, decoder.get());
  if (!status.ok()) return status;
  const DecoderFormat format = decoder->format();
  return decoders_.Register(payload_type, std::move(decoder),
                            chains_.FindOrMake(format.sample_rate, format.channels, config_));
}

Status Session::RegisterRole(uint8_t payload_type, PayloadRole role, RtpClockRate clock_rate) {
  Status status = decoders_.CheckRole(payload_type, role, clock_rate);
  if (!status.ok()) return status;
  FormatChain* chain = decoders_.ChainOfClock(clock_rate);
  if (role == PayloadRole::kComfortNoise && chain == nullptr)
    chain = chains_.FindOrMake(SampleRate(clock_rate.hz()), 1, config_);
  return decoders_.RegisterRole(payload_type, role, clock_rate, chain);
}

void Session::RemovePayloadType(uint8_t payload_type) {
  accounting_.OnDropped(inbox_.buffer.Discard(payload_type), 0);
  decoders_.Remove(payload_type);
  if (position_.decoder.payload_type == payload_type) position_.decoder.payload_type = -1;
}

// -------------------------------------------------------------------------------------------------
// the way of a packet

ArrivalReport Session::InsertPacket(const RtpPacketView& rtp, Timestamp now) noexcept {
  const PlayoutState playout{.decoded_until = position_.timeline.decoded_until,
                             .ticks = position_.ticks,
                             .is_comfort_noise = position_.timeline.pause == PauseNoise::kRfc3389};
  events_.arrival.Clear();
  Insertion(rtp, now, playout, decoders_, inbox_, events_.arrival).Run();
  Learn(rtp, now);
  return {.result = events_.arrival.summary.result,
          .timeline_changed = events_.arrival.timeline_changed(),
          .target_delay = delay_manager_.target()};
}

void Session::Learn(const RtpPacketView& rtp, Timestamp now) noexcept {
  const ArrivalEvents& events = events_.arrival;
  const ArrivalEvents::Summary& packet = events.summary;
  accounting_.OnArrival(packet);
  if (packet.change == StreamTracker::Change::kNewSsrc) receiver_statistics_.Reset();
  if (packet.is_in_timeline) {
    receiver_statistics_.OnPacket(rtp.sequence, rtp.timestamp, now,
                                  RtpClockRate(packet.clock.clock_hz));
  }
  retransmission_.OnArrival(events, position_.ticks);
  if (events.timeline_changed()) delay_manager_.OnStreamChange();
  if (packet.takes_no_time) delay_manager_.OnEmptyPacket(packet.sequence);
  for (const delay::Arrival& arrival : events.arrivals) {
    delay_manager_.OnArrival(arrival);
    if (!arrival.is_redundant) accounting_.OnArrivalDelay(delay_manager_.last_arrival_delay());
  }
}

std::span<std::byte> Session::ReserveSlot(size_t bytes) noexcept {
  return inbox_.buffer.ReserveSlot(bytes);
}

int Session::NackList(Duration rtt, std::span<uint16_t> out) noexcept {
  return retransmission_.List(rtt, out, position_.ticks);
}

void Session::Flush() noexcept {
  accounting_.OnDropped(inbox_.Flush(), 1);
  retransmission_.Reset();
  if (chains_.active() != nullptr) chains_.active()->path.Reset();
}

// -------------------------------------------------------------------------------------------------
// the way of a tick

const TickReport& Session::GetAudio(AudioView out) noexcept { return Tick({.audio = out}); }

const TickReport& Session::GetAudio(std::span<int16_t> out) noexcept {
  AudioBuffer& scratch = chains_.scratch();
  const AudioView audio = scratch.First(scratch.capacity());
  Tick({.audio = audio, .interleaved_room = out.size()});
  if (report_.output_too_small) {
    std::fill(out.begin(), out.end(), int16_t{0});
    return report_;
  }
  const ConstAudioView tick(audio.data(), report_.channels, report_.samples_per_channel,
                            audio.stride());
  dsp::ToInterleavedInt16(tick, out.first(static_cast<size_t>(tick.channels() * tick.frames())));
  return report_;
}

const TickReport& Session::Tick(const Output& out) noexcept {
  ++position_.ticks;
  events_.decoding.Clear();
  delay_manager_.OnTick();
  BeginTimelineIfDue();
  Account(Run(out));
  return report_;
}

TickFacts Session::Run(const Output& out) noexcept {
  if (chains_.active() == nullptr) return RunSilentTick(out);
  return IsMuted() ? RunMutedTick(out) : RunTick(out);
}

/// Audio of the old timeline is played to its end before the new one begins.
void Session::BeginTimelineIfDue() noexcept {
  position_.timeline_starts = false;
  if (!inbox_.timeline_pending || inbox_.buffer.empty()) return;
  const FormatChain* const active = chains_.active();
  if (active != nullptr && active->path.sync().playable() >= rate().tick_samples()) return;
  const Packet first = *inbox_.buffer.Front();
  if (active == nullptr && !first.is_comfort_noise && IsTooEarlyToStart(first)) return;
  chains_.ChangeTo(*decoders_.Find(first.payload_type)->chain);
  position_.timeline =
      Timeline::StartingAt(first.media_time, chains_.active()->path.sync().future());
  position_.clock = inbox_.tracker.clock();
  position_.decoder = {.last_frame_samples = first.duration_samples};
  position_.timeline_starts = true;
  inbox_.timeline_pending = false;
  decider_.Reset();
}

bool Session::IsTooEarlyToStart(const Packet& first) const {
  const SampleRate rate(inbox_.tracker.clock().sample_hz);
  const Duration delay =
      delay_manager_.RecentPlayoutDelay(rate.Length(first.media_time.samples), caller_time());
  return ToMs(delay) < config_.params.decision.start_share * ToMs(delay_manager_.target());
}

/// Concealment has faded to silence and nothing waits: playing on costs nothing.
bool Session::IsMuted() const {
  const Params& params = config_.params;
  return params.decision.muted_state &&
         params.expand.background_noise == dsp::BackgroundNoiseMode::kOff &&
         chains_.active()->path.muted() && inbox_.buffer.empty() && inbox_.tones.empty() &&
         !decider_.has_override();
}

/// Before the first packet.
TickFacts Session::RunSilentTick(const Output& out) const noexcept {
  const FormatChain* const first = chains_.first();
  const AudioBuffer& scratch = chains_.scratch();
  const TickFormat idle{SampleRate(scratch.capacity() * kTicksPerSecond), scratch.channels()};
  TickFacts facts;
  facts.output = first != nullptr ? first->output.format() : idle;
  facts.output_too_small = !out.Fits(facts.output);
  ClearTick(out.audio, facts);
  return facts;
}

TickFacts Session::RunMutedTick(const Output& out) noexcept {
  const int samples = rate().tick_samples();
  TickFacts facts{.decision = {.operation = Operation::kExpand, .reason = Reason::kNoPacket},
                  .outcome = {.executed = Operation::kExpand, .generated_samples = samples},
                  .playout = Playout{.popped = {.concealed = samples}, .is_faded_out = true},
                  .output = chains_.active()->output.format()};
  facts.output_too_small = !out.Fits(facts.output);
  ClearTick(out.audio, facts);
  AdvanceTimeline(facts);
  // The sync buffer stands still.
  facts.playout->first_sample += samples;
  return facts;
}

TickFacts Session::RunTick(const Output& out) noexcept {
  DiscardObsolete();
  const std::optional<DtmfEvent> key = inbox_.tones.ActiveAt(next_to_play(), rate());
  TickFacts facts{.input = ObserveTick(key.has_value())};
  facts.input.filtered_level = decider_.SmoothLevel(facts.input);
  facts.decision = decider_.Decide(facts.input);
  Decode(facts.decision);
  const DecodeOutcome::Summary& decoded = events_.decoding.summary;
  facts.decode_error = decoded.decode_error;
  facts.packets_decoded = events_.decoding.attempts;

  FormatChain& chain = *chains_.active();  // decoding may have changed it
  facts.outcome = chain.path.Run(decoded.operation, decoded.audio);
  facts.output = chain.output.format();
  facts.output_too_small = !out.Fits(facts.output);
  Playout& playout = facts.playout.emplace();
  playout.popped = Render(key, out, facts);
  playout.has_tone = key.has_value();
  playout.is_faded_out = chain.path.muted();
  AdvanceTimeline(facts);
  return facts;
}

/// The only writer of the timeline but for its beginning.
void Session::AdvanceTimeline(TickFacts& facts) noexcept {
  const int unplayed = chains_.active()->path.sync().future();
  const int samples = rate().tick_samples();
  position_.timeline =
      position_.timeline.Advance({.decoding = events_.decoding.summary.event,
                                  .executed = facts.outcome.executed,
                                  .generated_samples = facts.outcome.generated_samples,
                                  .unplayed_samples = unplayed,
                                  .tick_samples = samples});
  position_.previous = {.operation = facts.outcome.executed,
                        .stretched_samples = facts.outcome.stretched_samples,
                        .decode_error = facts.decode_error};
  facts.playout->first_sample = position_.timeline.decoded_until - unplayed - samples;
  facts.playout->playout_time = position_.timeline.playout_time;
  facts.playout->clock = position_.clock;
}

void Session::DiscardObsolete() noexcept {
  accounting_.OnLatePackets(inbox_.DiscardLate(position_.timeline.decoded_until));
  const Inbox::Skipped skipped =
      inbox_.SkipBacklog(delay_manager_.target(), rate(), position_.decoder.last_frame_samples);
  accounting_.OnDropped(skipped.dropped, 0);
  accounting_.OnBacklogSkipped(skipped.samples);
  inbox_.tones.DiscardEnded(next_to_play(), rate());
}

PolicyInput Session::ObserveTick(bool is_tone_due) const noexcept {
  return Observe({.path = chains_.active()->path,
                  .inbox = inbox_,
                  .delay_manager = delay_manager_,
                  .timeline = position_.timeline,
                  .timeline_starts = position_.timeline_starts,
                  .decoder_payload_type = position_.decoder.payload_type,
                  .last_frame_samples = position_.decoder.last_frame_samples,
                  .previous = position_.previous,
                  .tick_time = tick_time(),
                  .caller_time = caller_time(),
                  .is_tone_due = is_tone_due});
}

void Session::Decode(const Decision& decision) noexcept {
  const DecodeStep::Parts parts{.buffer = inbox_.buffer,
                                .decoders = decoders_,
                                .chains = chains_,
                                .decoder = position_.decoder,
                                .outcome = events_.decoding};
  DecodeStep step(parts, position_.timeline, tick_time(), inbox_.timeline_pending);
  step.Run(decision, position_.previous.operation);
}

/// Plays into scratch memory, and silence into `out`, when `out` has no room for the tick.
SyncBuffer::Popped Session::Render(const std::optional<DtmfEvent>& key, const Output& out,
                                   const TickFacts& facts) noexcept {
  std::optional<ToneToPlay> tone;
  if (key) tone = {key->event, key->volume_db};
  AudioBuffer& scratch = chains_.scratch();
  const AudioView target = facts.output_too_small ? scratch.First(scratch.capacity()) : out.audio;
  const SyncBuffer::Popped popped = chains_.Render(tone, TickView(target, facts.output));
  if (facts.output_too_small) Clear(out.audio);
  return popped;
}

Delays Session::DelaysNow() const noexcept {
  Delays delays{.target = delay_manager_.target(),
                .unlimited_target = delay_manager_.unlimited_target()};
  if (chains_.active() == nullptr) return delays;
  delays.level = decider_.level();
  delays.unplayed = unplayed();
  delays.waiting = rate().Length(inbox_.buffer.total_samples(position_.decoder.last_frame_samples));
  delays.packets_in_buffer = inbox_.buffer.size();
  return delays;
}

void Session::Account(const TickFacts& facts) noexcept {
  const Delays delays = DelaysNow();
  for (const DecodedPacket& packet : events_.decoding.packets)
    accounting_.OnDecoded(packet, delays.target, delays.unlimited_target);
  if (const auto& first = events_.decoding.summary.first)
    retransmission_.OnDecoded(first->sequence, first->media_time);
  report_ = MakeReport(facts, delays);
  accounting_.OnTick(report_, counter_rate());
  if (const auto reserve = retransmission_.OnTick(position_.ticks))
    delay_manager_.SetReserve(*reserve);
}

// -------------------------------------------------------------------------------------------------
// reading

NetworkStatistics Session::TakeNetworkStatistics() noexcept {
  NetworkStatistics result = accounting_.TakeInterval();
  const auto whole_ms = [](Duration duration) { return static_cast<int>(ToMs(duration)); };
  result.current_buffer_size_ms = whole_ms(report_.current_buffer_size);
  result.preferred_buffer_size_ms = whole_ms(delay_manager_.target());
  result.jitter_peaks_found = delay_manager_.report().peak_mode;
  result.packet_loss_rate = receiver_statistics_.report().fraction_lost / 256.0;
  result.clock_drift_ppm = receiver_statistics_.clock_drift().ppm;
  return result;
}

std::span<const RtpPacketInfo> Session::packet_infos() const {
  return {events_.decoding.infos.begin(), events_.decoding.infos.size()};
}

Duration Session::unplayed() const {
  return chains_.active() == nullptr ? Duration(0)
                                     : rate().Length(chains_.active()->path.sync().future());
}

/// Statistics count samples at the rate of the chain in use, before the first packet at that of the
/// first chain.
SampleRate Session::counter_rate() const {
  if (chains_.active() != nullptr) return rate();
  if (chains_.first() != nullptr) return chains_.first()->path.rate();
  return SampleRate(report_.sample_rate_hz);
}

}  // namespace neteq::internal
