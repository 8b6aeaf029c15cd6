// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <optional>

#include "neteq/base/realtime.h"
#include "neteq/base/units.h"
#include "neteq/internal/receive/stream_tracker.h"

namespace neteq::internal {

/// RTP timestamps of the played audio. The sender's timestamps may jump on one timeline; audio that
/// is decoded but not played yet keeps the timestamps of its own packet.
class SenderClock {
 public:
  /// A timeline begins.
  void Begin(const MediaClock& clock) {
    clock_ = clock;
    next_.reset();
  }
  /// A packet was decoded. `origin_ticks`: see Packet.
  void OnDecoded(MediaTime start, int64_t origin_ticks) noexcept NETEQ_REALTIME {
    const int64_t newest = next_ ? next_->origin_ticks : clock_.origin_ticks;
    if (origin_ticks != newest) next_ = {start, origin_ticks};
  }
  /// The clock of the tick that plays audio from `played`. Call it with increasing times.
  const MediaClock& At(MediaTime played) noexcept NETEQ_REALTIME {
    if (next_ && played >= next_->start) {
      clock_.origin_ticks = next_->origin_ticks;
      next_.reset();
    }
    return clock_;
  }

 private:
  struct Origin {
    MediaTime start{};
    int64_t origin_ticks = 0;
  };

  MediaClock clock_;
  std::optional<Origin> next_;
};

}  // namespace neteq::internal
