// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>

#include "base/realtime.h"
#include "base/serial.h"
#include "base/units.h"
#include "neteq/audio_decoder.h"
#include "neteq/packet.h"

namespace neteq::internal {

/// Relation between unwrapped RTP timestamps and samples of one decoder.
struct MediaClock {
  int64_t origin_ticks = 0;  ///< RTP time of MediaTime 0
  int clock_hz = 1;
  int sample_hz = 1;

  MediaTime At(int64_t rtp_ticks) const;
  RtpTimestamp TimestampOf(MediaTime time) const;
};

/// Follows the RTP stream: unwraps its counters and turns timestamps into MediaTime, the only thing
/// the engine compares.
class StreamTracker {
 public:
  enum class Change { kNone, kFirstPacket, kNewSsrc, kNewPayloadType };

  /// Must be called for every packet that has a decoder, in order of arrival, before its times are
  /// asked for.
  Change Follow(const RtpPacketView& packet, const DecoderFormat& format) noexcept NETEQ_REALTIME;
  int64_t sequence() const { return sequence_; }
  MediaTime media_time() const { return media_time_; }

  /// True once a packet has been followed.
  bool active() const { return active_; }
  uint8_t payload_type() const { return payload_type_; }
  /// Unwraps without remembering, for packets that carry no audio.
  int64_t PeekSequence(SequenceNumber sequence) const { return sequence_unwrapper_.Peek(sequence); }
  /// Of the present time line.
  const MediaClock& clock() const { return clock_; }
  void Reset() noexcept;

 private:
  bool active_ = false;
  uint32_t ssrc_ = 0;
  uint8_t payload_type_ = 0;
  MediaClock clock_;
  Unwrapper<SequenceNumber> sequence_unwrapper_;
  Unwrapper<RtpTimestamp> timestamp_unwrapper_;
  int64_t sequence_ = 0;
  MediaTime media_time_;
};

}  // namespace neteq::internal
