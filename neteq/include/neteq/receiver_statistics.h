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

/// What an RTCP report block says about a stream (RFC 3550, 6.4.1).
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
                "Highest sequence number received; above 16 bits the wraps (RFC 3550)."),
      MakeField(&R::packets_received, "packets_received", Unit::kPackets, 0, INT64_MAX,
                "Packets received, late and duplicate ones too (W3C packetsReceived)."),
      MakeField(&R::packets_expected, "packets_expected", Unit::kPackets, 0, INT64_MAX,
                "Packets that the sequence numbers speak of."),
      MakeField(&R::cumulative_lost, "cumulative_lost", Unit::kPackets, -0x800000, 0x7fffff,
                "Expected less received; duplicates can make it negative (W3C packetsLost)."),
      MakeField(&R::fraction_lost, "fraction_lost", Unit::kNone, 0, 255,
                "Lost share of the interval, in 1/256 (RFC 3550, A.3)."),
      MakeField(&R::jitter_timestamp_units, "jitter_timestamp_units", Unit::kNone, 0.0, 1e12,
                "Interarrival jitter in units of the RTP clock (RFC 3550, A.8)."),
      MakeField(&R::jitter_ms, "jitter_ms", Unit::kMilliseconds, 0.0, 1e9,
                "The same as time (W3C jitter)."),
  };
}
static_assert(Declared<ReceiverReport>);

/// Receiver statistics of one SSRC after RFC 3550, Appendix A.1, A.3 and A.8, and the drift of its
/// clock.
///
/// Restarts  A jump of the sequence numbers is ignored until two packets follow each other there
///           (A.1: dropout 3000, misorder 100); then counting goes on from there and what was lost
///           and received before stays counted. A step of the transit time by more than five
///           seconds is a jump of the timestamps and leaves no trace in the jitter.
/// Threads   none inside; calls must not overlap.
class ReceiverStatistics {
 public:
  void OnPacket(SequenceNumber sequence, RtpTimestamp timestamp, Timestamp arrival,
                RtpClockRate clock) noexcept NETEQ_REALTIME;

  /// Everything so far; fraction_lost since the interval began.
  ReceiverReport report() const noexcept NETEQ_REALTIME;
  /// The same, and begins the next interval: to be called once for each RTCP report sent.
  ReceiverReport CloseInterval() noexcept NETEQ_REALTIME;
  ClockDrift clock_drift() const noexcept NETEQ_REALTIME { return drift_.drift(); }
  /// Another SSRC.
  void Reset() noexcept { *this = ReceiverStatistics(); }

 private:
  bool FollowSequence(uint16_t sequence) noexcept;
  void FollowTransit(RtpTimestamp timestamp, Timestamp arrival, RtpClockRate clock) noexcept;
  int64_t expected() const;

  struct Sequences {
    uint16_t highest = 0;
    int64_t cycles = 0;  // wraps times 65536
    int64_t base = 0;    // first of the stream, or of what follows its last jump
    int64_t next_after_jump = -1;
    int64_t expected_before = 0;  // the last jump
  };
  struct Transit {
    bool is_known = false;
    Unwrapper<RtpTimestamp> unwrapper;
    Duration last{0};
  };

  bool started_ = false;
  Sequences sequences_;
  int64_t received_ = 0;
  int64_t expected_prior_ = 0;  // at the begin of the interval
  int64_t received_prior_ = 0;
  Transit transit_;
  double jitter_us_ = 0.0;
  RtpClockRate clock_{1};
  ClockDriftEstimator drift_;
};

}  // namespace neteq
