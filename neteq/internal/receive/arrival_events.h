// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>

#include "neteq/base/fixed_vector.h"
#include "neteq/base/units.h"
#include "neteq/delay_manager/arrival.h"
#include "neteq/internal/receive/packet_buffer.h"
#include "neteq/internal/receive/red.h"
#include "neteq/internal/receive/stream_tracker.h"
#include "neteq/reports.h"

namespace neteq::internal {

/// Fate of the pieces of one kind that a packet was split into.
struct PieceCounts {
  int received = 0;
  int late = 0;
  int duplicate = 0;
  int without_room = 0;

  int refused() const { return late + duplicate + without_room; }
};

/// Everything that one inserted packet has caused, for the delay manager, NACK and the statistics to
/// learn from. The engine keeps one and reuses it: Clear() costs the same whatever it held.
struct ArrivalEvents {
  /// The events that are single values.
  struct Summary {
    InsertResult result = InsertResult::kEmpty;
    StreamTracker::Change change = StreamTracker::Change::kNone;
    bool has_payload = false;
    bool is_in_timeline = false;  ///< sequence, media_time and clock are set
    bool takes_no_time = false;   ///< padding or telephone event: a sequence number without audio
    int64_t sequence = 0;         ///< unwrapped
    MediaTime media_time{};
    MediaClock clock{};
    PieceCounts primary{};
    PieceCounts fec{};
    PieceCounts red{};
    int overflows = 0;    ///< insertions that found the packet buffer full
    DropCount dropped{};  ///< waiting packets thrown out
    int flushes = 0;      ///< times that the whole packet buffer was thrown out
  };

  Summary summary{};
  /// One for each piece of audio that the packet carries, redundant copies included.
  FixedVector<delay::Arrival, 2 * kMaxRedBlocks> arrivals;

  bool timeline_changed() const {
    return summary.change != StreamTracker::Change::kNone &&
           summary.change != StreamTracker::Change::kStray;
  }
  void Clear() {
    summary = {};
    arrivals.Clear();
  }
};

}  // namespace neteq::internal
