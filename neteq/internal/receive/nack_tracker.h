// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "neteq/base/realtime.h"
#include "neteq/base/units.h"
#include "neteq/nack_params.h"

namespace neteq::internal {

/// Knows which packets are missing and which of them are worth asking for again.
///
/// Model     A gap in the sequence numbers is missing. Its packets are taken to be equally long:
///           (time step) / (packets). Steps of more than 120 ms, or none, mean that the sender
///           paused (DTX): nothing is missing then.
///           time to play = media time of the packet - media time last decoded (in timer mode less
///           the ticks since).
///           loss rate p <- f p for each packet, + (1-f) for a missing one.
/// Packet mode: worth asking is what has  time to play > rtt  or, as the target delay may grow to
///           the price of the loss,  age + rtt < p * 100 * ms_per_loss_percent.
/// Timer mode: worth asking is what two newer packets have overtaken, has  time to play > rtt
///           and > 10 ms, and has not been asked for within the last rtt.
/// Input     Unwrapped sequence numbers and times of one time line; Reset() when another begins.
/// Cost      A list is O(max_list), an arrival O(1) without a gap (timer mode: O(packets missing
///           or waiting)); memory is fixed at construction.
/// Source    NetEQ M125 and, for timer mode, NetEQ 2018.
class NackTracker {
 public:
  explicit NackTracker(const NackParams& params);

  /// A packet with audio came. Returns how many packets its arrival shows to be missing.
  int OnPacketArrived(int64_t sequence, MediaTime time, SampleRate rate) noexcept NETEQ_REALTIME;
  /// A packet without audio (padding) came: it is not missing and takes no media time.
  void OnEmptyPacket(int64_t sequence) noexcept NETEQ_REALTIME;
  /// A packet was decoded: nothing up to it is needed any more.
  void OnDecoded(int64_t sequence, MediaTime time) noexcept NETEQ_REALTIME;
  /// A tick ended, its decodes included.
  void OnTick() noexcept NETEQ_REALTIME;

  /// Writes the packets worth asking for, oldest first, and returns their number: at most
  /// out.size(). `rtt` <= 0 is unknown. Nothing unless NACK is enabled; the tracker learns all the
  /// same.
  int List(Duration rtt, std::span<uint16_t> out) noexcept NETEQ_REALTIME;

  /// Forgetting share of missing packets, in [0, 1].
  double loss_rate() const { return loss_rate_; }
  /// Forgets packets, requests and loss rate.
  void Reset() noexcept NETEQ_REALTIME;

 private:
  enum class State : uint8_t { kNone, kEmpty, kMissing };
  struct Slot {
    int64_t sequence = 0;
    MediaTime time;           // estimated
    int64_t listed_tick = 0;  // -1 = never listed
    int newer_packets = 0;    // that came since
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
  bool IsWorthAsking(const Slot& slot, Duration rtt) const;
  bool IsDue(const Slot& slot, Duration rtt) const;

  NackParams params_;
  std::vector<Slot> slots_;  // ring: packet n is at n mod size
  SampleRate rate_{48000};
  bool started_ = false;
  Point newest_;   // packet with audio that came
  Point decoded_;  // last decoded
  double loss_rate_ = 0.0;
  int64_t ticks_ = 0;
  int64_t decoded_tick_ = 0;
};

}  // namespace neteq::internal
