// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <optional>

#include "neteq/base/realtime.h"
#include "neteq/base/serial.h"
#include "neteq/base/units.h"
#include "neteq/packet.h"

namespace neteq::internal {

/// Maps unwrapped RTP timestamps to samples of one decoder, and back.
struct MediaClock {
  int64_t origin_ticks = 0;  ///< unwrapped RTP timestamp at MediaTime 0
  int clock_hz = 1;
  int sample_hz = 1;

  MediaTime At(int64_t rtp_ticks) const;
  RtpTimestamp TimestampOf(MediaTime time) const;
};

/// Follows the RTP stream: unwraps sequence numbers and timestamps, and converts timestamps to
/// MediaTime, the only time that the engine compares.
///
/// - Timeline: It continues while SSRC, RTP clock and decoder rate stay the same. Comfort noise
///   with the same RTP clock belongs to the timeline of the speech. Telephone events belong to any
///   timeline.
/// - Jumps: A packet is a stray if it contradicts the order of earlier packets: a newer sequence
///   number with an older time, a sequence number older by more than 100 with a newer time, or a
///   time more than `max_age` in the past. If the next packet continues the stray in sequence, the
///   sender has restarted and a new timeline begins. The stray itself stays lost (as in RFC 3550,
///   appendix A.1).
class StreamTracker {
 public:
  enum class Change { kNone, kFirstPacket, kNewSsrc, kNewFormat, kJump, kStray };

  explicit StreamTracker(Duration max_age = std::chrono::seconds(5)) : max_age_(max_age) {}

  /// Follows one packet. Call it for every packet to be played, in order of arrival, before reading
  /// sequence() or media_time(). `clock`: the rates of the decoder that plays the packet. After
  /// kStray the packet has no sequence and no time.
  Change Follow(const RtpPacketView& packet, PayloadRole role,
                const MediaClock& clock) noexcept NETEQ_REALTIME;
  /// Unwrapped sequence number of the last packet.
  int64_t sequence() const { return here_.sequence; }
  /// Media time of the last packet.
  MediaTime media_time() const { return here_.time; }
  /// Media time of audio that is `rtp_ticks` older than the last packet.
  MediaTime MediaTimeBefore(int rtp_ticks) const { return clock_.At(here_.ticks - rtp_ticks); }

  /// True after the first packet.
  bool active() const { return active_; }
  /// Unwraps without changing the state. For packets that carry no audio.
  int64_t PeekSequence(SequenceNumber sequence) const { return sequence_unwrapper_.Peek(sequence); }
  /// Clock of the current timeline.
  const MediaClock& clock() const { return clock_; }
  void Reset() noexcept { *this = StreamTracker(max_age_); }

 private:
  /// Position of a packet on the current timeline.
  struct Place {
    int64_t sequence = 0;  ///< unwrapped
    int64_t ticks = 0;     ///< unwrapped RTP timestamp
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
  Place BeginTimeline(Change change, const RtpPacketView& packet, const MediaClock& clock) noexcept;

  Duration max_age_;
  bool active_ = false;
  uint32_t ssrc_ = 0;
  MediaClock clock_;
  Unwrapper<SequenceNumber> sequence_unwrapper_;
  Unwrapper<RtpTimestamp> timestamp_unwrapper_;
  Place here_;  // position of the last packet
  int64_t max_age_samples_ = 0;
  int64_t newest_sequence_ = 0;
  MediaTime newest_time_;
  std::optional<Stray> stray_;
};

}  // namespace neteq::internal
