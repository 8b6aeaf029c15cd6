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

/// Everything that has arrived and waits to be played. An Insertion fills it, a tick consumes it.
struct Inbox {
  /// [setup]
  Inbox(const BufferParams& buffer_params, const Limits& limits);

  /// [stream] Throws away everything; the next packet starts a timeline. Returns the packets thrown
  /// away.
  DropCount Flush() noexcept NETEQ_REALTIME;
  /// [stream] Throws away packets from before `decoded_until`, unless they belong to the next timeline.
  DropCount DiscardLate(MediaTime decoded_until) noexcept NETEQ_REALTIME;

  /// Result of SkipBacklog.
  struct Skipped {
    DropCount dropped{};
    int64_t samples = 0;  ///< media time skipped, at the decoder's rate
  };
  /// [stream] After an outage the network may deliver seconds of speech at once, which nobody in a
  /// conversation wants to hear. When the waiting audio exceeds `target` by buffer.skip_backlog_ms,
  /// drops its oldest part until `target` is left. `last_frame_samples` stands for an unknown length.
  Skipped SkipBacklog(Duration target, SampleRate rate,
                      int last_frame_samples) noexcept NETEQ_REALTIME;

  BufferParams params;
  StreamTracker tracker;
  PacketBuffer buffer;
  DtmfQueue tones;
  PlayoutClock playout_clock;
  bool timeline_pending = false;  ///< the waiting packets belong to a timeline not played yet
};

}  // namespace neteq::internal
