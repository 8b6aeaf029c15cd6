// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/receive/insertion.h"

#include <algorithm>
#include <optional>

namespace neteq::internal {
namespace {

InsertResult ResultOf(const PacketBuffer::InsertOutcome& outcome) {
  switch (outcome.result) {
    case PacketBuffer::StoreResult::kInserted:
      return outcome.dropped.total() > 0 ? InsertResult::kInsertedOldDropped
                                         : InsertResult::kInserted;
    case PacketBuffer::StoreResult::kReplaced:
      return InsertResult::kReplaced;
    case PacketBuffer::StoreResult::kDuplicate:
      return InsertResult::kDuplicate;
    case PacketBuffer::StoreResult::kDroppedAsOldest:
      return InsertResult::kNoRoom;
    case PacketBuffer::StoreResult::kTooLarge:
      break;
  }
  return InsertResult::kUndecodable;
}

Packet PacketOf(const RedBlock& block) {
  return {.payload_type = block.payload_type, .priority = {.red_level = block.red_level}};
}

/// Clock of a timeline that starts with a packet of this type.
MediaClock ClockOf(const DecoderEntry& entry) {
  return {.clock_hz = entry.clock_rate.hz(), .sample_hz = entry.sample_rate.hz()};
}

}  // namespace

void Insertion::Run() noexcept {
  inbox_.playout_clock.OnInsert(now_, playout_.ticks);
  if (rtp_.payload.empty()) {
    InsertEmpty();
    return;
  }
  events_.summary.has_payload = true;
  if (decoders_.role(rtp_.payload_type) == PayloadRole::kRed) {
    events_.summary.result = InsertRed();
    return;
  }
  const RedBlock whole{.payload_type = rtp_.payload_type, .payload = rtp_.payload};
  events_.summary.result = InsertBlocks({&whole, 1});
}

/// Handles padding, so that NACK does not treat its sequence number as lost.
void Insertion::InsertEmpty() noexcept {
  events_.summary.result = InsertResult::kEmpty;
  if (!inbox_.tracker.active()) return;
  if (inbox_.tracker.IsForeign(rtp_.ssrc)) {
    events_.summary.result = InsertResult::kForeign;
    return;
  }
  events_.summary.takes_no_time = true;
  events_.summary.sequence = inbox_.tracker.AddEmpty(rtp_.sequence);
}

InsertResult Insertion::InsertRed() noexcept {
  RedSplit split = SplitRed(inbox_.buffer.CopyOutOfSlot(rtp_.payload));
  if (split.error != RedError::kNone) return InsertResult::kMalformedRed;
  for (RedBlock& block : split.blocks) block.role = decoders_.role(block.payload_type);
  const RedBlocks blocks = FilterBlocks(split.blocks);
  if (blocks.empty()) return InsertResult::kMalformedRed;
  return InsertBlocks({blocks.begin(), blocks.size()});
}

/// Inserts all blocks, primary first. Refuses the whole packet if any payload type is unknown.
InsertResult Insertion::InsertBlocks(std::span<const RedBlock> blocks) noexcept {
  for (const RedBlock& block : blocks) {
    if (decoders_.role(block.payload_type) == PayloadRole::kUnknown)
      return InsertResult::kUnknownPayloadType;
  }
  const DecoderEntry& primary = *decoders_.Find(blocks[0].payload_type);
  if (primary.chain == nullptr && !inbox_.tracker.active())
    return InsertResult::kUnknownPayloadType;
  if (!FollowTimeline(primary)) {
    if (events_.summary.change == StreamTracker::Change::kForeign) return InsertResult::kForeign;
    Count({}, {.received = 1, .late = 1});
    return InsertResult::kTooLate;
  }
  const InsertResult result = InsertBlock(blocks[0], primary);
  for (const RedBlock& block : blocks.subspan(1))
    InsertBlock(block, *decoders_.Find(block.payload_type));
  return result;
}

/// Returns false for a stray or foreign packet, which has no position on the timeline.
bool Insertion::FollowTimeline(const DecoderEntry& entry) noexcept {
  StreamTracker& tracker = inbox_.tracker;
  events_.summary.change = tracker.Follow(rtp_, entry.role, ClockOf(entry), now_);
  if (events_.summary.change == StreamTracker::Change::kStray ||
      events_.summary.change == StreamTracker::Change::kForeign)
    return false;
  if (events_.timeline_changed()) BeginTimeline();
  events_.summary.is_in_timeline = true;
  events_.summary.takes_no_time = entry.role == PayloadRole::kTelephoneEvent;
  events_.summary.sequence = tracker.sequence();
  events_.summary.media_time = tracker.media_time();
  events_.summary.clock = tracker.clock();
  events_.summary.steps_oddly = tracker.steps_oddly();
  return true;
}

/// Drops the packets of the old timeline.
void Insertion::BeginTimeline() noexcept {
  inbox_.timeline_pending = true;
  inbox_.tones.Clear();
  if (inbox_.buffer.empty()) return;
  events_.summary.dropped.Add(inbox_.buffer.Flush());
  ++events_.summary.flushes;
}

InsertResult Insertion::InsertBlock(const RedBlock& block, const DecoderEntry& entry) noexcept {
  const MediaTime time = inbox_.tracker.MediaTimeBefore(block.timestamp_offset);
  switch (entry.role) {
    case PayloadRole::kSpeech:
      return InsertAudio(block, *entry.decoder, time);
    case PayloadRole::kComfortNoise:
      return InsertComfortNoise(block, time);
    case PayloadRole::kTelephoneEvent:
      return InsertTelephoneEvent(block, entry.clock_rate, time);
    case PayloadRole::kUnknown:
    case PayloadRole::kRed:
      break;
  }
  return InsertResult::kUnknownPayloadType;
}

/// Splits the payload and stores each piece as a separate packet, after its in-band FEC. Returns
/// the result of the first piece.
InsertResult Insertion::InsertAudio(const RedBlock& block, const AudioDecoder& decoder,
                                    MediaTime time) noexcept {
  const size_t piece_bytes = std::max<size_t>(1, decoder.SplitBytes(block.payload.size()));
  SplitPayload split{.end = time,
                     .whole = {.media_time = time, .is_redundant = block.red_level > 0}};
  std::optional<InsertResult> result;
  auto rest = block.payload;
  if (rest.size() > piece_bytes) rest = inbox_.buffer.CopyOutOfSlot(rest);
  while (!rest.empty()) {
    const auto piece = rest.first(std::min(piece_bytes, rest.size()));
    rest = rest.subspan(piece.size());
    split.is_last = rest.empty();
    const PacketInfo info = decoder.Inspect(piece);
    if (info.frame_samples <= 0) break;
    const InsertResult stored = InsertPiece(block, piece, info, split);
    split.fates.Add(stored);
    if (!result) result = stored;
  }
  if (!result) return InsertResult::kUndecodable;
  Count(PacketOf(block).priority, split.fates);
  if (block.red_level == 0) inbox_.tracker.SetLength(split.whole.samples);
  AddArrival(split.whole);
  if (split.fec.samples > 0) AddArrival(split.fec);
  return *result;
}

InsertResult Insertion::InsertPiece(const RedBlock& block, std::span<const std::byte> piece,
                                    const PacketInfo& info, SplitPayload& split) noexcept {
  if (info.fec_samples > 0) {
    piece = inbox_.buffer.CopyOutOfSlot(piece);
    split.fec.media_time = split.end - info.fec_samples;
    split.fec.samples = info.fec_samples;
    InsertFec(block, piece, split.fec);
  }
  Packet packet = PacketOf(block);
  packet.media_time = split.end;
  packet.duration_samples = info.frame_samples;
  packet.is_dtx = info.is_dtx;
  packet.ends_packet = split.is_last;
  split.end += info.frame_samples;
  split.whole.samples += info.frame_samples;
  split.whole.is_speech = !info.is_dtx;
  return Store(packet, piece);
}

/// Stores `piece` a second time as a redundant packet: its in-band FEC holds a copy of the audio
/// before it.
void Insertion::InsertFec(const RedBlock& block, std::span<const std::byte> piece,
                          const ArrivalSample& fec) noexcept {
  Packet packet = PacketOf(block);
  packet.media_time = fec.media_time;
  packet.duration_samples = fec.samples;
  packet.priority.codec_level = 1;
  StoreWhole(packet, piece);
}

InsertResult Insertion::InsertComfortNoise(const RedBlock& block, MediaTime time) noexcept {
  Packet packet = PacketOf(block);
  packet.media_time = time;
  packet.is_comfort_noise = true;
  const InsertResult result = StoreWhole(packet, block.payload);
  AddArrival({.media_time = time, .is_speech = false, .is_redundant = block.red_level > 0});
  return result;
}

InsertResult Insertion::InsertTelephoneEvent(const RedBlock& block, RtpClockRate clock_rate,
                                             MediaTime time) noexcept {
  const auto queued = inbox_.tones.Insert(block.payload, time, clock_rate, media_rate());
  return queued == DtmfQueue::InsertResult::kInserted ? InsertResult::kTelephoneEvent
                                                      : InsertResult::kUndecodable;
}

InsertResult Insertion::Store(Packet packet, std::span<const std::byte> payload) noexcept {
  if (IsTooLate(packet)) return InsertResult::kTooLate;
  const StreamTracker& tracker = inbox_.tracker;
  packet.sequence = tracker.sequence();
  packet.origin_ticks = tracker.clock().origin_ticks;
  packet.follows_pause = tracker.follows_pause() && packet.priority == PacketPriority{} &&
                         packet.media_time == tracker.media_time();
  packet.arrival = playout_.time();
  const auto outcome = inbox_.buffer.Insert(packet, payload, inbox_.params.flush_when_full);
  if (outcome.info != nullptr) FillInfo(packet, *outcome.info);
  const InsertResult result = ResultOf(outcome);
  if (result == InsertResult::kInsertedOldDropped || result == InsertResult::kNoRoom)
    events_.summary.overflows = true;
  events_.summary.dropped.Add(outcome.dropped);
  events_.summary.flushes += outcome.flushed ? 1 : 0;
  return result;
}

/// Stores a payload that is not split.
InsertResult Insertion::StoreWhole(const Packet& packet,
                                   std::span<const std::byte> payload) noexcept {
  const InsertResult result = Store(packet, payload);
  FateCounts fate;
  fate.Add(result);
  Count(packet.priority, fate);
  return result;
}

/// Only the first piece of the primary audio gets the metadata of the RTP packet.
void Insertion::FillInfo(const Packet& packet, RtpPacketInfo& info) const noexcept {
  const bool is_primary = packet.priority == PacketPriority{};
  info.ssrc = rtp_.ssrc;
  info.sequence = rtp_.sequence;
  info.receive_time = now_;
  info.payload_type = packet.payload_type;
  info.is_redundant = !is_primary;
  if (is_primary && packet.media_time == inbox_.tracker.media_time()) {
    info.timestamp = rtp_.timestamp;
    info.metadata = rtp_.metadata;
  } else {
    info.timestamp = inbox_.tracker.clock().TimestampOf(packet.media_time);
    info.metadata = {};
  }
}

/// A repeated silence descriptor whose noise is already playing is also late: it would restart the
/// noise.
bool Insertion::IsTooLate(const Packet& packet) const {
  if (inbox_.timeline_pending) return false;
  const int64_t lateness = playout_.decoded_until - packet.media_time;
  const bool is_repeated = packet.is_comfort_noise && playout_.is_comfort_noise && lateness == 0;
  return lateness > 0 || is_repeated;
}

/// Counts a payload that was stored in `pieces`.
void Insertion::Count(PacketPriority priority, const FateCounts& pieces) noexcept {
  ArrivalEvents::Summary& summary = events_.summary;
  FateCounts& counts = priority.codec_level > 0 ? summary.fec
                       : priority.red_level > 0 ? summary.red
                                                : summary.primary;
  counts.AddPayload(pieces);
}

/// Late packets and redundant copies count as arrivals too, because the target delay must cover
/// them.
void Insertion::AddArrival(const ArrivalSample& sample) noexcept {
  const SampleRate rate = media_rate();
  events_.arrivals.PushBack({.sequence = inbox_.tracker.sequence(),
                             .media_time = rate.Length(sample.media_time.samples),
                             .time = inbox_.playout_clock.UsableAt(now_, playout_.ticks),
                             .frame_length = rate.Length(sample.samples),
                             .is_speech = sample.is_speech,
                             .is_redundant = sample.is_redundant});
}

}  // namespace neteq::internal
