// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/sync_buffer.h"

#include <algorithm>
#include <cstring>
#include <span>

namespace neteq::internal {
namespace {

// The rows slide to the front when they reach the end; spare room for this many times the history
// makes that rare.
constexpr int kSpareHistories = 4;

/// How many of `origins` are `origin`. Mostly they are all the same, which comparing them with
/// themselves one further on tells at the speed of memory.
int CountOf(std::span<const Origin> origins, Origin origin) {
  static_assert(sizeof(Origin) == 1);
  if (origins.empty()) return 0;
  const auto size = static_cast<int>(origins.size());
  if (std::memcmp(origins.data(), origins.data() + 1, origins.size() - 1) == 0) {
    return origins.front() == origin ? size : 0;
  }
  return static_cast<int>(std::count(origins.begin(), origins.end(), origin));
}

}  // namespace

SyncBuffer::SyncBuffer(int channels, int history, int future, int overlap)
    : overlap_(overlap),
      history_(history),
      samples_(channels, (1 + kSpareHistories) * history + future),
      origins_(static_cast<size_t>(samples_.capacity())) {
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

void SyncBuffer::ReplaceNewest(int count, ConstAudioView audio, Origin origin) noexcept {
  MakeRoom(audio.frames() - count);
  const int start = end_ - count;
  Copy(audio, samples_.Slice(start, audio.frames()));
  std::fill_n(origins_.begin() + start, audio.frames(), origin);
  end_ = start + audio.frames();
  playhead_ = std::min(playhead_, end_);
}

void SyncBuffer::MarkFuture(int first, int count, Origin origin) noexcept {
  NETEQ_DCHECK(first >= 0 && first + count <= future());
  std::fill_n(origins_.begin() + playhead_ + first, count, origin);
}

SyncBuffer::Popped SyncBuffer::Pop(AudioView out) noexcept {
  NETEQ_DCHECK(out.frames() <= playable());
  Copy(samples_.Slice(playhead_, out.frames()), out);
  const std::span origins(origins_.data() + playhead_, static_cast<size_t>(out.frames()));
  playhead_ += out.frames();
  return {.concealed = CountOf(origins, Origin::kConcealed),
          .noise = CountOf(origins, Origin::kNoise)};
}

AudioView SyncBuffer::Restart(int future, Origin origin) noexcept {
  playhead_ = history_;
  end_ = history_ + future;
  std::fill(origins_.begin(), origins_.end(), origin);
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
  std::copy(origins_.begin() + first, origins_.begin() + end_, origins_.begin());
  playhead_ = history_;
  end_ = kept;
  NETEQ_DCHECK(end_ + frames <= samples_.capacity());
}

}  // namespace neteq::internal
