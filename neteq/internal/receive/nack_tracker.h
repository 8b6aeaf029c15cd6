// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "neteq/base/realtime.h"
#include "neteq/base/units.h"
#include "neteq/nack_params.h"

namespace neteq::internal {

/// Tracks the missing packets and lists those that a retransmission can still bring in time.
///
/// - Gaps: The packets in a gap of the sequence numbers are missing. The tracker assumes that they
///   are equally long: time step / number of packets. If that is more than 120 ms, or not positive,
///   the sender has paused (DTX) and no packet is missing.
/// - Time to play: media time of the packet - media time of the last decoded packet. Timer mode
///   also subtracts the ticks since that packet was decoded.
/// - Loss rate: p <- f p for each packet, plus (1-f) if it is missing.
/// - Packet mode: lists a packet if time to play > rtt. Also lists it if age + rtt < p * 100 *
///   ms_per_loss_percent, because the target delay may grow by that much to avoid the loss.
/// - Timer mode: lists a packet if two newer packets have arrived, time to play > rtt and > 10 ms,
///   and it was not listed during the last rtt.
/// - Input: unwrapped sequence numbers and times of one timeline. Call Reset() when another begins.
/// - Cost: O(max_list) for a list. O(1) for an arrival without a gap; in timer mode O(packets
///   missing or waiting). Memory is fixed at construction.
/// - Source: NetEQ M125; for timer mode, NetEQ 2018.
class NackTracker {
 public:
  explicit NackTracker(const NackParams& params);

  /// A packet with audio arrived. Returns the number of packets that it shows to be missing.
  int OnPacketArrived(int64_t sequence, MediaTime time, SampleRate rate) noexcept NETEQ_REALTIME;
  /// A packet without audio (padding) arrived. It is not missing and takes no media time.
  void OnEmptyPacket(int64_t sequence) noexcept NETEQ_REALTIME;
  /// A packet was decoded. This packet and all older ones are no longer needed.
  void OnDecoded(int64_t sequence, MediaTime time) noexcept NETEQ_REALTIME;
  /// A tick ended. Call it after OnDecoded for the packets of the tick.
  void OnTick() noexcept NETEQ_REALTIME;

  /// Writes the sequence numbers to request, oldest first, and returns their number, at most
  /// out.size(). `rtt` <= 0 means unknown. Returns 0 if NACK is disabled; the tracker still learns.
  int List(Duration rtt, std::span<uint16_t> out) noexcept NETEQ_REALTIME;

  /// Exponentially weighted share of missing packets, in [0, 1].
  double loss_rate() const { return loss_rate_; }
  /// Clears packets, requests and loss rate.
  void Reset() noexcept NETEQ_REALTIME;

 private:
  enum class State : uint8_t { kNone, kEmpty, kMissing };
  struct Slot {
    int64_t sequence = 0;
    MediaTime time;           // estimated
    int64_t listed_tick = 0;  // -1 = never listed
    int newer_packets = 0;    // that arrived since
    State state = State::kNone;
  };
  struct Point {
    int64_t sequence = 0;
    MediaTime time;
  };

  Slot& SlotOf(int64_t sequence);
  bool Is(int64_t sequence, State state);
  int64_t oldest_wanted() const;
  void CountNewerPacket(int64_t sequence) noexcept;
  void LearnLoss(int64_t missing) noexcept;
  int64_t CountEmpty(int64_t first, int64_t end) noexcept;
  void AddMissing(int64_t first, const Point& newest, int64_t step_samples) noexcept;
  bool CanStillHelp(const Slot& slot, Duration rtt) const;
  bool IsDue(const Slot& slot, Duration rtt) const;

  NackParams params_;
  std::vector<Slot> slots_;  // ring: packet n is in slot n mod size
  SampleRate rate_{48000};
  bool started_ = false;
  Point newest_;   // newest packet with audio
  Point decoded_;  // last decoded packet
  double loss_rate_ = 0.0;
  int64_t ticks_ = 0;
  int64_t decoded_tick_ = 0;
};

}  // namespace neteq::internal
