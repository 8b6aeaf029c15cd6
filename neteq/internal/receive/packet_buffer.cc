// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/receive/packet_buffer.h"

#include <numeric>
#include <tuple>
#include <utility>

namespace neteq::internal {
namespace {

/// True if `a` is to be kept rather than `b`, a packet with the same media time.
bool IsBetter(const Packet& a, const Packet& b) {
  return std::tie(a.sequence, a.priority) < std::tie(b.sequence, b.priority);
}

bool IsSilent(const Packet& packet) { return packet.is_dtx || packet.is_comfort_noise; }

}  // namespace

PacketBuffer::PacketBuffer(const Limits& limits)
    : capacity_(limits.max_packets),
      slots_(static_cast<size_t>(capacity_)),
      infos_(slots_.size()),
      order_(slots_.size()),
      arena_(limits.payload_bytes, limits.max_packets + 1),
      slot_(static_cast<uint16_t>(limits.max_packets)) {
  NETEQ_DCHECK(limits.max_packets > 0 && limits.max_packets <= UINT16_MAX);
  std::iota(order_.begin(), order_.end(), uint16_t{0});
}

PacketBuffer::InsertOutcome PacketBuffer::Insert(const Packet& packet,
                                                 std::span<const std::byte> payload,
                                                 bool flush_when_full) noexcept {
  if (!arena_.CanEverHold(payload.size())) return {.result = StoreResult::kTooLarge};
  Place place = FindPlace(packet);
  if (place.is_better_kept) return {.result = StoreResult::kDuplicate};

  const bool is_in_slot = slot_.Holds(payload);
  if (!is_in_slot) slot_.Close(arena_);
  const int too_many =
      OldestToDrop(place, is_in_slot ? 0 : PayloadArena::BlocksFor(payload.size()));
  InsertOutcome outcome;
  if (too_many != 0 && flush_when_full) {
    outcome = {.dropped = Flush(), .flushed = true};
    place = {};
  } else if (too_many > place.index) {
    return {.result = StoreResult::kDroppedAsOldest};
  } else {
    if (too_many > 0) outcome.dropped = DropOldest(too_many);
    place.index -= too_many;
    if (place.is_taken) {
      outcome.result = StoreResult::kReplaced;
      outcome.dropped.Add(at(place.index));
    }
  }
  outcome.info = Put(place, packet, payload, is_in_slot);
  return outcome;
}

/// Searches from the newest end, because packets usually arrive in order.
PacketBuffer::Place PacketBuffer::FindPlace(const Packet& packet) const {
  for (int index = size_; index > 0; --index) {
    const Packet& older = at(index - 1);
    if (older.media_time < packet.media_time) return {.index = index};
    if (older.media_time > packet.media_time) continue;
    return {.index = index - 1, .is_taken = true, .is_better_kept = !IsBetter(packet, older)};
  }
  return {};
}

/// Number of oldest packets to drop to make room for the new one. More than place.index if dropping
/// all older packets does not make enough room.
int PacketBuffer::OldestToDrop(Place place, int needed_blocks) const {
  const auto blocks_of = [&](int i) { return arena_.blocks_of(slot_at(i)); };
  int free_blocks = arena_.free_blocks() + (place.is_taken ? blocks_of(place.index) : 0);
  int free_slots = capacity_ - size_ + (place.is_taken ? 1 : 0);
  int count = 0;
  while (free_slots < 1 || free_blocks < needed_blocks) {
    if (count == place.index) return count + 1;
    free_blocks += blocks_of(count);
    ++free_slots;
    ++count;
  }
  return count;
}

RtpPacketInfo* PacketBuffer::Put(Place place, const Packet& packet,
                                 std::span<const std::byte> payload, bool is_in_slot) {
  const uint16_t slot = SlotFor(place);
  if (is_in_slot) {
    slot_.Keep(payload, slot, arena_);
  } else {
    arena_.Store(slot, payload);
  }
  slots_[slot] = packet;
  slots_[slot].payload_bytes = static_cast<int>(payload.size());
  Account(packet, 1);
  return &infos_[slot];
}

uint16_t PacketBuffer::SlotFor(Place place) {
  if (place.is_taken) {
    Release(place.index);
    return slot_at(place.index);
  }
  const uint16_t slot = order_[ring(size_)];  // the first free slot
  for (int i = size_; i > place.index; --i) order_[ring(i)] = order_[ring(i - 1)];
  if (place.index < size_) order_[ring(place.index)] = slot;
  ++size_;
  return slot;
}

/// Frees the payload of a packet. The caller must reuse or remove its entry in order_.
void PacketBuffer::Release(int index) {
  const uint16_t slot = slot_at(index);
  Account(slots_[slot], -1);
  arena_.Free(slot);
}

DropCount PacketBuffer::DropOldest(int count) {
  DropCount dropped;
  for (int i = 0; i < count; ++i) {
    dropped.Add(at(0));
    PopFront();
  }
  return dropped;
}

void PacketBuffer::Account(const Packet& packet, int sign) {
  if (packet.priority == PacketPriority{}) {
    totals_.primary_samples += int64_t{sign} * packet.duration_samples;
    if (packet.duration_samples == 0) totals_.primaries_of_unknown_length += sign;
  }
  if (IsSilent(packet)) totals_.silent_packets += sign;
}

std::span<const std::byte> PacketBuffer::FrontPayload() const noexcept {
  if (empty()) return {};
  return arena_.Read(slot_at(0));
}

void PacketBuffer::PopFront() noexcept {
  if (empty()) return;
  Release(0);
  // Makes this slot the first free one: the next packet reuses it while it is in the cache.
  std::swap(order_[ring(0)], order_[ring(size_)]);
  head_ = static_cast<int>(ring(1));
  --size_;
}

DropCount PacketBuffer::DiscardOlderThan(MediaTime limit, int64_t horizon_samples) noexcept {
  int first = 0;
  if (horizon_samples > 0) {
    const MediaTime horizon = limit - horizon_samples;
    while (first < size_ && at(first).media_time <= horizon) ++first;
  }
  DropCount dropped;
  int end = first;
  for (; end < size_ && at(end).media_time < limit; ++end) {
    dropped.Add(at(end));
    Release(end);
  }
  // Closes the gap with the packets beyond the horizon. There are rarely any.
  const int count = end - first;
  for (int i = first - 1; i >= 0; --i) std::swap(order_[ring(i + count)], order_[ring(i)]);
  head_ = static_cast<int>(ring(count));
  size_ -= count;
  return dropped;
}

DropCount PacketBuffer::Discard(uint8_t payload_type) noexcept {
  DropCount dropped;
  int kept = 0;
  for (int i = 0; i < size_; ++i) {
    if (at(i).payload_type == payload_type) {
      dropped.Add(at(i));
      Release(i);
    } else {
      std::swap(order_[ring(kept++)], order_[ring(i)]);
    }
  }
  size_ = kept;
  return dropped;
}

DropCount PacketBuffer::Flush() noexcept { return DropOldest(size_); }

int64_t PacketBuffer::span_samples(int fallback_duration) const {
  if (empty()) return 0;
  const Packet& newest = at(size_ - 1);
  const bool has_length = newest.duration_samples > 0 && !newest.is_dtx;
  return newest.media_time - at(0).media_time +
         (has_length ? newest.duration_samples : fallback_duration);
}

int64_t PacketBuffer::total_samples(int fallback_duration) const {
  return totals_.primary_samples + int64_t{totals_.primaries_of_unknown_length} * fallback_duration;
}

int64_t PacketBuffer::contiguous_samples(int enough) const {
  int64_t total = 0;
  for (int i = 0; i < size_ && total < enough; ++i) {
    const Packet& packet = at(i);
    const bool follows =
        packet.payload_type == at(0).payload_type && packet.media_time == at(0).media_time + total;
    if (packet.is_comfort_noise || !follows) break;
    total += packet.duration_samples;
  }
  return total;
}

}  // namespace neteq::internal
