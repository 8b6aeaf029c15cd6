// SPDX-License-Identifier: BSD-3-Clause
#include "delay_manager/arrival_history.h"

#include <algorithm>
#include <chrono>

namespace neteq::delay {
namespace {

constexpr Duration kShortestPacket = Duration(2500);  // Opus, RFC 6716

/// Both ends of the window can be taken.
size_t CapacityFor(Duration window) { return static_cast<size_t>(window / kShortestPacket) + 1; }

}  // namespace

ArrivalHistory::ArrivalHistory(Duration window)
    : window_(window),
      packets_(CapacityFor(window)),
      smallest_(CapacityFor(window)),
      largest_(CapacityFor(window)) {}

void ArrivalHistory::Reset() noexcept {
  packets_.Clear();
  smallest_.Clear();
  largest_.Clear();
}

ArrivalHistory::Outcome ArrivalHistory::Insert(Duration media_time, Duration frame_length,
                                               Timestamp arrival) noexcept {
  if (!packets_.empty() && media_time < packets_.back().media_time - window_) return {};
  const size_t position = CountUpTo(media_time);
  if (position > 0) {
    const Packet& before = packets_[position - 1];
    const Duration length = std::max(before.frame_length, Duration(1));
    if (media_time < before.media_time + length) return {};
  }
  if (position == 0 && packets_.full()) return {};
  if (position < packets_.size()) {
    InsertAt(position, {media_time, frame_length});
    return {.accepted = true, .reordered = true};
  }

  if (packets_.full()) DropOldest();
  packets_.PushBack({media_time, frame_length});
  while (packets_.front().media_time < media_time - window_) DropOldest();
  const Duration offset = arrival.time_since_epoch() - media_time;
  while (!smallest_.empty() && smallest_.back().offset >= offset) smallest_.PopBack();
  while (!largest_.empty() && largest_.back().offset <= offset) largest_.PopBack();
  smallest_.PushBack({media_time, offset});
  largest_.PushBack({media_time, offset});
  return {.accepted = true};
}

/// Number of packets that begin at `media_time` or before.
size_t ArrivalHistory::CountUpTo(Duration media_time) const {
  if (packets_.empty() || packets_.back().media_time <= media_time) return packets_.size();
  size_t begin = 0;
  size_t end = packets_.size();
  while (begin < end) {
    const size_t middle = begin + (end - begin) / 2;
    if (packets_[middle].media_time <= media_time) {
      begin = middle + 1;
    } else {
      end = middle;
    }
  }
  return begin;
}

/// Before the packet at `position`; when full, in place of the oldest.
void ArrivalHistory::InsertAt(size_t position, const Packet& packet) {
  if (packets_.full()) {
    DropOldest();
    --position;
  }
  packets_.PushBack(packet);
  for (size_t i = packets_.size() - 1; i > position; --i) packets_[i] = packets_[i - 1];
  packets_[position] = packet;
}

void ArrivalHistory::DropOldest() {
  const Duration media_time = packets_.front().media_time;
  packets_.PopFront();
  // Reordered packets are in no queue.
  if (!smallest_.empty() && smallest_.front().media_time == media_time) smallest_.PopFront();
  if (!largest_.empty() && largest_.front().media_time == media_time) largest_.PopFront();
}

Duration ArrivalHistory::RelativeDelay(Duration media_time, Timestamp now) const noexcept {
  if (smallest_.empty()) return Duration::zero();
  const Duration offset = now.time_since_epoch() - media_time;
  return std::max(offset - smallest_.front().offset, Duration::zero());
}

Duration ArrivalHistory::max_delay() const noexcept {
  if (largest_.empty()) return Duration::zero();
  return largest_.front().offset - smallest_.front().offset;
}

}  // namespace neteq::delay
