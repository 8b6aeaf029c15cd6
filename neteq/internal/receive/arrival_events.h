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

/// Counts what happened to the pieces of one kind in a packet.
struct PieceCounts {
  int received = 0;
  int late = 0;
  int duplicate = 0;
  int without_room = 0;

  int refused() const { return late + duplicate + without_room; }
};

/// Everything that the insertion of one packet has caused. The delay manager, NACK and the
/// statistics learn from it. The session reuses one object; the cost of Clear() does not depend on
/// the content.
struct ArrivalEvents {
  /// Events that are single values.
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
    DropCount dropped{};  ///< waiting packets dropped
    int flushes = 0;      ///< how often all waiting packets were dropped
  };

  Summary summary{};
  /// One entry per RED block with audio, and one for the in-band FEC of each.
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
