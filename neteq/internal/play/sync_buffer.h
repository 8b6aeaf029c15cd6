// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "neteq/base/audio_view.h"
#include "neteq/base/realtime.h"
#include "neteq/internal/play/origin_runs.h"

namespace neteq::internal {

/// Audio around the playhead: what was played (history, for the kernels to look back on) and what
/// waits to be played (future). One row a channel, contiguous, so that kernels get plain views:
///
///   | ... history ... | ... future ... | overlap |
///                     ^ playhead                 ^ end
///
/// The newest overlap() samples of the future always stay unplayed, so that concealment can still
/// bend them into its own beginning. The only writer of played audio.
class SyncBuffer {
 public:
  /// [setup] Room for `history` samples behind and `future` samples ahead of the playhead. Starts
  /// as silence with `overlap` samples of future.
  SyncBuffer(int channels, int history, int future, int overlap);

  int channels() const { return samples_.channels(); }
  int overlap() const { return overlap_; }
  /// Unplayed samples, the overlap included.
  int future() const { return end_ - playhead_; }
  /// Unplayed samples that Pop can hand out.
  int playable() const { return future() - overlap_; }

  /// The newest `count` samples, unplayed ones included; at most history + future as made.
  ConstAudioView Newest(int count) const;
  /// The `count` samples just played.
  ConstAudioView Played(int count) const;

  /// Room to write up to `frames` samples in the place of the newest `count`, 0 to append. What
  /// stands there stays until it is overwritten. Nothing is changed before CloseNewest.
  AudioView OpenNewest(int count, int frames) noexcept NETEQ_REALTIME;
  /// The newest `count` samples are replaced by the first `frames` that were written.
  void CloseNewest(int count, int frames, Origin origin) noexcept NETEQ_REALTIME;
  /// Replaces the newest `count` samples by `audio`, whose length may differ: 0 appends.
  void ReplaceNewest(int count, ConstAudioView audio, Origin origin) noexcept NETEQ_REALTIME;
  /// Says where samples [first, first + count) of the future came from.
  void MarkFuture(int first, int count, Origin origin) noexcept NETEQ_REALTIME;
  /// What of the samples popped was made up.
  using Popped = OriginRuns::Counts;
  /// Moves the next `out.frames()` (at most playable()) samples to `out` and the playhead past
  /// them.
  Popped Pop(AudioView out) noexcept NETEQ_REALTIME;
  /// Origin of the next sample to be played.
  Origin next_origin() const { return origins_.front(); }
  /// Starts over with `future` samples of future, the overlap included. Returns history and future
  /// together for the caller to write.
  AudioView Restart(int future, Origin origin) noexcept NETEQ_REALTIME;
  /// Silence again.
  void Reset() noexcept NETEQ_REALTIME;

 private:
  void MakeRoom(int frames) noexcept NETEQ_REALTIME;

  int overlap_;
  int history_;
  AudioBuffer samples_;
  int playhead_ = 0;
  int end_ = 0;
  OriginRuns origins_;  // of the future
};

}  // namespace neteq::internal
