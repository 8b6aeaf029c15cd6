// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "neteq/base/audio_view.h"
#include "neteq/base/realtime.h"
#include "neteq/base/units.h"
#include "neteq/internal/account/tick_report.h"
#include "neteq/internal/play/decode_step.h"
#include "neteq/internal/receive/dtmf_queue.h"
#include "neteq/internal/receive/packet_buffer.h"
#include "neteq/internal/stream_state.h"
#include "neteq/policy.h"

namespace neteq::internal {

/// Where a tick is written.
struct TickOutput {
  AudioView audio;
  size_t interleaved_room = SIZE_MAX;  ///< samples of all channels that fit in the end

  bool Fits(TickFormat format) const;
};

/// The way of one tick: begin a timeline, discard what is late, observe, decide, decode, execute,
/// play. A tick is made for one pull, changes the stream, and returns everything it did as values.
/// It knows nothing of those who account for them.
class Tick {
 public:
  /// `decoding` must be clear; it receives the decoded packets.
  Tick(StreamState& stream, DecodeOutcome& decoding) : stream_(stream), decoding_(decoding) {}

  /// [stream] Call once. Writes one tick, or silence where `out` has no room for it.
  TickFacts Run(const TickOutput& out) noexcept NETEQ_REALTIME;

 private:
  void BeginTimelineIfDue() noexcept;
  bool IsTooEarlyToStart(const Packet& first) const;
  bool IsMuted() const;
  TickFacts RunSilent(const TickOutput& out) const noexcept;
  TickFacts RunMuted(const TickOutput& out) noexcept;
  TickFacts RunPlaying(const TickOutput& out) noexcept;
  Discarded DiscardObsolete() noexcept;
  PolicyInput ObserveStream(bool is_tone_due) const noexcept;
  void Decode(const Decision& decision) noexcept;
  SyncBuffer::Popped Render(const std::optional<DtmfEvent>& key, const TickOutput& out,
                            const TickFacts& facts) noexcept;
  void AdvanceTimeline(TickFacts& facts) noexcept;

  const SignalPath& path() const { return stream_.chains.active()->path; }
  SampleRate rate() const { return path().rate(); }
  MediaTime next_to_play() const {
    return stream_.position.timeline.NextToPlay(path().sync().playable());
  }
  Timestamp playout_clock() const { return Timestamp(stream_.position.ticks * kTick); }
  Timestamp caller_clock() const {
    return stream_.inbox.playout_clock.TimeOf(stream_.position.ticks - 1);
  }

  StreamState& stream_;
  DecodeOutcome& decoding_;
};

}  // namespace neteq::internal
