// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "neteq/base/realtime.h"
#include "neteq/base/units.h"
#include "neteq/config.h"
#include "neteq/internal/receive/payload_arena.h"
#include "neteq/internal/receive/reserved_slot.h"
#include "neteq/packet.h"

namespace neteq::internal {

/// How good a copy of some audio is; smaller is better.
struct PacketPriority {
  uint8_t codec_level = 0;  ///< 0 = primary coding, 1 = in-band FEC
  uint8_t red_level = 0;    ///< distance from the primary block of an RFC 2198 packet

  friend constexpr auto operator<=>(PacketPriority, PacketPriority) = default;
};

/// A waiting packet without its bytes and its RtpPacketInfo.
struct Packet {
  MediaTime media_time{};
  int64_t sequence = 0;      ///< unwrapped
  int duration_samples = 0;  ///< at the decoder's rate; 0 = unknown
  uint8_t payload_type = 0;
  PacketPriority priority{};
  bool is_dtx = false;
  bool is_comfort_noise = false;
  Timestamp arrival{};    ///< on the playout clock
  int payload_bytes = 0;  ///< set by the buffer
};

/// Packets thrown out, by what they were.
struct DropCount {
  int primary = 0;
  int fec = 0;
  int red = 0;

  int total() const { return primary + fec + red; }
  friend bool operator==(const DropCount&, const DropCount&) = default;
  void Add(PacketPriority priority) {
    ++(priority.codec_level > 0 ? fec : priority.red_level > 0 ? red : primary);
  }
  void Add(const DropCount& other) {
    primary += other.primary;
    fec += other.fec;
    red += other.red;
  }
};

/// Packets that wait to be decoded, in media-time order, at most one for each media time.
///
/// Order     media time; of two packets for the same time the one with the lower sequence number,
///           then the better priority, is kept: a RED copy never displaces the original, a late
///           original displaces the copy.
/// Memory    Limits::max_packets descriptors and Limits::payload_bytes of payload, made once.
/// Cost      O(1) for a packet that is the newest; a reordered one moves the 2-byte indices of
///           those newer than it.
class PacketBuffer {
 public:
  /// [setup] `limits` as Config allows them.
  explicit PacketBuffer(const Limits& limits);

  /// What became of the packet inserted.
  enum class StoreResult : uint8_t {
    kInserted,
    kReplaced,         ///< took the place of a worse copy, which is gone
    kDuplicate,        ///< refused: an equal or better copy is waiting
    kDroppedAsOldest,  ///< refused: no room, and nothing older to throw out for it
    kTooLarge,         ///< refused: larger than the whole payload memory, or than 65535 bytes
  };
  struct InsertOutcome {
    StoreResult result = StoreResult::kInserted;
    DropCount dropped{};            ///< waiting packets thrown out: to make room, or the worse copy
    bool flushed = false;           ///< they were all there were
    RtpPacketInfo* info = nullptr;  ///< of the packet, to be filled in; null when it was refused
  };

  /// [stream] Memory of `bytes` for the payload of the next packet, which is then kept without a
  /// copy. Empty when there is none: above ReservedSlot::kMaxBytes, or in a full buffer. Valid until
  /// the next Insert, which reserves as much again.
  std::span<std::byte> ReserveSlot(size_t bytes) noexcept NETEQ_REALTIME {
    return slot_.Open(bytes, arena_);
  }
  /// [stream] The same bytes outside the reserved slot, for a payload that becomes more than one
  /// packet. Valid until the next call.
  std::span<const std::byte> CopyOutOfSlot(std::span<const std::byte> payload) noexcept
      NETEQ_REALTIME {
    return slot_.CopyOut(payload);
  }

  /// [stream] A full buffer drops its oldest packets to make room, or all of them if
  /// `flush_when_full`. Copies `payload`, unless it lies in the reserved slot.
  InsertOutcome Insert(const Packet& packet, std::span<const std::byte> payload,
                       bool flush_when_full) noexcept NETEQ_REALTIME;

  int size() const { return size_; }
  bool empty() const { return size_ == 0; }
  /// Oldest packet, null if there is none. It outlives PopFront; pointers and references hold until
  /// any other change.
  const Packet* Front() const { return empty() ? nullptr : &at(0); }
  /// In media-time order, 0 is the oldest.
  const Packet& at(int i) const { return slots_[slot_at(i)]; }

  /// [stream] Payload of the oldest packet, in one piece; empty if there is none. Valid until the
  /// next Insert: it outlives PopFront.
  std::span<const std::byte> FrontPayload() const noexcept NETEQ_REALTIME;
  /// As it was filled in for the oldest packet, which there must be. Holds for as long as Front().
  const RtpPacketInfo& FrontInfo() const { return infos_[slot_at(0)]; }
  /// [stream] Removes the oldest packet, if any.
  void PopFront() noexcept NETEQ_REALTIME;
  /// [stream] Drops packets strictly older than `limit` and, for a positive horizon, newer than
  /// `limit` - `horizon_samples`. Returns how many.
  DropCount DiscardOlderThan(MediaTime limit, int64_t horizon_samples) noexcept NETEQ_REALTIME;
  /// [stream] Drops all packets of a payload type. Returns how many.
  DropCount Discard(uint8_t payload_type) noexcept NETEQ_REALTIME;
  /// [stream] Drops all packets. Returns how many.
  DropCount Flush() noexcept NETEQ_REALTIME;

  /// Media time from the start of the oldest to the end of the newest packet. If the newest is DTX
  /// or of unknown length it counts `fallback_duration`.
  int64_t span_samples(int fallback_duration) const;
  /// Sum of the lengths of all primary packets (priority 0, 0); unknown ones count
  /// `fallback_duration`.
  int64_t total_samples(int fallback_duration) const;
  /// Length of the run from the front in which each packet has the payload type of the one before
  /// and starts where it ends. Ends before comfort noise, or once it reaches `enough`.
  int64_t contiguous_samples(int enough) const;
  bool contains_dtx_or_comfort_noise() const { return totals_.silent_packets > 0; }

 private:
  /// Where a packet belongs in the order.
  struct Place {
    int index = 0;                ///< number of older packets
    bool is_taken = false;        ///< the packet at `index` has the same media time ...
    bool is_better_kept = false;  ///< ... and is no worse
  };
  /// Kept up to date by Account.
  struct Totals {
    int64_t primary_samples = 0;
    int primaries_of_unknown_length = 0;
    int silent_packets = 0;
  };

  Place FindPlace(const Packet& packet) const;
  int OldestToDrop(Place place, int needed_blocks) const;
  DropCount DropOldest(int count);
  RtpPacketInfo* Put(Place place, const Packet& packet, std::span<const std::byte> payload,
                     bool is_in_slot);
  uint16_t SlotFor(Place place);
  void Release(int index);
  void Account(const Packet& packet, int sign);

  size_t ring(int i) const {
    const int wrapped = head_ + i;
    return static_cast<size_t>(wrapped < capacity_ ? wrapped : wrapped - capacity_);
  }
  uint16_t slot_at(int i) const {
    NETEQ_DCHECK(i >= 0 && i < size_);
    return order_[ring(i)];
  }

  int capacity_;
  std::vector<Packet> slots_;
  std::vector<RtpPacketInfo> infos_;  ///< of the packets in slots_; only what is decoded needs them
  /// Ring of all slots: in use in media-time order from head_ on, then the free ones.
  std::vector<uint16_t> order_;
  int head_ = 0;
  int size_ = 0;
  Totals totals_;
  PayloadArena arena_;
  ReservedSlot slot_;
};

}  // namespace neteq::internal
