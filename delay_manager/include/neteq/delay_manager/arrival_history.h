// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cstddef>

#include "neteq/base/realtime.h"
#include "neteq/base/units.h"
#include "neteq/delay_manager/sliding_extremes.h"

namespace neteq::delay {

/// The packets of the last seconds of media time: which of them came soonest after its audio was
/// due, and how far behind it others are.
///
/// Model    offset = arrival - media_time; delay(m, t) = max(0, (t - m) - least offset).
/// Extremes of packets in order only: a reordered one says little about the network's pace.
/// Cost     O(1) for a packet in order, amortised; reordered ones shift those after them.
/// Numbers  times within +-2^60 us.
/// Source   NetEQ 2024, in microseconds where NetEQ truncates to milliseconds.
class ArrivalHistory {
 public:
  struct Outcome {
    bool accepted = false;   ///< false: older than the window, or within a packet that is there
    bool reordered = false;  ///< accepted, and not the newest
  };

  /// [setup] Allocates for packets of 2.5 ms (Opus, the shortest in use); when shorter ones fill
  /// it, the oldest go before their time.
  explicit ArrivalHistory(Duration window);

  /// `frame_length` 0 is unknown: then only the same media_time is a duplicate.
  Outcome Insert(Duration media_time, Duration frame_length,
                 Timestamp arrival) noexcept NETEQ_REALTIME;
  void Reset() noexcept;

  /// How far `now` is behind the time at which the fastest packet would have brought audio of
  /// `media_time`; zero when ahead of it, or without packets.
  Duration RelativeDelay(Duration media_time, Timestamp now) const noexcept NETEQ_REALTIME;
  /// The largest RelativeDelay that a packet in order had when it came, measured by what is the
  /// fastest one now.
  Duration max_delay() const noexcept;
  size_t size() const noexcept { return packets_.size(); }

 private:
  struct Packet {
    Duration media_time{0};
    Duration frame_length{0};

    /// Of a packet that begins no later.
    bool Covers(Duration time) const {
      return time < media_time + std::max(frame_length, Duration(1));
    }
  };

  [[gnu::cold]] Outcome InsertReordered(const Packet& packet);
  size_t CountUpTo(Duration media_time) const;

  Duration window_;
  SlidingExtremes<Packet> packets_;  // by media time; the values are offsets of those in order
};

}  // namespace neteq::delay
