// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "neteq/base/audio_buffer.h"
#include "neteq/base/audio_view.h"
#include "neteq/base/realtime.h"
#include "neteq/internal/play/origin_runs.h"

namespace neteq::internal {

/// Audio around the playhead: the history (played, read by the kernels) and the future (not played
/// yet). Each channel is one contiguous row, so that kernels get plain views:
///
///   | ... history ... | ... future ... | overlap |
///                     ^ playhead                 ^ end
///
/// The newest overlap() samples always stay unplayed, so that concealment can cross-fade from them.
/// All played audio is written through this class.
class SyncBuffer {
 public:
  /// [setup] Allocates `history` samples before and `future` samples after the playhead. Starts as
  /// silence with `overlap` samples of future.
  SyncBuffer(int channels, int history, int future, int overlap);

  int channels() const { return samples_.channels(); }
  int overlap() const { return overlap_; }
  /// Number of unplayed samples, including the overlap.
  int future() const { return end_ - playhead_; }
  /// Number of samples that Pop can return.
  int playable() const { return future() - overlap_; }

  /// The newest `count` samples, including unplayed ones. At most the capacity.
  ConstAudioView Newest(int count) const;
  /// The `count` samples played last.
  ConstAudioView Played(int count) const;

  /// Opens the newest `count` samples for replacement by up to `frames` samples; `count` 0 appends.
  /// The view still holds the old samples. The change takes effect with CloseNewest.
  AudioView OpenNewest(int count, int frames) noexcept NETEQ_REALTIME;
  /// Replaces the newest `count` samples by the first `frames` samples written.
  void CloseNewest(int count, int frames, Origin origin) noexcept NETEQ_REALTIME;
  /// Replaces the newest `count` samples by `audio`, whose length may differ; `count` 0 appends.
  void ReplaceNewest(int count, ConstAudioView audio, Origin origin) noexcept NETEQ_REALTIME;
  /// Sets the origin of samples [first, first + count) of the future.
  void MarkFuture(int first, int count, Origin origin) noexcept NETEQ_REALTIME;
  /// Numbers of concealed and noise samples popped.
  using Popped = OriginRuns::Counts;
  /// Copies the next `out.frames()` samples, at most playable(), to `out` and advances the
  /// playhead.
  Popped Pop(AudioView out) noexcept NETEQ_REALTIME;
  /// Origin of the next sample to be played.
  Origin next_origin() const { return origins_.front(); }
  /// Restarts with `future` unplayed samples, including the overlap. Returns history and future for
  /// the caller to write.
  AudioView Restart(int future, Origin origin) noexcept NETEQ_REALTIME;
  /// Restores the initial silence.
  void Reset() noexcept NETEQ_REALTIME;

 private:
  void MakeRoom(int frames) noexcept NETEQ_REALTIME;

  int overlap_;
  int history_;
  AudioBuffer samples_;
  int playhead_ = 0;
  int end_ = 0;
  OriginRuns origins_;  // origins of the future
};

}  // namespace neteq::internal
