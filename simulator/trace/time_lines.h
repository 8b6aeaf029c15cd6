// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "neteq/base/serial.h"
#include "neteq/base/units.h"
#include "simulator/trace/trace.h"

namespace neteq::sim {

struct Stream;

/// Place of a packet in its stream.
struct PacketPlace {
  int64_t sequence = 0;   ///< unwrapped; numbers continue without a gap where a time line begins
  int64_t timestamp = 0;  ///< unwrapped within the time line
  size_t line = 0;
  bool is_stray = false;  ///< fits no time line; has no sequence number and no timestamp
};

/// Time lines of a stream: runs of packets whose sequence numbers and timestamps belong together.
///
/// A new line begins
/// - with a new SSRC or clock rate,
/// - with a sequence number more than 2999 ahead or behind, or a timestamp that contradicts sequence
///   number and arrival, if a following packet confirms it (RFC 3550 A.1),
/// - after a pause of at least a second in which the sender's timestamps stood still: the delay of
///   all later packets has grown by the pause, which no network does.
///
/// Each line has a baseline: the arrival times that its packets would have had with the transit time
/// of the fastest one. If the transit times of the line follow the drift of the sender's clock, so
/// does the baseline.
class TimeLines {
 public:
  /// No reference to `stream` is kept.
  explicit TimeLines(const Stream& stream);

  /// By index of the packets of the stream.
  const std::vector<PacketPlace>& places() const { return places_; }
  size_t count() const { return lines_.size(); }

  /// Baseline at the timestamp of a packet, ms on the arrival clock. The packet must not be a stray.
  double DueMs(const PacketPlace& place) const;
  /// Transit time of the fastest packet of the first line minus its RTP timestamp, counted from the
  /// first packet, in ms.
  double FirstTransitMs() const;

  /// Delay of audio with this timestamp that is played at `now`, behind the baseline of its line;
  /// nullopt if it belongs to none. Times must not decrease.
  std::optional<double> DelayMs(RtpTimestamp timestamp, Timestamp now);

  /// Drift of the sender's clock that is taken out, ppm; positive = the sender is fast. The largest
  /// of all lines.
  double drift_ppm() const;

 private:
  struct Line {
    Timestamp begin;  // arrival of the first packet
    RtpTimestamp first;
    int64_t first_timestamp = 0;  // unwrapped
    int64_t last_timestamp = 0;   // largest
    double ticks_per_ms = 8.0;
    double base_ms = 0.0;  // baseline at first_timestamp
    double slope = 0.0;    // of the baseline above the timestamps, per unit
  };

  void AddLine(const TracePacket& packet, int64_t timestamp, int rate_hz);
  void JoinSequences();
  void SplitAtHolds(const Stream& stream);
  void FitBaselines(const Stream& stream);
  double SendMs(const Line& line, int64_t timestamp) const;

  std::vector<PacketPlace> places_;
  std::vector<Line> lines_;
  size_t playing_ = 0;  // line of the last DelayMs
};

}  // namespace neteq::sim
