// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>

#include "neteq/base/realtime.h"
#include "neteq/base/units.h"
#include "neteq/config.h"
#include "neteq/internal/receive/dtmf_queue.h"
#include "neteq/internal/receive/packet_buffer.h"
#include "neteq/internal/receive/playout_clock.h"
#include "neteq/internal/receive/stream_tracker.h"

namespace neteq::internal {

/// Holds everything that has arrived but is not played yet. Insertion fills it, and ticks consume
/// it.
struct Inbox {
  /// [setup]
  Inbox(const BufferParams& buffer_params, const Limits& limits,
        const StreamParams& stream_params = {});

  /// [stream] Drops everything. The next packet starts a timeline. Returns the numbers of dropped
  /// packets.
  DropCount Flush() noexcept NETEQ_REALTIME;
  /// [stream] Drops packets older than `decoded_until`, unless they belong to the next timeline.
  DropCount DiscardLate(MediaTime decoded_until) noexcept NETEQ_REALTIME;

  /// Result of SkipBacklog.
  struct Skipped {
    DropCount dropped{};
    int64_t samples = 0;  ///< media time skipped, at the decoder's rate
  };
  /// [stream] Skips a backlog: after an outage the network may deliver seconds of outdated speech
  /// at once. If the waiting audio exceeds `target` by buffer.skip_backlog_ms, drops the oldest
  /// part until `target` remains. A newest packet of unknown length counts as `last_frame_samples`.
  Skipped SkipBacklog(Duration target, SampleRate rate,
                      int last_frame_samples) noexcept NETEQ_REALTIME;

  BufferParams params;
  StreamTracker tracker;
  PacketBuffer buffer;
  DtmfQueue tones;
  PlayoutClock playout_clock;
  bool timeline_pending = false;  ///< the waiting packets belong to the next timeline
};

}  // namespace neteq::internal
