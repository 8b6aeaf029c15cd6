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

/// Destination of the audio of a tick.
struct TickOutput {
  AudioView audio;
  size_t interleaved_room = SIZE_MAX;  ///< capacity of an interleaved output, in samples

  bool Fits(TickFormat format) const;
};

/// Runs one tick: begins a timeline if due, discards late packets, observes, decides, decodes,
/// executes and plays. A tick object handles a single pull. It changes the stream and returns
/// everything it did as values. It does not depend on accounting.
class Tick {
 public:
  /// `decoding` receives the decoded packets. It must be cleared before.
  Tick(StreamState& stream, DecodeOutcome& decoding) : stream_(stream), decoding_(decoding) {}

  /// [stream] Call once. Writes one tick, or silence if `out` is too small for it.
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
