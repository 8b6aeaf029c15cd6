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

/// Quality of a copy of some audio; smaller is better.
struct PacketPriority {
  uint8_t codec_level = 0;  ///< 0 = primary coding, 1 = in-band FEC
  uint8_t red_level = 0;    ///< distance from the primary block of an RFC 2198 packet

  friend constexpr auto operator<=>(PacketPriority, PacketPriority) = default;
};

/// A waiting packet without its bytes and its RtpPacketInfo.
struct Packet {
  MediaTime media_time{};
  int64_t sequence = 0;      ///< unwrapped
  int64_t origin_ticks = 0;  ///< RTP timestamp of MediaTime 0, see MediaClock
  int duration_samples = 0;  ///< at the decoder's rate; 0 = unknown
  uint8_t payload_type = 0;
  PacketPriority priority{};
  bool is_dtx = false;
  bool is_comfort_noise = false;
  bool ends_packet = true;     ///< false: a later piece of the same RTP packet was stored too
  bool follows_pause = false;  ///< the sender paused before this packet, none is missing
  Timestamp arrival{};         ///< on the playout clock
  int payload_bytes = 0;       ///< set by the buffer
};

/// Numbers of dropped packets, by kind. A packet that was split counts with its last piece.
struct DropCount {
  int primary = 0;
  int fec = 0;
  int red = 0;
  int pieces = 0;  ///< pieces of any kind

  int total() const { return pieces; }
  friend bool operator==(const DropCount&, const DropCount&) = default;
  void Add(const Packet& packet) {
    ++pieces;
    if (!packet.ends_packet) return;
    ++(packet.priority.codec_level > 0 ? fec : packet.priority.red_level > 0 ? red : primary);
  }
  void Add(const DropCount& other) {
    primary += other.primary;
    fec += other.fec;
    red += other.red;
    pieces += other.pieces;
  }
};

/// Holds the packets that wait to be decoded, sorted by media time.
///
/// - Copies: If two packets have the same media time, keeps the one with the lower sequence number,
///   then the one with the better priority. A RED copy never replaces the original; a late original
///   replaces its copy.
/// - Memory: Limits::max_packets descriptors and Limits::payload_bytes of payload, allocated at
///   construction.
/// - Cost: O(1) to insert the newest packet. A reordered packet moves the 2-byte indices of all
///   newer ones.
class PacketBuffer {
 public:
  /// [setup] `limits` must be within the ranges of Config.
  explicit PacketBuffer(const Limits& limits);

  /// What Insert did with the packet.
  enum class StoreResult : uint8_t {
    kInserted,
    kReplaced,         ///< stored; replaced a worse copy
    kDuplicate,        ///< refused: an equal or better copy is waiting
    kDroppedAsOldest,  ///< refused: no room, and no older packets to drop for it
    kTooLarge,         ///< refused: larger than the payload memory or than 65535 bytes
  };
  /// Result of Insert, and its effect on other packets.
  struct InsertOutcome {
    StoreResult result = StoreResult::kInserted;
    DropCount dropped{};            ///< waiting packets dropped to make room, or as a worse copy
    bool flushed = false;           ///< all waiting packets were dropped
    RtpPacketInfo* info = nullptr;  ///< metadata for the caller to fill in; null if refused
  };

  /// [stream] Reserves `bytes` for the payload of the next packet; Insert then keeps the payload
  /// without a copy. Returns an empty span if `bytes` exceeds ReservedSlot::kMaxBytes or the buffer
  /// is full. Valid until the next Insert, which reserves the same size again.
  std::span<std::byte> ReserveSlot(size_t bytes) noexcept NETEQ_REALTIME {
    return slot_.Open(bytes, arena_);
  }
  /// [stream] Copies `payload` if it is in the reserved slot, because it is split into more than
  /// one packet. Returns other payloads unchanged. Valid until the next call.
  std::span<const std::byte> CopyOutOfSlot(std::span<const std::byte> payload) noexcept
      NETEQ_REALTIME {
    return slot_.CopyOut(payload);
  }

  /// [stream] Inserts a packet. A full buffer drops its oldest packets to make room, or all packets
  /// if `flush_when_full`. Copies `payload` unless it is in the reserved slot.
  InsertOutcome Insert(const Packet& packet, std::span<const std::byte> payload,
                       bool flush_when_full) noexcept NETEQ_REALTIME;

  int size() const { return size_; }
  bool empty() const { return size_ == 0; }
  /// Oldest packet; null if the buffer is empty. Valid after PopFront, until any other change.
  const Packet* Front() const { return empty() ? nullptr : &at(0); }
  /// Packet `i` in media-time order; 0 is the oldest.
  const Packet& at(int i) const { return slots_[slot_at(i)]; }

  /// [stream] Payload of the oldest packet; empty if there is none. Valid after PopFront, until the
  /// next Insert.
  std::span<const std::byte> FrontPayload() const noexcept NETEQ_REALTIME;
  /// Metadata of the oldest packet, which must exist. Valid as long as Front().
  const RtpPacketInfo& FrontInfo() const { return infos_[slot_at(0)]; }
  /// [stream] Removes the oldest packet, if any.
  void PopFront() noexcept NETEQ_REALTIME;
  /// [stream] Drops packets strictly older than `limit`. A positive `horizon_samples` keeps packets
  /// that are at least that much older than `limit`.
  DropCount DiscardOlderThan(MediaTime limit, int64_t horizon_samples) noexcept NETEQ_REALTIME;
  /// [stream] Drops all packets of a payload type.
  DropCount Discard(uint8_t payload_type) noexcept NETEQ_REALTIME;
  /// [stream] Drops all packets.
  DropCount Flush() noexcept NETEQ_REALTIME;

  /// Media time from the start of the oldest to the end of the newest packet. A newest packet that
  /// is DTX or has an unknown length counts as `fallback_duration`.
  int64_t span_samples(int fallback_duration) const;
  /// Total length of all primary packets (priority 0, 0). A packet of unknown length counts as
  /// `fallback_duration`.
  int64_t total_samples(int fallback_duration) const;
  /// Length of the run of contiguous packets at the front. All of them have the same payload type,
  /// and each starts where the previous one ends. The run ends before comfort noise or once it
  /// reaches `enough`.
  int64_t contiguous_samples(int enough) const;
  bool contains_dtx_or_comfort_noise() const { return totals_.silent_packets > 0; }

 private:
  /// Position of a packet in the order.
  struct Place {
    int index = 0;                ///< number of older packets
    bool is_taken = false;        ///< the packet at `index` has the same media time
    bool is_better_kept = false;  ///< the packet at `index` is as good or better
  };
  /// Sums over the waiting packets, updated by Account.
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
  std::vector<RtpPacketInfo> infos_;  ///< parallel to slots_, which is searched more often
  /// Ring of all slots, starting at head_: used slots in media-time order, then free slots.
  std::vector<uint16_t> order_;
  int head_ = 0;
  int size_ = 0;
  Totals totals_;
  PayloadArena arena_;
  ReservedSlot slot_;
};

}  // namespace neteq::internal
