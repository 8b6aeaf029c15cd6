// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/delay_manager/arrival_history.h"

#include <algorithm>
#include <chrono>

namespace neteq::delay {
namespace {

constexpr Duration kShortestPacket = Duration(2500);  // Opus, RFC 6716

/// Includes both ends of the window.
size_t CapacityFor(Duration window) { return static_cast<size_t>(window / kShortestPacket) + 1; }

}  // namespace

ArrivalHistory::ArrivalHistory(Duration window) : window_(window), packets_(CapacityFor(window)) {}

void ArrivalHistory::Reset() noexcept { packets_.Clear(); }

ArrivalHistory::Outcome ArrivalHistory::Insert(Duration media_time, Duration frame_length,
                                               Timestamp arrival) noexcept {
  const Packet packet{media_time, frame_length};
  if (!packets_.empty()) {
    if (media_time < packets_.back().media_time) return InsertReordered(packet);
    if (packets_.back().Covers(media_time)) return {};
    if (packets_.full()) packets_.PopFront();
  }
  packets_.PushBack(packet, arrival.time_since_epoch() - media_time);
  while (packets_.front().media_time < media_time - window_) packets_.PopFront();
  return {.accepted = true};
}

ArrivalHistory::Outcome ArrivalHistory::InsertReordered(const Packet& packet) {
  if (packet.media_time < packets_.back().media_time - window_) return {};
  size_t position = CountUpTo(packet.media_time);
  if (position > 0 && packets_[position - 1].Covers(packet.media_time)) return {};
  if (packets_.full()) {
    if (position == 0) return {};
    packets_.PopFront();
    --position;
  }
  packets_.InsertBefore(position, packet);
  return {.accepted = true, .reordered = true};
}

/// Number of packets that begin at or before `media_time`.
size_t ArrivalHistory::CountUpTo(Duration media_time) const {
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

Duration ArrivalHistory::RelativeDelay(Duration media_time, Timestamp now) const noexcept {
  if (packets_.empty()) return Duration::zero();
  const Duration offset = now.time_since_epoch() - media_time;
  return std::max(offset - packets_.least(), Duration::zero());
}

Duration ArrivalHistory::max_delay() const noexcept {
  if (packets_.empty()) return Duration::zero();
  return packets_.largest() - packets_.least();
}

}  // namespace neteq::delay
