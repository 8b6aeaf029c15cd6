// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "neteq/base/realtime.h"
#include "neteq/base/units.h"
#include "neteq/internal/interval_statistics.h"
#include "neteq/internal/packet_buffer.h"
#include "neteq/reports.h"
#include "neteq/stall_meter.h"
#include "neteq/statistics.h"

namespace neteq::internal {

/// A packet that left the buffer to be decoded.
struct DecodedPacket {
  PacketPriority priority{};
  Duration waiting{0};
  Duration ahead{0};  ///< decoded audio that is played before it
  int samples = 0;
};

/// Keeps the lifetime counters. The only place where they change: once for every event, when its
/// outcome is final.
class Accounting {
 public:
  const Statistics& statistics() const { return statistics_; }
  StallReport stalls() const { return stalls_.report(); }
  /// Begins the next interval.
  NetworkStatistics TakeInterval() noexcept NETEQ_REALTIME { return interval_.Take(statistics_); }

  /// One call of InsertPacket with a payload.
  void OnPacket() noexcept NETEQ_REALTIME { ++statistics_.jitter_buffer_packets_received; }
  /// The fate of each frame that it held.
  void OnFrameInserted(PacketPriority priority, InsertResult result) noexcept NETEQ_REALTIME {
    const bool is_usual = result == InsertResult::kInserted && priority == PacketPriority{};
    if (!is_usual) CountUnusual(priority, result);
  }
  /// Waiting packets that were thrown out to make room.
  void OnDropped(const DropCount& dropped, bool flushed) noexcept NETEQ_REALTIME {
    if (flushed || dropped.total() > 0) CountDropped(dropped, flushed);
  }
  void OnLatePackets(const DropCount& dropped) noexcept NETEQ_REALTIME {
    if (dropped.total() > 0) CountLate(dropped);
  }
  void OnArrivalDelay(Duration arrival_delay) noexcept NETEQ_REALTIME;
  void OnDecoded(const DecodedPacket& packet, Duration target,
                 Duration unlimited_target) noexcept NETEQ_REALTIME;
  void OnBacklogSkipped(int64_t samples) noexcept NETEQ_REALTIME;
  /// One tick, finished.
  void OnTick(const TickReport& frame, SampleRate rate) noexcept NETEQ_REALTIME;

 private:
  void CountUnusual(PacketPriority priority, InsertResult result) noexcept NETEQ_REALTIME;
  [[gnu::cold]] void CountLate(const DropCount& dropped) noexcept NETEQ_REALTIME;
  [[gnu::cold]] void CountDropped(const DropCount& dropped, bool flushed) noexcept NETEQ_REALTIME;
  void EndConcealment(const TickReport& frame, SampleRate rate) noexcept NETEQ_REALTIME;

  Statistics statistics_;
  bool concealing_ = false;
  bool decoded_before_ = false;  // some decoded audio has been played
  bool counts_as_interruption_ = false;
  uint64_t concealed_at_start_ = 0;  // concealed_samples when the present concealment began
  StallMeter stalls_;
  IntervalStatistics interval_;
};

}  // namespace neteq::internal
