// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cstddef>

#include "neteq/base/realtime.h"
#include "neteq/base/units.h"
#include "neteq/delay_manager/ring.h"
#include "neteq/delay_manager/sliding_extremes.h"

namespace neteq::delay {

/// Packets of the last seconds of media time. Measures how far a packet is behind the fastest of
/// them.
///
/// - Model: offset = arrival - media_time; delay(m, t) = max(0, (t - m) - smallest offset). Only
///   the packets in order of the reference window define the extremes, because a reordered packet
///   says little about the network.
/// - Windows: the reference window is short, to follow a growing queue. The reordering window is
///   long, to accept retransmissions.
/// - Cost: amortised O(1) for a packet in order; a reordered packet shifts all packets after it.
/// - Range: times within +-2^60 us.
/// - Source: NetEQ 2024, but in microseconds where NetEQ truncates to milliseconds, and with two
///   windows where NetEQ has one.
class ArrivalHistory {
 public:
  struct Outcome {
    bool accepted = false;   ///< false: older than the window, or covered by a known packet
    bool reordered = false;  ///< accepted, but not the newest
  };

  /// [setup] Allocates for packets of 2.5 ms (Opus, the shortest in use). If shorter packets fill
  /// the history, the oldest are removed early. The reference window is at most the reordering
  /// window and covers at least eight packets if the reordering window does.
  ArrivalHistory(Duration reference_window, Duration reordering_window);

  /// Adds a packet. If `frame_length` is 0 (unknown), only an equal media_time counts as a
  /// duplicate.
  Outcome Insert(Duration media_time, Duration frame_length,
                 Timestamp arrival) noexcept NETEQ_REALTIME;
  void Reset() noexcept;

  /// Time from the moment at which the fastest packet would have delivered audio of `media_time` to
  /// `now`. Zero if `now` is earlier, or without packets.
  Duration RelativeDelay(Duration media_time, Timestamp now) const noexcept NETEQ_REALTIME;
  /// Largest RelativeDelay of the packets in order on their arrival, measured against the currently
  /// fastest one.
  Duration max_delay() const noexcept;
  /// Offset of the fastest packet of the reference window; zero without packets.
  Duration reference() const noexcept {
    return offsets_.empty() ? Duration::zero() : offsets_.least();
  }
  size_t size() const noexcept { return packets_.size(); }
  /// True if a packet of `media_time` is newer than all known packets.
  bool IsNewest(Duration media_time) const noexcept {
    return packets_.empty() || media_time > packets_.back().media_time;
  }

 private:
  struct Packet {
    Duration media_time{0};
    Duration frame_length{0};

    /// True if `time`, not before the start of this packet, lies within it.
    bool Covers(Duration time) const {
      return time < media_time + std::max(frame_length, Duration(1));
    }
  };

  Outcome InsertReordered(const Packet& packet);
  size_t CountUpTo(Duration media_time) const;

  void AddOffset(Duration media_time, Duration offset);

  Duration reference_window_;
  Duration reordering_window_;
  Ring<Packet> packets_;               // by media time
  SlidingExtremes<Duration> offsets_;  // of packets in order; items: their media times
};

}  // namespace neteq::delay
