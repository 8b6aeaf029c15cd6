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

/// Counts what happened to payloads of one kind, or to the pieces of one payload.
struct FateCounts {
  int received = 0;
  int late = 0;
  int duplicate = 0;
  int without_room = 0;

  int refused() const { return late + duplicate + without_room; }
  void Add(InsertResult result) {
    ++received;
    late += result == InsertResult::kTooLate ? 1 : 0;
    duplicate += result == InsertResult::kDuplicate ? 1 : 0;
    without_room += result == InsertResult::kNoRoom ? 1 : 0;
  }
  /// Adds one payload. It is refused if all its pieces are.
  void AddPayload(const FateCounts& pieces) {
    ++received;
    if (pieces.refused() < pieces.received) return;
    ++(pieces.late > 0 ? late : pieces.without_room > 0 ? without_room : duplicate);
  }
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
    bool steps_oddly = false;     ///< see StreamTracker::steps_oddly
    bool takes_no_time = false;   ///< padding or telephone event: a sequence number without audio
    int64_t sequence = 0;         ///< unwrapped
    MediaTime media_time{};
    MediaClock clock{};
    FateCounts primary{};
    FateCounts fec{};
    FateCounts red{};
    bool overflows = false;  ///< the packet buffer was full
    DropCount dropped{};     ///< waiting packets dropped
    int flushes = 0;         ///< how often all waiting packets were dropped
  };

  Summary summary{};
  /// One entry per RED block with audio, and one for the in-band FEC of each.
  FixedVector<delay::Arrival, 2 * kMaxRedBlocks> arrivals;

  bool timeline_changed() const {
    return summary.change != StreamTracker::Change::kNone &&
           summary.change != StreamTracker::Change::kStray &&
           summary.change != StreamTracker::Change::kForeign;
  }
  void Clear() {
    summary = {};
    arrivals.Clear();
  }
};

}  // namespace neteq::internal
