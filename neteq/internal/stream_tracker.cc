// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/stream_tracker.h"

#include <algorithm>

namespace neteq::internal {
namespace {

// Reordering by more than this is none (RFC 3550, appendix A.1: MAX_MISORDER).
constexpr int64_t kMaxMisorder = 100;

/// a * b / c rounded down; c > 0. No overflow: 2^32 RTP ticks times 48000 fit into 48 bits.
constexpr int64_t MulDivFloor(int64_t a, int b, int c) {
  if (b == c) return a;
  const int64_t product = a * b;
  return product >= 0 ? DivideByRate(product, c) : -DivideByRate(-product + c - 1, c);
}

/// Nothing else says how samples follow from timestamps.
bool SharesLine(const MediaClock& line, PayloadRole role, const MediaClock& clock) {
  if (role == PayloadRole::kTelephoneEvent) return true;
  if (clock.clock_hz != line.clock_hz) return false;
  return role == PayloadRole::kComfortNoise || clock.sample_hz == line.sample_hz;
}

}  // namespace

MediaTime MediaClock::At(int64_t rtp_ticks) const {
  return MediaTime{MulDivFloor(rtp_ticks - origin_ticks, sample_hz, clock_hz)};
}

RtpTimestamp MediaClock::TimestampOf(MediaTime time) const {
  return RtpTimestamp(
      static_cast<uint32_t>(origin_ticks + MulDivFloor(time.samples, clock_hz, sample_hz)));
}

StreamTracker::Change StreamTracker::Follow(const RtpPacketView& packet, PayloadRole role,
                                            const MediaClock& clock) noexcept {
  const bool is_known = active_ && packet.ssrc == ssrc_;
  Change change = Change::kNone;
  if (!is_known) {
    change = active_ ? Change::kNewSsrc : Change::kFirstPacket;
    sequence_unwrapper_.Reset();
    timestamp_unwrapper_.Reset();
  } else if (!SharesLine(clock_, role, clock)) {
    change = Change::kNewFormat;
  } else if (role != PayloadRole::kTelephoneEvent &&
             ContradictsOrder(sequence_unwrapper_.Peek(packet.sequence),
                              clock_.At(timestamp_unwrapper_.Peek(packet.timestamp)))) {
    if (!ConfirmsStray(packet)) return Change::kStray;
    change = Change::kJump;
  }
  sequence_ = sequence_unwrapper_.Unwrap(packet.sequence);
  ticks_ = timestamp_unwrapper_.Unwrap(packet.timestamp);
  if (change != Change::kNone) BeginLine(packet, clock);
  media_time_ = clock_.At(ticks_);
  if (role != PayloadRole::kTelephoneEvent) {
    newest_sequence_ = std::max(newest_sequence_, sequence_);
    newest_time_ = std::max(newest_time_, media_time_);
  }
  return change;
}

bool StreamTracker::ContradictsOrder(int64_t sequence, MediaTime time) const {
  const int64_t oldest = -SampleRate(clock_.sample_hz).Samples(max_age_);
  if (time - newest_time_ <= oldest) return true;
  if (sequence > newest_sequence_) return time < newest_time_;
  return sequence < newest_sequence_ - kMaxMisorder && time > newest_time_;
}

bool StreamTracker::ConfirmsStray(const RtpPacketView& packet) noexcept {
  const bool confirms = stray_ && packet.sequence.DistanceFrom(stray_->sequence) == 1 &&
                        packet.timestamp.IsNewerThan(stray_->timestamp);
  stray_ = Stray{packet.sequence, packet.timestamp};
  return confirms;
}

void StreamTracker::BeginLine(const RtpPacketView& packet, const MediaClock& clock) noexcept {
  active_ = true;
  ssrc_ = packet.ssrc;
  clock_ = clock;
  clock_.origin_ticks = ticks_;
  newest_sequence_ = sequence_;
  newest_time_ = MediaTime{};
  stray_.reset();
}

}  // namespace neteq::internal
