// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/receiver.h"

#include <algorithm>
#include <chrono>

#include "neteq/base/prefetch.h"

namespace neteq::internal {
namespace {

InsertResult ResultOf(const PacketBuffer::InsertOutcome& outcome) {
  switch (outcome.result) {
    case PacketBuffer::Fate::kInserted:
      return outcome.dropped.total() > 0 ? InsertResult::kInsertedOldDropped
                                         : InsertResult::kInserted;
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

Packet PacketOf(const RedBlock& block) {
  return {.payload_type = block.payload_type, .priority = {.red_level = block.red_level}};
}

// What of a payload the first cache can wait for at once (heuristic: 24 lines). The rest comes into
// the second cache meanwhile, and from there once the first has come. What is longer than fits into
// a datagram mostly is seen to come.
constexpr size_t kFirstPart = 1536;
constexpr size_t kBothParts = PacketBuffer::kMaxRoom;

std::span<const std::byte> FirstPart(std::span<const std::byte> payload) {
  return payload.first(std::min(payload.size(), kFirstPart));
}
std::span<const std::byte> SecondPart(std::span<const std::byte> payload) {
  const auto both = payload.first(std::min(payload.size(), kBothParts));
  return both.subspan(std::min(both.size(), kFirstPart));
}

/// Of what plays the payload type when nothing else is playing.
MediaClock ClockOf(const DecoderEntry& entry) {
  return {.clock_hz = entry.clock_rate.hz(), .sample_hz = entry.sample_rate.hz()};
}

}  // namespace

Receiver::Receiver(const Config& config, DecoderTable& decoders, delay::DelayManager& delay_manager,
                   Accounting& accounting)
    : reserve_(config.params.nack),
      params_(config.params.buffer),
      decoders_(decoders),
      delay_manager_(delay_manager),
      accounting_(accounting),
      tracker_(std::chrono::milliseconds(params_.max_age_ms)),
      buffer_(config.limits) {
  if (config.params.nack.enabled) nack_.emplace(config.params.nack);
}

ArrivalReport Receiver::Insert(const RtpPacketView& rtp, Timestamp now,
                               const Playhead& playhead) noexcept {
  const bool is_here = buffer_.IsInRoom(rtp.payload);
  if (!is_here) {
    Prefetch<Cache::kFirst>(FirstPart(rtp.payload));
    Prefetch<Cache::kSecond>(SecondPart(rtp.payload));
  }
  playout_clock_.OnInsert(now, playhead.ticks);
  bool line_changed = false;
  const InsertResult result = Take({rtp, now, playhead, is_here}, line_changed);
  return {
      .result = result, .timeline_changed = line_changed, .target_delay = delay_manager_.target()};
}

InsertResult Receiver::Take(const Incoming& in, bool& line_changed) noexcept {
  if (in.rtp.payload.empty()) {
    TakeEmpty(in);
    return InsertResult::kEmpty;
  }
  accounting_.OnPacket();
  if (decoders_.role(in.rtp.payload_type) == PayloadRole::kRed) return TakeRed(in, line_changed);
  const RedBlock whole{.payload_type = in.rtp.payload_type, .payload = in.rtp.payload};
  return TakeBlocks(in, {&whole, 1}, line_changed);
}

InsertResult Receiver::TakeRed(const Incoming& in, bool& line_changed) noexcept {
  const RedSplit split = SplitRed(buffer_.OutOfRoom(in.rtp.payload));
  if (split.error != RedError::kNone) return InsertResult::kMalformedRed;
  const RedBlocks blocks = FilterBlocks(split.blocks, decoders_.roles());
  if (blocks.empty()) return InsertResult::kMalformedRed;
  return TakeBlocks(in, {blocks.begin(), blocks.size()}, line_changed);
}

/// All that the packet holds, primary first; refused as a whole if anything is unknown.
InsertResult Receiver::TakeBlocks(const Incoming& in, std::span<const RedBlock> blocks,
                                  bool& line_changed) noexcept {
  for (const RedBlock& block : blocks) {
    if (decoders_.role(block.payload_type) == PayloadRole::kUnknown) {
      return InsertResult::kUnknownPayloadType;
    }
  }
  const DecoderEntry& main = *decoders_.Find(blocks[0].payload_type);
  if (main.track == nullptr && !tracker_.active()) return InsertResult::kUnknownPayloadType;
  if (!FollowLine(in, main, line_changed)) {
    accounting_.OnFrameInserted({}, InsertResult::kTooLate);
    return InsertResult::kTooLate;
  }
  statistics_.OnPacket(in.rtp.sequence, in.rtp.timestamp, in.now,
                       RtpClockRate(tracker_.clock().clock_hz));
  LearnGaps(in, main.role);
  const InsertResult result = TakeBlock(in, blocks[0], main);
  for (const RedBlock& block : blocks.subspan(1))
    TakeBlock(in, block, *decoders_.Find(block.payload_type));
  return result;
}

/// Padding: its sequence number is not lost.
void Receiver::TakeEmpty(const Incoming& in) noexcept {
  if (!tracker_.active()) return;
  const int64_t sequence = tracker_.PeekSequence(in.rtp.sequence);
  delay_manager_.OnEmptyPacket(sequence);
  if (nack_) nack_->OnEmptyPacket(sequence);
}

/// False for a stray.
bool Receiver::FollowLine(const Incoming& in, const DecoderEntry& entry,
                          bool& line_changed) noexcept {
  using Change = StreamTracker::Change;
  const Change change = tracker_.Follow(in.rtp, entry.role, ClockOf(entry));
  if (change == Change::kNone) return true;
  if (change == Change::kStray) return false;
  line_changed = true;
  BeginLine(change);
  return true;
}

/// Another time line makes what waits worthless.
void Receiver::BeginLine(StreamTracker::Change change) noexcept {
  line_pending_ = true;
  delay_manager_.OnStreamChange();
  if (nack_) nack_->Reset();
  dtmf_.Clear();
  if (change == StreamTracker::Change::kNewSsrc) {
    statistics_.Reset();
    reserve_.Reset();
  }
  if (!buffer_.empty()) accounting_.OnDropped(buffer_.Flush(), true);
}

/// Telephone events take sequence numbers but no place in the sound.
void Receiver::LearnGaps(const Incoming& in, PayloadRole role) noexcept {
  const int64_t sequence = tracker_.sequence();
  if (role == PayloadRole::kTelephoneEvent) {
    delay_manager_.OnEmptyPacket(sequence);
    if (nack_) nack_->OnEmptyPacket(sequence);
    return;
  }
  if (!nack_) return;
  const int missing = nack_->OnPacketArrived(sequence, tracker_.media_time(), media_rate());
  if (missing > 0) reserve_.OnLoss(nack_->loss_rate(), in.playhead.ticks);
}

InsertResult Receiver::TakeBlock(const Incoming& in, const RedBlock& block,
                                 const DecoderEntry& entry) noexcept {
  const MediaTime time = tracker_.MediaTimeBefore(block.timestamp_offset);
  switch (entry.role) {
    case PayloadRole::kSpeech:
      return TakeSound(in, block, *entry.decoder, time);
    case PayloadRole::kComfortNoise:
      return TakeSilence(in, block, time);
    case PayloadRole::kTelephoneEvent: {
      const auto queued = dtmf_.Insert(block.payload, time, entry.clock_rate, media_rate());
      return queued == DtmfQueue::InsertResult::kInserted ? InsertResult::kTelephoneEvent
                                                          : InsertResult::kUndecodable;
    }
    case PayloadRole::kUnknown:
    case PayloadRole::kRed:
      break;
  }
  return InsertResult::kUnknownPayloadType;
}

/// Each piece of the payload becomes a packet of its own, and so does the in-band FEC before it.
/// The last is stored last, after all that was to be learned: its bytes come from memory meanwhile.
InsertResult Receiver::TakeSound(const Incoming& in, const RedBlock& block,
                                 const AudioDecoder& decoder, MediaTime time) noexcept {
  const size_t piece_bytes = std::max<size_t>(1, decoder.SplitBytes(block.payload.size()));
  Sound sound{.packet = PacketOf(block),
              .end = time,
              .whole = {.media_time = time, .is_redundant = block.red_level > 0}};
  std::optional<InsertResult> result;
  auto rest = block.payload;
  if (rest.size() > piece_bytes) rest = buffer_.OutOfRoom(rest);
  while (rest.size() > piece_bytes) {
    const auto piece = rest.first(piece_bytes);
    rest = rest.subspan(piece_bytes);
    if (!Append(in, block, piece, decoder.Inspect(piece), sound)) {
      rest = {};
      break;
    }
    const InsertResult stored = Store(in, sound.packet, piece);
    if (!result) result = stored;
  }
  bool has_last = false;
  if (!rest.empty()) {
    const PacketInfo info = decoder.Inspect(rest);
    if (info.fec_samples > 0) rest = buffer_.OutOfRoom(rest);
    has_last = Append(in, block, rest, info, sound);
  }
  if (sound.whole.samples == 0) return InsertResult::kUndecodable;
  if (!in.is_here) Prefetch<Cache::kFirst>(SecondPart(in.rtp.payload));
  LearnArrival(in, sound.whole);
  if (sound.fec.samples > 0) LearnArrival(in, sound.fec);
  if (!has_last) return *result;
  const InsertResult stored = Store(in, sound.packet, rest);
  return result.value_or(stored);
}

/// Goes on to a piece, and stores what it says of the sound before it; false if it is no sound.
bool Receiver::Append(const Incoming& in, const RedBlock& block, std::span<const std::byte> piece,
                      const PacketInfo& info, Sound& sound) noexcept {
  if (info.frame_samples <= 0) return false;
  if (info.fec_samples > 0) {
    sound.fec.media_time = sound.end - info.fec_samples;
    sound.fec.samples = info.fec_samples;
    StoreFec(in, block, sound.fec, piece);
  }
  sound.packet.media_time = sound.end;
  sound.packet.duration_samples = info.frame_samples;
  sound.packet.is_dtx = info.is_dtx;
  sound.end += info.frame_samples;
  sound.whole.samples += info.frame_samples;
  sound.whole.is_speech = !info.is_dtx;
  return true;
}

/// The sound just before the payload, should its own packet not come.
void Receiver::StoreFec(const Incoming& in, const RedBlock& block, const Lesson& fec,
                        std::span<const std::byte> payload) noexcept {
  Packet packet = PacketOf(block);
  packet.media_time = fec.media_time;
  packet.duration_samples = fec.samples;
  packet.priority.codec_level = 1;
  Store(in, packet, payload);
}

InsertResult Receiver::TakeSilence(const Incoming& in, const RedBlock& block,
                                   MediaTime time) noexcept {
  Packet packet = PacketOf(block);
  packet.media_time = time;
  packet.is_comfort_noise = true;
  const InsertResult result = Store(in, packet, block.payload);
  LearnArrival(in, {.media_time = time, .is_speech = false, .is_redundant = block.red_level > 0});
  return result;
}

/// Completes `packet` on the way.
InsertResult Receiver::Store(const Incoming& in, Packet& packet,
                             std::span<const std::byte> payload) noexcept {
  if (IsTooLate(packet, in.playhead)) {
    accounting_.OnFrameInserted(packet.priority, InsertResult::kTooLate);
    return InsertResult::kTooLate;
  }
  packet.sequence = tracker_.sequence();
  packet.arrival = Timestamp(in.playhead.clock());
  const auto outcome = buffer_.Insert(packet, payload, params_.flush_when_full);
  if (outcome.info != nullptr) FillIn(in, packet, *outcome.info);
  const InsertResult result = ResultOf(outcome);
  accounting_.OnFrameInserted(packet.priority, result);
  accounting_.OnDropped(outcome.dropped, outcome.flushed);
  return result;
}

/// Metadata belongs to the first sound of the packet.
void Receiver::FillIn(const Incoming& in, const Packet& packet,
                      RtpPacketInfo& info) const noexcept {
  const bool is_primary = packet.priority == PacketPriority{};
  info.ssrc = in.rtp.ssrc;
  info.sequence = in.rtp.sequence;
  info.receive_time = in.now;
  info.payload_type = packet.payload_type;
  info.is_redundant = !is_primary;
  if (is_primary && packet.media_time == tracker_.media_time()) {
    info.timestamp = in.rtp.timestamp;
    info.metadata = in.rtp.metadata;
  } else {
    info.timestamp = tracker_.clock().TimestampOf(packet.media_time);
    info.metadata = {};
  }
}

/// A silence descriptor that is being played already must not be played again: it would take the
/// noise back to its beginning.
bool Receiver::IsTooLate(const Packet& packet, const Playhead& playhead) const {
  if (line_pending_) return false;
  const int64_t lateness = playhead.end_time - packet.media_time;
  const bool is_repeated = packet.is_comfort_noise && playhead.is_noise_on && lateness == 0;
  return lateness > 0 || is_repeated;
}

/// Late packets teach as well as others: they are the reason to raise the target. So do copies,
/// that there may be time for them.
void Receiver::LearnArrival(const Incoming& in, const Lesson& lesson) noexcept {
  const SampleRate rate = media_rate();
  delay_manager_.OnArrival({.sequence = tracker_.sequence(),
                            .media_time = rate.Length(lesson.media_time.samples),
                            .time = in.now,
                            .frame_length = rate.Length(lesson.samples),
                            .is_speech = lesson.is_speech,
                            .is_redundant = lesson.is_redundant});
  if (!lesson.is_redundant) accounting_.OnArrivalDelay(delay_manager_.last_arrival_delay());
}

void Receiver::OnTick(int64_t ticks) noexcept {
  if (!nack_) return;
  nack_->OnTick();
  delay_manager_.SetReserve(reserve_.reserve(ticks));
}

int Receiver::NackList(Duration rtt, std::span<uint16_t> out, int64_t ticks) noexcept {
  if (!nack_) return 0;
  reserve_.OnListAsked(rtt, ticks);
  return nack_->List(rtt, out);
}

void Receiver::Flush() noexcept {
  accounting_.OnDropped(buffer_.Flush(), true);
  tracker_.Reset();
  dtmf_.Clear();
  if (nack_) nack_->Reset();
}

void Receiver::Discard(uint8_t payload_type) noexcept {
  accounting_.OnDropped(buffer_.Discard(payload_type), false);
}

}  // namespace neteq::internal
