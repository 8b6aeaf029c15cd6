// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/delay_manager/arrival_history.h"

#include <algorithm>
#include <chrono>

namespace neteq::delay {
namespace {

constexpr Duration kShortestPacket = Duration(2500);  // Opus, RFC 6716

/// Fewer packets are too few to find a fast one among (heuristic: 500 ms of 60 ms packets).
constexpr size_t kFewestOffsets = 8;

/// Includes both ends of the window.
size_t CapacityFor(Duration window) { return static_cast<size_t>(window / kShortestPacket) + 1; }

}  // namespace

ArrivalHistory::ArrivalHistory(Duration reference_window, Duration reordering_window)
    : reference_window_(std::min(reference_window, reordering_window)),
      reordering_window_(reordering_window),
      packets_(CapacityFor(reordering_window_)),
      offsets_(std::max(CapacityFor(reference_window_), kFewestOffsets)) {}

void ArrivalHistory::Reset() noexcept {
  packets_.Clear();
  offsets_.Clear();
}

ArrivalHistory::Outcome ArrivalHistory::Insert(Duration media_time, Duration frame_length,
                                               Timestamp arrival) noexcept {
  const Packet packet{media_time, frame_length};
  if (!packets_.empty()) {
    if (media_time < packets_.back().media_time) return InsertReordered(packet);
    if (packets_.back().Covers(media_time)) return {};
    if (packets_.full()) packets_.PopFront();
  }
  packets_.PushBack(packet);
  while (packets_.front().media_time < media_time - reordering_window_) packets_.PopFront();
  AddOffset(media_time, arrival.time_since_epoch() - media_time);
  return {.accepted = true};
}

void ArrivalHistory::AddOffset(Duration media_time, Duration offset) {
  if (offsets_.full()) offsets_.PopFront();
  offsets_.PushBack(media_time, offset);
  while (offsets_.front() < media_time - reordering_window_) offsets_.PopFront();
  while (offsets_.size() > kFewestOffsets && offsets_.front() < media_time - reference_window_) {
    offsets_.PopFront();
  }
}

ArrivalHistory::Outcome ArrivalHistory::InsertReordered(const Packet& packet) {
  if (packet.media_time < packets_.back().media_time - reordering_window_) return {};
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
  return std::max(offset - offsets_.least(), Duration::zero());
}

Duration ArrivalHistory::max_delay() const noexcept {
  if (packets_.empty()) return Duration::zero();
  return offsets_.largest() - offsets_.least();
}

}  // namespace neteq::delay
