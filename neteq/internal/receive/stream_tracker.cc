// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/receive/stream_tracker.h"

#include <algorithm>

namespace neteq::internal {
namespace {

// Largest distance in sequence numbers that counts as reordering (RFC 3550, A.1: MAX_MISORDER).
constexpr int64_t kMaxMisorder = 100;

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

RtpTimestamp MediaClock::TimestampOf(MediaTime time) const {
  const int64_t ticks =
      sample_hz == clock_hz ? time.samples : MulDivFloor(time.samples, clock_hz, sample_hz);
  return RtpTimestamp(static_cast<uint32_t>(origin_ticks + ticks));
}

StreamTracker::Change StreamTracker::Follow(const RtpPacketView& packet, PayloadRole role,
                                            const MediaClock& clock) noexcept {
  Place place = PlaceOf(packet);
  const Change change = ChangeBy(packet, role, clock, place);
  if (change == Change::kStray) return change;
  if (change != Change::kNone) place = BeginTimeline(change, packet, clock);
  sequence_unwrapper_.Remember(packet.sequence, place.sequence);
  timestamp_unwrapper_.Remember(packet.timestamp, place.ticks);
  here_ = place;
  if (role != PayloadRole::kTelephoneEvent) {
    newest_sequence_ = std::max(newest_sequence_, place.sequence);
    newest_time_ = std::max(newest_time_, place.time);
  }
  return change;
}

StreamTracker::Place StreamTracker::PlaceOf(const RtpPacketView& packet) const {
  const int64_t ticks = timestamp_unwrapper_.Peek(packet.timestamp);
  return {sequence_unwrapper_.Peek(packet.sequence), ticks, clock_.At(ticks)};
}

/// Classifies a packet whose position on the current timeline is `place`.
StreamTracker::Change StreamTracker::ChangeBy(const RtpPacketView& packet, PayloadRole role,
                                              const MediaClock& clock,
                                              const Place& place) noexcept {
  if (!active_) return Change::kFirstPacket;
  if (packet.ssrc != ssrc_) return Change::kNewSsrc;
  if (!SharesTimeline(clock_, role, clock)) return Change::kNewFormat;
  if (role == PayloadRole::kTelephoneEvent || !ContradictsOrder(place)) return Change::kNone;
  return ConfirmsStray(packet) ? Change::kJump : Change::kStray;
}

bool StreamTracker::ContradictsOrder(const Place& place) const {
  if (place.time - newest_time_ <= -max_age_samples_) return true;
  if (place.sequence > newest_sequence_) return place.time < newest_time_;
  return place.sequence < newest_sequence_ - kMaxMisorder && place.time > newest_time_;
}

bool StreamTracker::ConfirmsStray(const RtpPacketView& packet) noexcept {
  const bool confirms = stray_ && packet.sequence.DistanceFrom(stray_->sequence) == 1 &&
                        packet.timestamp.IsNewerThan(stray_->timestamp);
  stray_ = Stray{packet.sequence, packet.timestamp};
  return confirms;
}

/// Starts a timeline at this packet.
StreamTracker::Place StreamTracker::BeginTimeline(Change change, const RtpPacketView& packet,
                                                  const MediaClock& clock) noexcept {
  if (change == Change::kFirstPacket || change == Change::kNewSsrc) {
    sequence_unwrapper_.Reset();
    timestamp_unwrapper_.Reset();
  }
  active_ = true;
  ssrc_ = packet.ssrc;
  clock_ = clock;
  clock_.origin_ticks = timestamp_unwrapper_.Peek(packet.timestamp);
  max_age_samples_ = SampleRate(clock.sample_hz).Samples(max_age_);
  stray_.reset();
  const Place place = PlaceOf(packet);
  newest_sequence_ = place.sequence;
  newest_time_ = place.time;
  return place;
}

}  // namespace neteq::internal
