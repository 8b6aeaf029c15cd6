// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <optional>

#include "neteq/base/realtime.h"
#include "neteq/base/serial.h"
#include "neteq/base/units.h"
#include "neteq/internal/receive/media_map.h"
#include "neteq/internal/receive/source_gate.h"
#include "neteq/packet.h"

namespace neteq::internal {

/// Maps unwrapped RTP timestamps to samples of one decoder, and back.
struct MediaClock {
  int64_t origin_ticks = 0;  ///< unwrapped RTP timestamp at MediaTime 0
  int clock_hz = 1;
  int sample_hz = 1;

  MediaTime At(int64_t rtp_ticks) const;
  /// Unwrapped RTP timestamp of `time`.
  int64_t TicksAt(MediaTime time) const;
  RtpTimestamp TimestampOf(MediaTime time) const;
};

/// Follows the RTP stream: unwraps sequence numbers and timestamps, and converts them to MediaTime,
/// the only time that the engine compares.
///
/// - Timeline: It continues while SSRC, RTP clock and decoder rate stay the same. Comfort noise
///   with the same RTP clock belongs to the timeline of the speech. Telephone events belong to any
///   timeline.
/// - Sources: A packet of another SSRC is foreign until that source takes over, see SourceGate.
///   Without `confirm_source`, every packet of another SSRC starts a timeline.
/// - Jumps: A packet is a stray if it contradicts the order of earlier packets. If the next packet
///   continues the stray in sequence, the sender has restarted and a new timeline begins. The stray
///   itself stays lost (as in RFC 3550, appendix A.1). With `follow_sequence`, these packets are
///   strays: a sequence number more than 3000 ahead (RFC 3550), and a sequence number that is not
///   newer with a newer time. Otherwise: a newer sequence number with an older time, and a sequence
///   number older by more than 100 with a newer time. In both cases: a time more than `max_age` in
///   the past, unless the sequence number is newer and followed.
class StreamTracker {
 public:
  enum class Change { kNone, kFirstPacket, kNewSsrc, kNewFormat, kJump, kStray, kForeign };
  /// Which packets are believed.
  struct Rules {
    Duration max_age = std::chrono::seconds(5);
    bool follow_sequence = true;  ///< see StreamParams
    bool confirm_source = true;   ///< see StreamParams
  };

  StreamTracker() : StreamTracker(Rules()) {}
  explicit StreamTracker(const Rules& rules) : rules_(rules), map_(rules.follow_sequence) {}

  /// Follows one packet, which arrived at `arrival`. Call it for every packet to be played, in
  /// order of arrival, before reading sequence() or media_time(). `clock`: the rates of the decoder
  /// that plays the packet. After kStray and kForeign the packet has no sequence and no time.
  Change Follow(const RtpPacketView& packet, PayloadRole role, const MediaClock& clock,
                Timestamp arrival = {}) noexcept NETEQ_REALTIME;
  /// Length of the audio in the last packet, in samples of its decoder.
  void SetLength(int samples) noexcept NETEQ_REALTIME { map_.SetLength(samples); }
  /// Notes a packet without payload. Returns its unwrapped sequence number.
  int64_t AddEmpty(SequenceNumber sequence) noexcept NETEQ_REALTIME;
  /// True if packets with this SSRC do not belong to the stream, unless a second one follows.
  bool IsForeign(uint32_t ssrc) const { return active_ && rules_.confirm_source && ssrc != ssrc_; }
  /// Unwrapped sequence number of the last packet.
  int64_t sequence() const { return here_.sequence; }
  /// Media time of the last packet.
  MediaTime media_time() const { return here_.place.time; }
  /// The sender paused before the last packet.
  bool follows_pause() const { return here_.place.follows_pause; }
  /// The last packet follows in sequence, but its timestamp does not follow from the length of the
  /// packet before it.
  bool steps_oddly() const { return here_.place.steps_oddly; }
  /// Timestamp step over decoded length of recent packets; 1 for a correct sender.
  double step_ratio() const { return map_.step_ratio(); }
  /// Media time of audio that is `rtp_ticks` older than the last packet.
  MediaTime MediaTimeBefore(int rtp_ticks) const;

  /// True after the first packet.
  bool active() const { return active_; }
  /// Clock of the current timeline, which maps the time of the last packet to its timestamp.
  MediaClock clock() const;
  void Reset() noexcept { *this = StreamTracker(rules_); }

 private:
  /// A packet on the current timeline.
  struct Position {
    int64_t sequence = 0;  ///< unwrapped
    int64_t ticks = 0;     ///< unwrapped RTP timestamp
    MediaTime claimed{};   ///< time according to the timestamp
    MediaMap::Place place{};
  };
  struct Newest {
    int64_t sequence = 0;
    MediaTime claimed{};
  };
  struct Stray {
    SequenceNumber sequence;
    RtpTimestamp timestamp;
  };

  Position PositionOf(const RtpPacketView& packet) const;
  Change ChangeBy(const RtpPacketView& packet, PayloadRole role, const MediaClock& clock,
                  const Position& position) noexcept;
  bool ContradictsOrder(const Position& position) const;
  bool ConfirmsStray(const RtpPacketView& packet) noexcept;
  Position BeginTimeline(Change change, const RtpPacketView& packet,
                         const MediaClock& clock) noexcept;
  MediaMap::Place PlaceOf(const Position& position, PayloadRole role, Timestamp arrival) noexcept;

  Rules rules_;
  bool active_ = false;
  uint32_t ssrc_ = 0;
  MediaClock clock_;
  Unwrapper<SequenceNumber> sequence_unwrapper_;
  Unwrapper<RtpTimestamp> timestamp_unwrapper_;
  Position here_;  // of the last packet
  Newest newest_;
  std::optional<Stray> stray_;
  SourceGate gate_;
  MediaMap map_;
};

}  // namespace neteq::internal
