// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/receive/inbox.h"

#include <chrono>

namespace neteq::internal {

Inbox::Inbox(const BufferParams& buffer_params, const Limits& limits,
             const StreamParams& stream_params)
    : params(buffer_params),
      tracker({.max_age = std::chrono::milliseconds(buffer_params.max_age_ms),
               .follow_sequence = stream_params.follow_sequence,
               .confirm_source = stream_params.confirm_source}),
      buffer(limits) {}

DropCount Inbox::Flush() noexcept {
  tracker.Reset();
  tones.Clear();
  return buffer.Flush();
}

DropCount Inbox::DiscardLate(MediaTime decoded_until) noexcept {
  if (timeline_pending) return {};
  return buffer.DiscardOlderThan(decoded_until, 0);
}

Inbox::Skipped Inbox::SkipBacklog(Duration target, SampleRate rate,
                                  int last_frame_samples) noexcept {
  const std::chrono::milliseconds limit(params.skip_backlog_ms);
  if (limit.count() == 0 || timeline_pending || buffer.empty()) return {};
  const Duration span = rate.Length(buffer.span_samples(last_frame_samples));
  if (span < target + limit) return {};
  const MediaTime oldest = buffer.at(0).media_time;
  const DropCount dropped = buffer.DiscardOlderThan(oldest + rate.Samples(span - target), 0);
  // If the length of the newest packet was overestimated, the buffer may be empty now.
  const int64_t samples = buffer.empty() ? rate.Samples(span) : buffer.at(0).media_time - oldest;
  return {.dropped = dropped, .samples = samples};
}

}  // namespace neteq::internal
