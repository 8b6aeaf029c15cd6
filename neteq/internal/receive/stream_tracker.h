// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <optional>

#include "neteq/base/realtime.h"
#include "neteq/base/serial.h"
#include "neteq/base/units.h"
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
///
/// Time line  Goes on for as long as SSRC, RTP clock and decoder rate stay. Comfort noise follows
///            the time line of the speech it interrupts if its clock is the same, telephone events
///            follow any.
/// Jumps      A packet that contradicts the order of those before it - a newer sequence number with
///            an older time, an older number by more than 100 with a newer time, or more than
///            `max_age` back - is a stray; the next one in sequence shows that the sender has
///            begun anew, and the stray stays lost (as RFC 3550, appendix A.1).
class StreamTracker {
 public:
  enum class Change { kNone, kFirstPacket, kNewSsrc, kNewFormat, kJump, kStray };

  explicit StreamTracker(Duration max_age = std::chrono::seconds(5)) : max_age_(max_age) {}

  /// Must be called for every packet that is to be played, in order of arrival, before its times
  /// are asked for. `clock`: the rates of its decoder, or of what would play it alone. After
  /// kStray the packet has no times.
  Change Follow(const RtpPacketView& packet, PayloadRole role,
                const MediaClock& clock) noexcept NETEQ_REALTIME;
  int64_t sequence() const { return here_.sequence; }
  MediaTime media_time() const { return here_.time; }
  /// Media time of audio that is `rtp_ticks` older than the packet followed last.
  MediaTime MediaTimeBefore(int rtp_ticks) const { return clock_.At(here_.ticks - rtp_ticks); }

  /// True once a packet has been followed.
  bool active() const { return active_; }
  /// Unwraps without remembering, for packets that carry no audio.
  int64_t PeekSequence(SequenceNumber sequence) const { return sequence_unwrapper_.Peek(sequence); }
  /// Of the present time line.
  const MediaClock& clock() const { return clock_; }
  void Reset() noexcept { *this = StreamTracker(max_age_); }

 private:
  /// Of a packet in the present line.
  struct Place {
    int64_t sequence = 0;  ///< unwrapped, as the ticks of its timestamp
    int64_t ticks = 0;
    MediaTime time{};
  };
  struct Stray {
    SequenceNumber sequence;
    RtpTimestamp timestamp;
  };

  Place PlaceOf(const RtpPacketView& packet) const;
  Change ChangeBy(const RtpPacketView& packet, PayloadRole role, const MediaClock& clock,
                  const Place& place) noexcept;
  bool ContradictsOrder(const Place& place) const;
  bool ConfirmsStray(const RtpPacketView& packet) noexcept;
  Place BeginLine(Change change, const RtpPacketView& packet,
                                const MediaClock& clock) noexcept;

  Duration max_age_;
  bool active_ = false;
  uint32_t ssrc_ = 0;
  MediaClock clock_;
  Unwrapper<SequenceNumber> sequence_unwrapper_;
  Unwrapper<RtpTimestamp> timestamp_unwrapper_;
  Place here_;  // of the packet followed last
  int64_t max_age_samples_ = 0;
  int64_t newest_sequence_ = 0;
  MediaTime newest_time_;
  std::optional<Stray> stray_;
};

}  // namespace neteq::internal
