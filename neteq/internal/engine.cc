// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/engine.h"

#include <algorithm>
#include <utility>

#include "dsp/vector_ops.h"

namespace neteq::internal {
namespace {

// Output while no decoder is registered.
constexpr SampleRate kIdleRate{48000};

// More than any operation wants decoded in one tick (30 ms); ends the count of contiguous audio.
constexpr double kMostDecodedMs = 60.0;

InsertResult ResultOf(const PacketBuffer::InsertOutcome& outcome) {
  switch (outcome.result) {
    case PacketBuffer::Fate::kInserted:
      return outcome.dropped > 0 ? InsertResult::kInsertedOldDropped : InsertResult::kInserted;
    case PacketBuffer::Fate::kReplaced:
      return InsertResult::kReplaced;
    case PacketBuffer::Fate::kDuplicate:
      return InsertResult::kDuplicate;
    case PacketBuffer::Fate::kDroppedAsOldest:
      return InsertResult::kNoRoom;
    case PacketBuffer::Fate::kTooLarge:
      break;
  }
  return InsertResult::kUndecodable;
}

delay::DelayConfig DelayConfigOf(const Params& params) {
  return {.delay = params.delay, .iat = params.iat, .peak = params.peak};
}

}  // namespace

Track::Track(const DecoderFormat& format, const Config& config)
    : path(format.sample_rate, format.channels, config.params, config.seed),
      output(format.sample_rate, format.channels,
             config.output_rate_hz > 0 ? SampleRate(config.output_rate_hz) : format.sample_rate,
             config.output_channels > 0 ? config.output_channels : format.channels) {}

Engine::Engine(const Config& config)
    : config_(config),
      buffer_(config.limits),
      delay_manager_(DelayConfigOf(config.params), config.limits.max_packets),
      policy_state_(InitialPolicyState(config.params.decision)),
      float_output_(std::max(1, config.output_channels),
                    (config.output_rate_hz > 0 ? SampleRate(config.output_rate_hz) : kIdleRate)
                        .tick_samples()) {}

Status Engine::RegisterDecoder(uint8_t payload_type, std::unique_ptr<AudioDecoder> decoder) {
  Status status = decoders_.Check(payload_type, decoder.get());
  if (!status.ok()) return status;
  const DecoderFormat format = decoder->format();
  auto track = std::find_if(tracks_.begin(), tracks_.end(), [&](const auto& existing) {
    return existing->path.rate() == format.sample_rate &&
           existing->path.channels() == format.channels;
  });
  if (track == tracks_.end())
    track = tracks_.insert(track, std::make_unique<Track>(format, config_));
  const OutputStage& output = (*track)->output;
  float_output_ = AudioBuffer(std::max(max_output_channels(), output.channels()),
                              std::max(max_output_frames(), output.rate().tick_samples()));
  return decoders_.Register(payload_type, std::move(decoder), track->get());
}

void Engine::Flush() noexcept {
  accounting_.OnFlush(buffer_.Flush());
  tracker_.Reset();
  if (track_ != nullptr) track_->path.Reset();
}

// -----------------------------------------------------------------------------------------------
// the way of a packet

ArrivalReport Engine::InsertPacket(const RtpPacketView& rtp, Timestamp now) noexcept {
  ArrivalReport report;
  const DecoderEntry* const entry = decoders_.Find(rtp.payload_type);
  if (rtp.payload.empty()) {
    report.result = InsertResult::kEmpty;
    if (tracker_.active()) delay_manager_.OnEmptyPacket(tracker_.PeekSequence(rtp.sequence));
  } else if (entry == nullptr) {
    report.result = InsertResult::kUnknownPayloadType;
    accounting_.OnInsert(report.result, {});
  } else if (const PacketInfo info = entry->decoder->Inspect(rtp.payload);
             info.frame_samples <= 0) {
    report.result = InsertResult::kUndecodable;
    accounting_.OnInsert(report.result, {});
  } else {
    const SampleRate rate = entry->track->path.rate();
    FollowStream(rtp, *entry, report);
    report.result = Store(rtp, info, rate);
    LearnArrival(info, rate, now);
  }
  report.target_delay = delay_manager_.target();
  return report;
}

/// A new stream or codec makes what waits worthless: it belongs to another time line.
void Engine::FollowStream(const RtpPacketView& rtp, const DecoderEntry& entry,
                          ArrivalReport& report) noexcept {
  if (tracker_.Follow(rtp, entry.decoder->format()) == StreamTracker::Change::kNone) return;
  report.stream_changed = true;
  stream_pending_ = true;
  delay_manager_.Reset();
  if (!buffer_.empty()) accounting_.OnFlush(buffer_.Flush());
}

InsertResult Engine::Store(const RtpPacketView& rtp, const PacketInfo& info,
                           SampleRate rate) noexcept {
  const int64_t lateness = end_time_ - tracker_.media_time();
  if (!stream_pending_ && lateness > 0 && lateness < max_age_samples(rate)) {
    accounting_.OnInsert(InsertResult::kTooLate, {});
    return InsertResult::kTooLate;
  }
  const Packet packet{.media_time = tracker_.media_time(),
                      .sequence = tracker_.sequence(),
                      .duration_samples = info.frame_samples,
                      .payload_type = rtp.payload_type,
                      .priority = {},
                      .is_dtx = info.is_dtx,
                      .arrival = Timestamp(playout_clock())};
  const PacketBuffer::InsertOutcome outcome =
      buffer_.Insert(packet, rtp.payload, config_.params.buffer.flush_when_full);
  const InsertResult result = ResultOf(outcome);
  accounting_.OnInsert(result, {.dropped = outcome.dropped, .flushed = outcome.flushed});
  return result;
}

/// Late packets teach as well as others: they are the reason to raise the target.
void Engine::LearnArrival(const PacketInfo& info, SampleRate rate, Timestamp now) noexcept {
  delay_manager_.OnArrival({.sequence = tracker_.sequence(),
                            .media_time = rate.Length(tracker_.media_time().samples),
                            .time = now,
                            .frame_length = rate.Length(info.frame_samples),
                            .is_speech = !info.is_dtx});
}

// -------------------------------------------------------------------------------------------------
// the way of a tick

const FrameReport& Engine::GetAudio(AudioView out) noexcept {
  frame_ = FrameReport();
  StartStreamIfDue();
  if (track_ == nullptr) {
    PlaySilence(out);
    return frame_;
  }
  DiscardLatePackets();
  const PolicyInput input = Observe();
  const Decision decision = Decide(input, config_.params.decision, policy_state_);
  const int decoded_samples = Decode(decision);
  const Outcome outcome = track_->path.Run(decision.operation, decoded_samples);
  Play(decision, outcome, out);
  Account(decision, outcome);
  return frame_;
}

const FrameReport& Engine::GetAudio(std::span<int16_t> out) noexcept {
  GetAudio(float_output_.First(float_output_.capacity()));
  const ConstAudioView valid(float_output_.First(1).data(), frame_.channels, frame_.frames,
                             float_output_.capacity());
  dsp::ToInterleavedInt16(valid, out.first(static_cast<size_t>(frame_.channels * frame_.frames)));
  return frame_;
}

/// Audio of the old time line that is decoded already is played to its end before the new one
/// begins.
void Engine::StartStreamIfDue() noexcept {
  stream_starts_ = false;
  if (!stream_pending_ || buffer_.empty()) return;
  if (track_ != nullptr && track_->path.sync().playable() >= track_->path.rate().tick_samples())
    return;
  const Packet& first = *buffer_.Front();
  Track* const track = decoders_.Find(first.payload_type)->track;
  if (track != track_) track->path.Reset();
  track_ = track;
  playing_clock_ = tracker_.clock();
  end_time_ = first.media_time;
  playout_time_ = end_time_ - track_->path.sync().future();
  last_frame_samples_ = first.duration_samples;
  policy_state_ = InitialPolicyState(config_.params.decision);
  level_filter_.Reset();
  stream_pending_ = false;
  stream_starts_ = true;
}

void Engine::DiscardLatePackets() noexcept {
  if (stream_pending_) return;
  accounting_.OnLatePackets(
      buffer_.DiscardOlderThan(end_time_, max_age_samples(track_->path.rate())));
}

PolicyInput Engine::Observe() noexcept {
  const SignalPath& path = track_->path;
  const SampleRate rate = path.rate();
  PolicyInput input{.rate = rate,
                    .stream_starts = stream_starts_,
                    .end_time = end_time_,
                    .playable_samples = path.sync().playable(),
                    .concealed_ticks = concealed_ticks_,
                    .mute_factor = path.mute_factor(),
                    .target = delay_manager_.target(),
                    .previous = previous_};
  if (const Packet* next = buffer_.Front(); next != nullptr && !stream_pending_) {
    input.next = {.present = true, .media_time = next->media_time, .is_dtx = next->is_dtx};
    input.contiguous_samples = buffer_.contiguous_samples(rate.SamplesInMs(kMostDecodedMs));
    input.span_samples = buffer_.span_samples(last_frame_samples_);
    input.dtx_in_buffer = buffer_.contains_dtx_or_comfort_noise();
  }
  level_filter_.SetTarget(input.target);
  level_filter_.Update(rate.Length(input.span_samples), rate.Length(-previous_.stretched_samples));
  input.filtered_level = level_filter_.level();
  return input;
}

int Engine::Decode(const Decision& decision) noexcept {
  if (decision.decode_samples > 0 && decision.reset_decoder && !buffer_.empty()) {
    decoders_.Find(buffer_.Front()->payload_type)->decoder->Reset();
  }
  int decoded = 0;
  while (decoded < decision.decode_samples && DecodeFront(&decoded)) {
  }
  return decoded;
}

/// Decodes the next packet if it continues what has been decoded in this tick; false when there is
/// nothing more to do.
bool Engine::DecodeFront(int* decoded) noexcept {
  const Packet* const front = buffer_.Front();
  if (front == nullptr || (*decoded > 0 && front->media_time != end_time_)) return false;
  DecoderEntry& entry = *decoders_.Find(front->payload_type);
  if (entry.track != track_) return false;
  const Packet packet = *front;
  const std::span<const std::byte> payload = buffer_.FrontPayload();
  buffer_.PopFront();
  const DecodeResult result = entry.decoder->Decode(payload, track_->path.DecodeSpace(*decoded));
  ++frame_.packets_decoded;
  if (!result.ok()) {
    frame_.decode_error = true;
    end_time_ = packet.media_time + packet.duration_samples;
    return false;
  }
  accounting_.OnDecoded(
      {.waiting = Timestamp(playout_clock()) - packet.arrival, .samples = result.frames},
      delay_manager_.target(), delay_manager_.unlimited_target());
  *decoded += result.frames;
  last_frame_samples_ = result.frames;
  end_time_ = packet.media_time + result.frames;
  return true;
}

void Engine::Play(const Decision& decision, const Outcome& outcome, AudioView out) noexcept {
  SignalPath& path = track_->path;
  OutputStage& output = track_->output;
  const bool concealing = outcome.executed == Operation::kExpand;
  const MediaTime frame_time = end_time_ - path.sync().future();
  frame_.concealed_samples = path.Pop(output.input());
  frame_.sample_rate_hz = output.rate().hz();
  frame_.channels = output.channels();
  frame_.frames = output.rate().tick_samples();
  output.Process({out.data(), frame_.channels, frame_.frames, out.stride()});

  playout_time_ = concealing ? playout_time_ + path.rate().tick_samples()
                             : std::max(playout_time_, end_time_ - path.sync().future());
  frame_.has_timestamps = true;
  frame_.frame_timestamp = playing_clock_.TimestampOf(frame_time);
  frame_.playout_timestamp = playing_clock_.TimestampOf(playout_time_);
  frame_.operation = outcome.executed;
  frame_.reason = decision.reason;
  if (frame_.decode_error) {
    frame_.reason = Reason::kDecodeError;
  } else if (concealing && decision.operation != Operation::kExpand) {
    frame_.reason = Reason::kNoPacket;  // what was there did not fill the tick
  }
}

void Engine::PlaySilence(AudioView out) noexcept {
  const OutputStage* const output = tracks_.empty() ? nullptr : &tracks_.front()->output;
  const int frames = output != nullptr ? output->rate().tick_samples() : float_output_.capacity();
  frame_.sample_rate_hz = frames * 100;
  frame_.channels = output != nullptr ? output->channels() : float_output_.channels();
  frame_.frames = frames;
  Clear({out.data(), frame_.channels, frames, out.stride()});
  frame_.target_delay = delay_manager_.target();
  accounting_.OnFrame(
      frame_, tracks_.empty() ? SampleRate(frame_.sample_rate_hz) : tracks_.front()->path.rate());
  ++ticks_;
}

void Engine::Account(const Decision& decision, const Outcome& outcome) noexcept {
  const SignalPath& path = track_->path;
  const SampleRate rate = path.rate();
  const bool concealing = outcome.executed == Operation::kExpand;
  concealed_ticks_ = concealing ? concealed_ticks_ + 1 : 0;
  previous_ = {.operation = outcome.executed,
               .stretched_samples = outcome.stretched_samples,
               .decode_error = frame_.decode_error};
  if (decision.reset_decoder) policy_state_ = InitialPolicyState(config_.params.decision);

  frame_.decoded_audio = !concealing;
  frame_.muted = concealing && path.muted();
  frame_.stretched_samples = outcome.stretched_samples;
  frame_.pitch_lag_samples = outcome.lag_samples;
  frame_.correlation = outcome.correlation;
  frame_.packets_in_buffer = buffer_.size();
  frame_.target_delay = delay_manager_.target();
  const Duration unplayed = rate.Length(path.sync().future());
  frame_.filtered_delay = level_filter_.level() + unplayed;
  frame_.current_buffer_size = rate.Length(buffer_.total_samples(last_frame_samples_)) + unplayed;
  accounting_.OnFrame(frame_, rate);
  ++ticks_;
}

}  // namespace neteq::internal
