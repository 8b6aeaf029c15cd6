// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/play/sync_buffer.h"

#include <algorithm>

namespace neteq::internal {

// The rows move to the front when they reach the end. The future is usually much shorter than its
// maximum, so this happens in at most one tick of twenty.
SyncBuffer::SyncBuffer(int channels, int history, int future, int overlap)
    : overlap_(overlap), history_(history), samples_(channels, history + future) {
  Reset();
}

ConstAudioView SyncBuffer::Newest(int count) const {
  NETEQ_DCHECK(count <= end_);
  return samples_.Slice(end_ - count, count);
}

ConstAudioView SyncBuffer::Played(int count) const {
  NETEQ_DCHECK(count <= history_);
  return samples_.Slice(playhead_ - count, count);
}

AudioView SyncBuffer::OpenNewest(int count, int frames) noexcept {
  MakeRoom(frames - count);
  return samples_.Slice(end_ - count, frames);
}

void SyncBuffer::CloseNewest(int count, int frames, Origin origin) noexcept {
  origins_.DropBack(count);
  const int kept = std::max(0, future() - count);
  end_ += frames - count;
  playhead_ = std::min(playhead_, end_);
  origins_.PushBack(future() - kept, origin);
}

void SyncBuffer::ReplaceNewest(int count, ConstAudioView audio, Origin origin) noexcept {
  Copy(audio, OpenNewest(count, audio.frames()));
  CloseNewest(count, audio.frames(), origin);
}

void SyncBuffer::MarkFuture(int first, int count, Origin origin) noexcept {
  NETEQ_DCHECK(first >= 0 && first + count <= future());
  origins_.Mark(first, count, origin);
}

SyncBuffer::Popped SyncBuffer::Pop(AudioView out) noexcept {
  NETEQ_DCHECK(out.frames() <= playable());
  Copy(samples_.Slice(playhead_, out.frames()), out);
  playhead_ += out.frames();
  return origins_.PopFront(out.frames());
}

AudioView SyncBuffer::Restart(int future, Origin origin) noexcept {
  playhead_ = history_;
  end_ = history_ + future;
  origins_.Clear();
  origins_.PushBack(future, origin);
  return samples_.First(end_);
}

void SyncBuffer::Reset() noexcept {
  Clear(samples_.First(samples_.capacity()));
  Restart(overlap_, Origin::kDecoded);
}

void SyncBuffer::MakeRoom(int frames) noexcept {
  if (end_ + frames <= samples_.capacity()) return;
  const int kept = history_ + future();
  const int first = end_ - kept;
  for (int c = 0; c < channels(); ++c) {
    const auto row = samples_.First(end_).Channel(c);
    std::copy(row.begin() + first, row.end(), row.begin());
  }
  playhead_ = history_;
  end_ = kept;
  NETEQ_DCHECK(end_ + frames <= samples_.capacity());
}

}  // namespace neteq::internal
