// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/engine.h"

#include <algorithm>
#include <utility>

#include "neteq/dsp/crossfade.h"
#include "neteq/dsp/vector_ops.h"

namespace neteq::internal {
namespace {

// Output while no decoder is registered.
constexpr SampleRate kIdleRate{48000};

// More than any operation wants decoded in one tick (30 ms); ends the count of contiguous audio.
constexpr double kMostDecodedMs = 60.0;

// What operations want decoded at most (as MissingStretchInput of SignalPath).
constexpr Duration kMostWaiting = std::chrono::milliseconds(30);

delay::DelayConfig DelayConfigOf(const Params& params) {
  return {
      .delay = params.delay, .iat = params.iat, .peak = params.peak, .relative = params.relative};
}

delay::DelayManager MakeDelayManager(const Config& config,
                                     std::unique_ptr<delay::DelayEstimator> estimator) {
  const delay::DelayConfig delay_config = DelayConfigOf(config.params);
  if (estimator == nullptr) return {delay_config, config.limits.max_packets};
  return {delay_config, config.limits.max_packets, std::move(estimator)};
}

}  // namespace

Engine::Engine(const Config& config, Controllers controllers)
    : config_(config),
      delay_manager_(MakeDelayManager(config, std::move(controllers.delay_estimator))),
      receiver_(config, decoders_, delay_manager_, accounting_),
      policy_(controllers.policy != nullptr ? std::move(controllers.policy)
                                            : MakeNetEqPolicy(config.params.decision)),
      skip_backlog_ms_(config.params.buffer.skip_backlog_ms),
      can_mute_(config.params.decision.muted_state &&
                config.params.expand.background_noise == dsp::BackgroundNoiseMode::kOff),
      float_output_(std::max(1, config.output_channels),
                    (config.output_rate_hz > 0 ? SampleRate(config.output_rate_hz) : kIdleRate)
                        .tick_samples()),
      tail_(max_output_channels(), max_output_frames()) {}

// -------------------------------------------------------------------------------------------------
// payload types

Status Engine::RegisterDecoder(uint8_t payload_type, std::unique_ptr<AudioDecoder> decoder) {
  Status status = decoders_.Check(payload_type, decoder.get());
  if (!status.ok()) return status;
  const DecoderFormat format = decoder->format();
  return decoders_.Register(payload_type, std::move(decoder),
                            FindOrMakeTrack(format.sample_rate, format.channels));
}

Status Engine::RegisterRole(uint8_t payload_type, PayloadRole role, RtpClockRate clock_rate) {
  Status status = decoders_.CheckRole(payload_type, role, clock_rate);
  if (!status.ok()) return status;
  Track* track = TrackOfClock(clock_rate);
  if (role == PayloadRole::kComfortNoise && track == nullptr)
    track = FindOrMakeTrack(SampleRate(clock_rate.hz()), 1);
  return decoders_.RegisterRole(payload_type, role, clock_rate, track);
}

void Engine::RemovePayloadType(uint8_t payload_type) {
  receiver_.Discard(payload_type);
  decoders_.Remove(payload_type);
  if (decoding_.payload_type == payload_type) decoding_.payload_type = -1;
}

Track* Engine::FindOrMakeTrack(SampleRate rate, int channels) {
  for (const auto& track : tracks_) {
    if (track->path.rate() == rate && track->path.channels() == channels) return track.get();
  }
  tracks_.push_back(std::make_unique<Track>(rate, channels, config_));
  const OutputStage& output = tracks_.back()->output;
  float_output_ = AudioBuffer(std::max(max_output_channels(), output.channels()),
                              std::max(max_output_frames(), output.rate().tick_samples()));
  tail_ = AudioBuffer(max_output_channels(), max_output_frames());
  return tracks_.back().get();
}

/// The one of the first speech with this RTP clock, if any.
Track* Engine::TrackOfClock(RtpClockRate clock_rate) {
  for (int type = 0; type < DecoderTable::kPayloadTypes; ++type) {
    const DecoderEntry* const entry = decoders_.Find(static_cast<uint8_t>(type));
    if (entry != nullptr && entry->decoder != nullptr && entry->clock_rate == clock_rate)
      return entry->track;
  }
  return nullptr;
}

// -------------------------------------------------------------------------------------------------
// calls

ArrivalReport Engine::InsertPacket(const RtpPacketView& rtp, Timestamp now) noexcept {
  return receiver_.Insert(rtp, now,
                          {.end_time = position_.end_time,
                           .ticks = ticks_,
                           .is_noise_on = position_.pause_noise == PauseNoise::kRfc3389});
}

std::span<std::byte> Engine::ReceiveBuffer(size_t bytes) noexcept {
  return receiver_.ReceiveBuffer(bytes);
}

int Engine::NackList(Duration rtt, std::span<uint16_t> out) noexcept {
  return receiver_.NackList(rtt, out, ticks_);
}

void Engine::Flush() noexcept {
  receiver_.Flush();
  if (track_ != nullptr) track_->path.Reset();
}

NetworkStatistics Engine::TakeNetworkStatistics() noexcept {
  NetworkStatistics result = accounting_.TakeInterval();
  const auto whole_ms = [](Duration duration) { return static_cast<int>(ToMs(duration)); };
  const ReceiverReport received = receiver_.statistics().report();
  result.current_buffer_size_ms = whole_ms(frame_.current_buffer_size);
  result.preferred_buffer_size_ms = whole_ms(delay_manager_.target());
  result.jitter_peaks_found = delay_manager_.report().peak_mode;
  result.packet_loss_rate = received.fraction_lost / 256.0;
  result.clock_drift_ppm = receiver_.statistics().clock_drift().ppm;
  return result;
}

Duration Engine::unplayed() const {
  return track_ == nullptr ? Duration(0) : rate().Length(track_->path.sync().future());
}

// -------------------------------------------------------------------------------------------------
// the way of a tick

const TickReport& Engine::GetAudio(AudioView out) noexcept {
  ++ticks_;
  frame_ = TickReport();
  packet_infos_.Clear();
  BeginLineIfDue();
  if (track_ == nullptr) {
    PlaySilence(out);
  } else if (IsMuted()) {
    PlayMuted(out);
  } else {
    DiscardLatePackets();
    SkipBacklog();
    const PolicyInput input = Observe();
    const Decision decision = DecideTick(input);
    const Outcome outcome = Execute(decision);
    Play(decision, outcome, out);
    Follow(outcome);
  }
  FinishTick();
  return frame_;
}

const TickReport& Engine::GetAudio(std::span<int16_t> out) noexcept {
  GetAudio(float_output_.First(float_output_.capacity()));
  const ConstAudioView valid(float_output_.First(1).data(), frame_.channels, frame_.frames,
                             float_output_.capacity());
  dsp::ToInterleavedInt16(valid, out.first(static_cast<size_t>(frame_.channels * frame_.frames)));
  return frame_;
}

/// Audio of the old time line that is decoded already is played to its end before the new one
/// begins.
void Engine::BeginLineIfDue() noexcept {
  line_begins_ = false;
  if (!receiver_.line_pending() || receiver_.buffer().empty()) return;
  if (track_ != nullptr && track_->path.sync().playable() >= rate().tick_samples()) return;
  const Packet& first = *receiver_.buffer().Front();
  if (track_ == nullptr && !first.is_comfort_noise && IsTooEarlyToStart(first)) return;
  Track* const track = decoders_.Find(first.payload_type)->track;
  if (track_ == nullptr) {
    track_ = track;
  } else {
    GoOnWith(track);
  }
  line_clock_ = receiver_.clock();
  position_ = {.end_time = first.media_time};
  decoding_ = {.last_frame_samples = first.duration_samples};
  playout_time_ = position_.end_time - track_->path.sync().future();
  policy_->Reset();
  level_filter_.Reset();
  receiver_.OnLineBegun();
  line_begins_ = true;
}

bool Engine::IsTooEarlyToStart(const Packet& first) const {
  const SampleRate rate(receiver_.clock().sample_hz);
  const Duration delay = delay_manager_.RecentPlayoutDelay(
      rate.Length(first.media_time.samples), receiver_.playout_clock().TimeOf(ticks_ - 1));
  return ToMs(delay) < config_.params.decision.start_share * ToMs(delay_manager_.target());
}

/// What comes next has nothing to do with what was played last, but the listener shall not hear a
/// click.
void Engine::GoOnWith(Track* track) noexcept {
  if (track == track_) {
    track->path.BeginJoin();
    return;
  }
  track->path.ContinueFrom(track_->path);
  track->output.WarmUp(track->path.sync());
  const bool same_output = track->output.rate() == track_->output.rate() &&
                           track->output.channels() == track_->output.channels();
  if (same_output) RenderTail();
  track_ = track;
}

/// The resamplers of two tracks delay by different times; a fade hides the step between them.
void Engine::RenderTail() noexcept {
  OutputStage& output = track_->output;
  tail_frames_ = output.rate().tick_samples();
  const AudioView tail(tail_.First(1).data(), output.channels(), tail_frames_, tail_.capacity());
  track_->path.Run(Operation::kExpand, {});
  track_->path.Pop(output.InputFor(tail));
  output.Process(tail);
}

void Engine::FadeOverTail(AudioView out) noexcept {
  const auto frames = static_cast<size_t>(std::min(tail_frames_, out.frames()) / 2);
  for (int c = 0; c < out.channels() && frames > 0; ++c) {
    const auto head = out.Channel(c).first(frames);
    dsp::CrossFade(tail_.First(tail_frames_).Channel(c).first(frames), head, head);
  }
  tail_frames_ = 0;
}

void Engine::DiscardLatePackets() noexcept {
  if (receiver_.line_pending()) return;
  accounting_.OnLatePackets(receiver_.buffer().DiscardOlderThan(position_.end_time, 0));
}

/// After an outage the network may deliver seconds of speech at once. Nobody in a conversation
/// wants to hear them all.
void Engine::SkipBacklog() noexcept {
  PacketBuffer& buffer = receiver_.buffer();
  const std::chrono::milliseconds limit(skip_backlog_ms_);
  if (limit.count() == 0 || receiver_.line_pending() || buffer.empty()) return;
  const Duration span = rate().Length(buffer.span_samples(decoding_.last_frame_samples));
  if (span < limit) return;
  const Duration target = delay_manager_.target();
  if (span < target + limit) return;
  const MediaTime oldest = buffer.at(0).media_time;
  const MediaTime kept = oldest + rate().Samples(span - target);
  accounting_.OnDropped(buffer.DiscardOlderThan(kept, 0), false);
  accounting_.OnBacklogSkipped(buffer.at(0).media_time - oldest);
}

bool Engine::IsMuted() const {
  return can_mute_ && track_->path.muted() && receiver_.buffer().empty() &&
         receiver_.dtmf().empty() && !override_;
}

PolicyInput Engine::Observe() noexcept {
  const SignalPath& path = track_->path;
  PolicyInput input{.rate = rate(),
                    .stream_starts = line_begins_,
                    .end_time = position_.end_time,
                    .playable_samples = path.sync().playable(),
                    .last_frame_samples = decoding_.last_frame_samples,
                    .concealed_ticks = position_.concealed_ticks,
                    .mute_factor = path.mute_factor(),
                    .pause_noise = position_.pause_noise,
                    .noise_length = rate().Length(position_.noise_samples),
                    .has_codec_plc = decoding_.payload_type >= 0,
                    .target = delay_manager_.target(),
                    .max_arrival_delay = delay_manager_.max_arrival_delay(),
                    .previous = previous_};
  if (!receiver_.line_pending()) ObserveNext(input);
  key_ = receiver_.dtmf().ActiveAt(next_to_play(), rate());
  input.dtmf_active = key_.has_value();
  input.recent_playout_delay = delay_manager_.RecentPlayoutDelay(
      rate().Length(next_to_play().samples), receiver_.playout_clock().TimeOf(ticks_ - 1));
  frame_.recent_playout_delay = input.recent_playout_delay;

  level_filter_.SetTarget(input.target);
  if (input.pause_noise == PauseNoise::kNone) {
    level_filter_.Update(rate().Length(input.span_samples),
                         rate().Length(-previous_.stretched_samples));
  }
  input.filtered_level = level_filter_.level();
  return input;
}

void Engine::ObserveNext(PolicyInput& input) const {
  const PacketBuffer& buffer = receiver_.buffer();
  const Packet* const next = buffer.Front();
  if (next == nullptr) return;
  const Packet& newest = buffer.at(buffer.size() - 1);
  input.next = {
      .present = true,
      .media_time = next->media_time,
      .is_dtx = next->is_dtx,
      .is_comfort_noise = next->is_comfort_noise,
      .recent_playout_delay = delay_manager_.RecentPlayoutDelay(
          rate().Length(next->media_time.samples), receiver_.playout_clock().TimeOf(ticks_ - 1))};
  input.contiguous_samples = buffer.contiguous_samples(rate().SamplesInMs(kMostDecodedMs));
  input.span_samples = buffer.span_samples(decoding_.last_frame_samples);
  input.waiting_span = rate().Length(newest.media_time - next->media_time) +
                       (Timestamp(playout_time_of_tick()) - newest.arrival);
  input.dtx_in_buffer = buffer.contains_dtx_or_comfort_noise();
}

Decision Engine::DecideTick(const PolicyInput& input) noexcept {
  Decision decision = policy_->Decide(input);
  if (override_) {
    decision = DecisionFor(*override_, input);
    decision.reason = Reason::kOverride;
    override_.reset();
  }
  if (decision.relevel) level_filter_.Set(rate().Length(input.span_samples));
  return decision;
}

Outcome Engine::Execute(const Decision& decision) noexcept {
  DecodedAudio decoded;
  Operation operation = decision.operation;
  switch (operation) {
    case Operation::kExpand:
      break;
    case Operation::kComfortNoise:
      if (decision.decode_samples > 0) TakeSilenceDescriptor();
      break;
    case Operation::kCodecComfortNoise:
      AskDecoderForNoise(decoded);
      break;
    case Operation::kCodecPlc:
      if (!AskDecoderForPlc(decoded)) operation = Operation::kExpand;
      break;
    case Operation::kDtmf:
      MakeRoomForTone(decoded);
      break;
    default:
      decoded = DecodePackets(decision);
      // The tick may end in a pause.
      if (position_.pause_noise == PauseNoise::kCodec) AskDecoderForNoise(decoded);
      break;
  }
  return track_->path.Run(operation, decoded);
}

// -------------------------------------------------------------------------------------------------
// decoding

DecodedAudio Engine::DecodePackets(const Decision& decision) noexcept {
  if (decision.decode_samples > 0 && decision.reset_decoder) decoding_.payload_type = -1;
  DecodedAudio decoded;
  // Whatever a policy wishes: no operation needs more than lies there, and there is room for no
  // more.
  const bool has_enough = rate().Length(track_->path.sync().playable()) >= kMostWaiting;
  const int64_t wanted =
      has_enough ? 0 : std::min(decision.decode_samples, rate().Samples(kMostWaiting));
  while (decoded.total() < wanted && DecodeFront(decoded)) {
  }
  if (decision.reset_decoder) policy_->Reset();
  return decoded;
}

/// Decodes the next packet if it continues what has been decoded in this tick; false when there is
/// nothing more to do.
bool Engine::DecodeFront(DecodedAudio& decoded) noexcept {
  PacketBuffer& buffer = receiver_.buffer();
  if (buffer.empty() || receiver_.line_pending()) return false;
  const Packet& packet = *buffer.Front();
  const bool is_first = decoded.total() == 0;
  const bool continues =
      packet.media_time == position_.end_time && packet.payload_type == decoding_.payload_type;
  if (packet.is_comfort_noise || (!is_first && !continues)) return false;
  DecoderEntry& entry = *decoders_.Find(packet.payload_type);
  if (packet.payload_type != decoding_.payload_type) SwitchDecoder(packet, entry);
  const RtpPacketInfo& info = buffer.FrontInfo();
  const std::span<const std::byte> payload = buffer.FrontPayload();
  buffer.PopFront();
  const AudioView space = track_->path.DecodeSpace();
  const DecodeResult result = packet.priority.codec_level > 0
                                  ? entry.decoder->DecodeFec(payload, space)
                                  : entry.decoder->Decode(payload, space);
  ++frame_.packets_decoded;
  if (!result.ok()) {
    frame_.decode_error = true;
    position_ = {.end_time = packet.media_time + packet.duration_samples};
    return false;
  }
  if (is_first) receiver_.OnDecoded(packet.sequence, packet.media_time);
  packet_infos_.PushBack(info);
  NoteDecoded(packet, result.frames);
  track_->path.AppendDecoded(result.frames);
  const bool is_noise = result.code == DecodeResult::Code::kComfortNoise;
  position_ = {.end_time = packet.media_time + result.frames,
               .pause_noise = is_noise ? PauseNoise::kCodec : PauseNoise::kNone};
  if (is_noise) {
    decoded.noise_samples += result.frames;
    return false;  // the pause begins
  }
  decoded.samples += result.frames;
  return true;
}

/// A decoder that has not decoded what was played last begins anew, and so does its sound.
void Engine::SwitchDecoder(const Packet& packet, const DecoderEntry& entry) noexcept {
  const bool is_change = decoding_.payload_type >= 0;
  entry.decoder->Reset();
  decoding_.payload_type = packet.payload_type;
  if (is_change || entry.track != track_) GoOnWith(entry.track);
}

void Engine::NoteDecoded(const Packet& packet, int frames) noexcept {
  decoding_.last_frame_samples = frames;
  accounting_.OnDecoded({.priority = packet.priority,
                         .waiting = Timestamp(playout_time_of_tick()) - packet.arrival,
                         .ahead = rate().Length(track_->path.sync().playable()),
                         .samples = frames},
                        delay_manager_.target(), delay_manager_.unlimited_target());
}

void Engine::TakeSilenceDescriptor() noexcept {
  PacketBuffer& buffer = receiver_.buffer();
  const Packet packet = *buffer.Front();
  track_->path.UpdateSid(buffer.FrontPayload());
  packet_infos_.PushBack(buffer.FrontInfo());
  buffer.PopFront();
  receiver_.OnDecoded(packet.sequence, packet.media_time);
  position_ = {.end_time = packet.media_time, .pause_noise = PauseNoise::kRfc3389};
}

/// As much as the tick lacks.
void Engine::AskDecoderForNoise(DecodedAudio& decoded) noexcept {
  if (decoding_.payload_type < 0) return;
  AudioDecoder& decoder = *decoders_.Find(static_cast<uint8_t>(decoding_.payload_type))->decoder;
  SignalPath& path = track_->path;
  while (path.sync().playable() < rate().tick_samples()) {
    const DecodeResult result = decoder.Decode({}, path.DecodeSpace());
    if (!result.ok() || result.frames <= 0) {
      position_.pause_noise = PauseNoise::kNone;
      return;
    }
    path.AppendDecoded(result.frames);
    decoded.noise_samples += result.frames;
    position_.noise_samples += result.frames;
  }
}

bool Engine::AskDecoderForPlc(DecodedAudio& decoded) noexcept {
  if (decoding_.payload_type < 0) return false;
  AudioDecoder& decoder = *decoders_.Find(static_cast<uint8_t>(decoding_.payload_type))->decoder;
  const int missing = rate().tick_samples() - track_->path.sync().playable();
  if (missing <= 0) return true;
  const DecodeResult result = decoder.DecodePlc(missing, track_->path.DecodeSpace());
  if (!result.ok() || result.frames < missing) return false;
  track_->path.AppendDecoded(result.frames);
  decoded.samples = result.frames;
  return true;
}

/// Silence under the tone; time goes on with it.
void Engine::MakeRoomForTone(DecodedAudio& decoded) noexcept {
  const int missing = rate().tick_samples() - track_->path.sync().playable();
  position_ = {.end_time = position_.end_time + position_.noise_samples +
                           rate().Samples(position_.concealed_ticks * kTick)};
  if (missing <= 0) return;
  if (previous_.operation != Operation::kDtmf) track_->path.BeginJoin();
  Clear(track_->path.DecodeSpace().First(missing));
  track_->path.AppendDecoded(missing);
  decoded.samples = missing;
  position_.end_time += missing;
}

// -------------------------------------------------------------------------------------------------
// playing

void Engine::Play(const Decision& decision, const Outcome& outcome, AudioView out) noexcept {
  SignalPath& path = track_->path;
  OutputStage& output = track_->output;
  const bool concealing = IsConcealment(outcome.executed);
  const MediaTime frame_time = position_.end_time - path.sync().future();
  frame_.channels = output.channels();
  frame_.frames = output.rate().tick_samples();
  const AudioView tick(out.data(), frame_.channels, frame_.frames, out.stride());
  const AudioView input = output.InputFor(tick);
  const SyncBuffer::Popped popped = path.Pop(input);
  AddTone(input);
  frame_.concealed_samples = popped.concealed;
  frame_.noise_samples = popped.noise;
  frame_.sample_rate_hz = output.rate().hz();
  output.Process(tick);
  FadeOverTail(tick);

  const bool stands_still = concealing || outcome.executed == Operation::kComfortNoise ||
                            outcome.executed == Operation::kCodecComfortNoise;
  playout_time_ = stands_still ? playout_time_ + rate().tick_samples()
                               : std::max(playout_time_, position_.end_time - path.sync().future());
  frame_.has_timestamps = true;
  frame_.frame_timestamp = line_clock_.TimestampOf(frame_time);
  frame_.playout_timestamp = line_clock_.TimestampOf(playout_time_);
  frame_.operation = outcome.executed;
  frame_.reason = decision.reason;
  if (frame_.decode_error) {
    frame_.reason = Reason::kDecodeError;
  } else if (concealing && !IsConcealment(decision.operation)) {
    frame_.reason = Reason::kNoPacket;  // what was there did not fill the tick
  }
}

/// In every channel, over whatever else sounds.
void Engine::AddTone(AudioView tick) noexcept {
  frame_.dtmf = key_.has_value();
  if (!key_) {
    track_->tone.Reset();
    return;
  }
  const auto tone = track_->tone_samples.First(tick.frames()).Channel(0);
  track_->tone.Start(key_->event, key_->volume_db);
  track_->tone.Generate(tone);
  for (int c = 0; c < tick.channels(); ++c) dsp::AddScaled(tone, 1.0F, tick.Channel(c));
}

void Engine::PlaySilence(AudioView out) noexcept {
  const OutputStage* const output = tracks_.empty() ? nullptr : &tracks_.front()->output;
  const int frames = output != nullptr ? output->rate().tick_samples() : float_output_.capacity();
  frame_.sample_rate_hz = frames * 100;
  frame_.channels = output != nullptr ? output->channels() : float_output_.channels();
  frame_.frames = frames;
  Clear({out.data(), frame_.channels, frames, out.stride()});
  accounting_.OnTick(
      frame_, tracks_.empty() ? SampleRate(frame_.sample_rate_hz) : tracks_.front()->path.rate());
}

/// Concealment has faded out and nothing waits: silence at no cost.
void Engine::PlayMuted(AudioView out) noexcept {
  const OutputStage& output = track_->output;
  frame_.sample_rate_hz = output.rate().hz();
  frame_.channels = output.channels();
  frame_.frames = output.rate().tick_samples();
  Clear({out.data(), frame_.channels, frame_.frames, out.stride()});
  const MediaTime frame_time = position_.end_time - track_->path.sync().future();
  playout_time_ = playout_time_ + rate().tick_samples();
  frame_.has_timestamps = true;
  frame_.frame_timestamp = line_clock_.TimestampOf(frame_time);
  frame_.playout_timestamp = line_clock_.TimestampOf(playout_time_);
  frame_.operation = Operation::kExpand;
  frame_.reason = Reason::kNoPacket;
  frame_.concealed_samples = rate().tick_samples();
  Follow({.executed = Operation::kExpand, .generated_samples = rate().tick_samples()});
}

/// Brings all that the next decision depends on up to date.
void Engine::Follow(const Outcome& outcome) noexcept {
  const SignalPath& path = track_->path;
  const bool concealing = IsConcealment(outcome.executed);
  position_.concealed_ticks = concealing ? position_.concealed_ticks + 1 : 0;
  if (outcome.executed == Operation::kComfortNoise)
    position_.noise_samples += outcome.generated_samples;
  if (concealing && position_.pause_noise != PauseNoise::kNone) {
    // The pause has turned out to be a loss; what it lasted stays filled.
    position_.concealed_ticks += static_cast<int>(rate().Length(position_.noise_samples) / kTick);
    position_.pause_noise = PauseNoise::kNone;
    position_.noise_samples = 0;
  }
  previous_ = {.operation = outcome.executed,
               .stretched_samples = outcome.stretched_samples,
               .decode_error = frame_.decode_error};

  frame_.decoded_audio = !concealing && outcome.executed != Operation::kComfortNoise &&
                         outcome.executed != Operation::kCodecComfortNoise;
  frame_.muted = concealing && path.muted();
  frame_.stretched_samples = outcome.stretched_samples;
  frame_.pitch_lag_samples = outcome.lag_samples;
  frame_.correlation = outcome.correlation;
  frame_.packets_in_buffer = receiver_.buffer().size();
  const Duration unplayed = rate().Length(path.sync().future());
  frame_.filtered_delay = level_filter_.level() + unplayed;
  frame_.current_buffer_size =
      rate().Length(receiver_.buffer().total_samples(decoding_.last_frame_samples)) + unplayed;
  if (frame_.muted) {
    frame_.speech_type = SpeechType::kPlcNoise;
  } else if (concealing) {
    frame_.speech_type = SpeechType::kPlc;
  } else if (frame_.noise_samples > 0) {
    frame_.speech_type = SpeechType::kComfortNoise;
  }
  accounting_.OnTick(frame_, rate());
}

void Engine::FinishTick() noexcept {
  frame_.target_delay = delay_manager_.target();
  frame_.unlimited_target_delay = delay_manager_.unlimited_target();
  receiver_.OnTick(ticks_);
}

}  // namespace neteq::internal
