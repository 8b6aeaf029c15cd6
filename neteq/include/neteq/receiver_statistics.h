// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <tuple>

#include "neteq/base/fields.h"
#include "neteq/base/realtime.h"
#include "neteq/base/serial.h"
#include "neteq/base/units.h"
#include "neteq/clock_drift.h"

namespace neteq {

/// Contents of an RTCP report block (RFC 3550, 6.4.1). FieldsOf() describes each field.
struct ReceiverReport {
  int64_t extended_highest_sequence = 0;
  int64_t packets_received = 0;
  int64_t packets_expected = 0;
  int cumulative_lost = 0;
  int fraction_lost = 0;
  double jitter_timestamp_units = 0.0;
  double jitter_ms = 0.0;
};
constexpr auto FieldsOf(const ReceiverReport*) {
  using R = ReceiverReport;
  return std::tuple{
      MakeField(&R::extended_highest_sequence, "extended_highest_sequence", Unit::kNone, 0,
                UINT32_MAX,
                "Highest sequence number received; the bits above the low 16 count the wraps (RFC "
                "3550)."),
      MakeField(&R::packets_received, "packets_received", Unit::kPackets, 0, INT64_MAX,
                "Packets received, including late and duplicate ones (W3C packetsReceived)."),
      MakeField(&R::packets_expected, "packets_expected", Unit::kPackets, 0, INT64_MAX,
                "Packets expected from the range of sequence numbers."),
      MakeField(
          &R::cumulative_lost, "cumulative_lost", Unit::kPackets, -0x800000, 0x7fffff,
          "Expected minus received packets; duplicates can make it negative (W3C packetsLost)."),
      MakeField(&R::fraction_lost, "fraction_lost", Unit::kNone, 0, 255,
                "Fraction of packets lost in the interval, in 1/256 (RFC 3550, A.3)."),
      MakeField(&R::jitter_timestamp_units, "jitter_timestamp_units", Unit::kNone, 0.0, 1e12,
                "Interarrival jitter in units of the RTP clock (RFC 3550, A.8)."),
      MakeField(&R::jitter_ms, "jitter_ms", Unit::kMilliseconds, 0.0, 1e9,
                "Interarrival jitter in milliseconds (W3C jitter)."),
  };
}
static_assert(Declared<ReceiverReport>);

/// Receiver statistics of one SSRC (RFC 3550, Appendix A.1, A.3 and A.8) and the drift of its
/// clock.
///
/// - Sequence jumps: a jump is ignored until two packets with consecutive numbers follow it (A.1:
///   dropout 3000, misorder 100). Counting then continues at the new numbers; earlier losses and
///   receptions stay counted.
/// - Timestamp jumps: a step of the transit time by more than 5 s (the age at which NetEQ
///   drops a packet) is a jump of the timestamps and does not affect the jitter.
/// - Threads: calls on one object must not overlap.
class ReceiverStatistics {
 public:
  /// [stream] Counts one received packet. `arrival` is its time on a monotonic clock with any
  /// origin; `clock` is the RTP clock rate of `timestamp`.
  void OnPacket(SequenceNumber sequence, RtpTimestamp timestamp, Timestamp arrival,
                RtpClockRate clock) noexcept NETEQ_REALTIME;

  /// [stream] Counts one received packet whose timestamp does not tell when it was sent: padding or
  /// a telephone event, which repeats the timestamp of its start. Does not affect jitter and drift.
  void OnPacketWithoutTiming(SequenceNumber sequence) noexcept NETEQ_REALTIME;

  /// [stream] Returns the totals since the first packet; fraction_lost covers the open interval.
  ReceiverReport report() const noexcept NETEQ_REALTIME;
  /// [stream] Returns report() and starts the next interval of fraction_lost. Call it once for each
  /// RTCP report sent.
  ReceiverReport CloseInterval() noexcept NETEQ_REALTIME;
  /// [stream] Returns the drift of the sender's clock against the clock of `arrival`.
  ClockDrift clock_drift() const noexcept NETEQ_REALTIME { return drift_.drift(); }
  /// [stream] Discards all statistics, for a new SSRC.
  void Reset() noexcept { *this = ReceiverStatistics(); }

 private:
  bool Count(SequenceNumber sequence) noexcept;
  bool FollowSequence(uint16_t sequence) noexcept;
  void FollowTransit(RtpTimestamp timestamp, Timestamp arrival, RtpClockRate clock) noexcept;
  int64_t expected() const;

  struct Sequences {
    uint16_t highest = 0;
    int64_t cycles = 0;  // number of wraps x 65536
    int64_t base = 0;    // first number of the stream, or after the last jump
    int64_t next_after_jump = -1;
    int64_t expected_before = 0;  // packets expected before the last jump
  };
  struct Transit {
    bool is_known = false;
    Unwrapper<RtpTimestamp> unwrapper;
    Duration last{0};
  };

  bool started_ = false;
  Sequences sequences_;
  int64_t received_ = 0;
  int64_t expected_prior_ = 0;  // at the start of the interval
  int64_t received_prior_ = 0;
  Transit transit_;
  double jitter_us_ = 0.0;
  RtpClockRate clock_{1};
  ClockDriftEstimator drift_;
};

}  // namespace neteq
