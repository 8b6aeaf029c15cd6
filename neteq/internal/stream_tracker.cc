// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/stream_tracker.h"

namespace neteq::internal {
namespace {

/// a * b / c rounded down; c > 0. No overflow: 2^32 RTP ticks times 48000 fit into 48 bits.
constexpr int64_t MulDivFloor(int64_t a, int64_t b, int64_t c) {
  const int64_t product = a * b;
  return product >= 0 ? product / c : -((-product + c - 1) / c);
}

}  // namespace

MediaTime MediaClock::At(int64_t rtp_ticks) const {
  return MediaTime{MulDivFloor(rtp_ticks - origin_ticks, sample_hz, clock_hz)};
}

RtpTimestamp MediaClock::TimestampOf(MediaTime time) const {
  return RtpTimestamp(
      static_cast<uint32_t>(origin_ticks + MulDivFloor(time.samples, clock_hz, sample_hz)));
}

StreamTracker::Change StreamTracker::Follow(const RtpPacketView& packet,
                                            const DecoderFormat& format) noexcept {
  Change change = Change::kNone;
  if (!active_) {
    change = Change::kFirstPacket;
  } else if (packet.ssrc != ssrc_) {
    change = Change::kNewSsrc;
  } else if (packet.payload_type != payload_type_) {
    change = Change::kNewPayloadType;
  }
  if (change == Change::kFirstPacket || change == Change::kNewSsrc) {
    sequence_unwrapper_.Reset();
    timestamp_unwrapper_.Reset();
  }
  sequence_ = sequence_unwrapper_.Unwrap(packet.sequence);
  const int64_t ticks = timestamp_unwrapper_.Unwrap(packet.timestamp);
  if (change != Change::kNone) {
    active_ = true;
    ssrc_ = packet.ssrc;
    payload_type_ = packet.payload_type;
    clock_ = {.origin_ticks = ticks,
              .clock_hz = format.clock_rate.hz(),
              .sample_hz = format.sample_rate.hz()};
  }
  media_time_ = clock_.At(ticks);
  return change;
}

void StreamTracker::Reset() noexcept { *this = StreamTracker(); }

}  // namespace neteq::internal
