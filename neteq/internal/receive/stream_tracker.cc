// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/receive/stream_tracker.h"

#include <algorithm>

namespace neteq::internal {
namespace {

// Largest distance in sequence numbers that counts as reordering (RFC 3550, A.1: MAX_MISORDER).
constexpr int64_t kMaxMisorder = 100;
// Largest step of the sequence numbers that counts as a loss (RFC 3550, A.1: MAX_DROPOUT).
constexpr int64_t kMaxDropout = 3000;

/// a * b / c rounded down; c > 0. 2^32 RTP ticks times 48000 fit into 48 bits, so nothing
/// overflows.
int64_t MulDivFloor(int64_t a, int b, int c) {
  const int64_t product = a * b;
  return product >= 0 ? product / c : -((-product + c - 1) / c);
}

/// True if a packet of this role and clock belongs to `timeline`. The two rates alone determine how
/// timestamps map to samples.
bool SharesTimeline(const MediaClock& timeline, PayloadRole role, const MediaClock& clock) {
  if (role == PayloadRole::kTelephoneEvent) return true;
  if (clock.clock_hz != timeline.clock_hz) return false;
  return role == PayloadRole::kComfortNoise || clock.sample_hz == timeline.sample_hz;
}

}  // namespace

MediaTime MediaClock::At(int64_t rtp_ticks) const {
  const int64_t ticks = rtp_ticks - origin_ticks;
  return MediaTime{sample_hz == clock_hz ? ticks : MulDivFloor(ticks, sample_hz, clock_hz)};
}

int64_t MediaClock::TicksAt(MediaTime time) const {
  const int64_t ticks =
      sample_hz == clock_hz ? time.samples : MulDivFloor(time.samples, clock_hz, sample_hz);
  return origin_ticks + ticks;
}

RtpTimestamp MediaClock::TimestampOf(MediaTime time) const {
  return RtpTimestamp(static_cast<uint32_t>(TicksAt(time)));
}

MediaClock StreamTracker::clock() const {
  MediaClock clock = clock_;
  if (rules_.follow_sequence) {
    clock.origin_ticks = 0;
    clock.origin_ticks = here_.ticks - clock.TicksAt(here_.place.time);
  }
  return clock;
}

MediaTime StreamTracker::MediaTimeBefore(int rtp_ticks) const {
  if (rtp_ticks == 0) return here_.place.time;
  return map_.At(clock_.At(here_.ticks - rtp_ticks).samples);
}

int64_t StreamTracker::AddEmpty(SequenceNumber sequence) noexcept {
  const int64_t unwrapped = sequence_unwrapper_.Peek(sequence);
  map_.AddWithoutTime(unwrapped);
  return unwrapped;
}

StreamTracker::Change StreamTracker::Follow(const RtpPacketView& packet, PayloadRole role,
                                            const MediaClock& clock, Timestamp arrival) noexcept {
  Position position = PositionOf(packet);
  const Change change = ChangeBy(packet, role, clock, position);
  if (change == Change::kStray || change == Change::kForeign) return change;
  if (change != Change::kNone) position = BeginTimeline(change, packet, clock);
  sequence_unwrapper_.Remember(packet.sequence, position.sequence);
  timestamp_unwrapper_.Remember(packet.timestamp, position.ticks);
  position.place = PlaceOf(position, role, arrival);
  here_ = position;
  if (role == PayloadRole::kTelephoneEvent) return change;
  if (!rules_.follow_sequence) {
    newest_ = {std::max(newest_.sequence, position.sequence),
               std::max(newest_.claimed, position.claimed)};
  } else if (position.sequence >= newest_.sequence) {
    newest_ = {position.sequence, position.claimed};
  }
  return change;
}

MediaMap::Place StreamTracker::PlaceOf(const Position& position, PayloadRole role,
                                       Timestamp arrival) noexcept {
  if (role != PayloadRole::kTelephoneEvent)
    return map_.Add(position.sequence, position.claimed.samples, arrival);
  map_.AddWithoutTime(position.sequence);
  return {.time = map_.At(position.claimed.samples)};
}

StreamTracker::Position StreamTracker::PositionOf(const RtpPacketView& packet) const {
  const int64_t ticks = timestamp_unwrapper_.Peek(packet.timestamp);
  return {sequence_unwrapper_.Peek(packet.sequence), ticks, clock_.At(ticks)};
}

/// Classifies a packet at `position` of the current timeline.
StreamTracker::Change StreamTracker::ChangeBy(const RtpPacketView& packet, PayloadRole role,
                                              const MediaClock& clock,
                                              const Position& position) noexcept {
  if (!active_) return Change::kFirstPacket;
  if (packet.ssrc != ssrc_) {
    const bool takes_over =
        !rules_.confirm_source || gate_.OnOther(ssrc_, packet.ssrc, packet.sequence);
    return takes_over ? Change::kNewSsrc : Change::kForeign;
  }
  gate_.OnCurrent();
  if (!SharesTimeline(clock_, role, clock)) return Change::kNewFormat;
  if (role == PayloadRole::kTelephoneEvent || !ContradictsOrder(position)) return Change::kNone;
  return ConfirmsStray(packet) ? Change::kJump : Change::kStray;
}

bool StreamTracker::ContradictsOrder(const Position& position) const {
  const int64_t steps = position.sequence - newest_.sequence;
  const int64_t ahead = position.claimed - newest_.claimed;
  const bool is_too_old = ahead <= -SampleRate(clock_.sample_hz).Samples(rules_.max_age);
  if (rules_.follow_sequence) {
    if (steps > 0) return steps > kMaxDropout;
    return is_too_old || (steps < 0 && ahead > 0);
  }
  if (is_too_old) return true;
  if (steps > 0) return ahead < 0;
  return steps < -kMaxMisorder && ahead > 0;
}

bool StreamTracker::ConfirmsStray(const RtpPacketView& packet) noexcept {
  const bool confirms = stray_ && packet.sequence.DistanceFrom(stray_->sequence) == 1 &&
                        (rules_.follow_sequence || packet.timestamp.IsNewerThan(stray_->timestamp));
  stray_ = Stray{packet.sequence, packet.timestamp};
  return confirms;
}

/// Starts a timeline at this packet.
StreamTracker::Position StreamTracker::BeginTimeline(Change change, const RtpPacketView& packet,
                                                     const MediaClock& clock) noexcept {
  if (change == Change::kFirstPacket || change == Change::kNewSsrc) {
    sequence_unwrapper_.Reset();
    timestamp_unwrapper_.Reset();
  }
  active_ = true;
  ssrc_ = packet.ssrc;
  clock_ = clock;
  clock_.origin_ticks = timestamp_unwrapper_.Peek(packet.timestamp);
  stray_.reset();
  map_.Reset(SampleRate(clock.sample_hz));
  const Position position = PositionOf(packet);
  newest_ = {position.sequence, position.claimed};
  return position;
}

}  // namespace neteq::internal
