// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "neteq/base/realtime.h"
#include "neteq/base/units.h"
#include "neteq/internal/account/interval_statistics.h"
#include "neteq/internal/play/decode_step.h"
#include "neteq/internal/receive/arrival_events.h"
#include "neteq/reports.h"
#include "neteq/stall_meter.h"
#include "neteq/statistics.h"

namespace neteq::internal {

/// Owns the lifetime counters and is the only class that changes them. Counts each event once, when
/// its outcome is final.
class Accounting {
 public:
  const Statistics& statistics() const { return statistics_; }
  StallReport stalls() const { return stalls_.report(); }
  /// Returns the statistics of the interval and begins the next one.
  NetworkStatistics CloseInterval() noexcept NETEQ_REALTIME { return interval_.Take(statistics_); }

  /// Counts one call of InsertPacket.
  void OnArrival(const ArrivalEvents::Summary& packet) noexcept NETEQ_REALTIME;
  /// Waiting packets were dropped; `flushes` times all of them.
  void OnDropped(const DropCount& dropped, int flushes) noexcept NETEQ_REALTIME;
  /// Waiting packets were dropped because they were late.
  void OnLatePackets(const DropCount& dropped) noexcept NETEQ_REALTIME;
  void OnArrivalDelay(Duration arrival_delay) noexcept NETEQ_REALTIME;
  void OnDecoded(const DecodedPacket& packet, Duration target,
                 Duration unlimited_target) noexcept NETEQ_REALTIME;
  void OnBacklogSkipped(int64_t samples) noexcept NETEQ_REALTIME;
  /// Counts one finished tick.
  void OnTick(const TickReport& tick, SampleRate rate) noexcept NETEQ_REALTIME;

 private:
  void EndConcealment(const TickReport& tick, SampleRate rate) noexcept NETEQ_REALTIME;

  Statistics statistics_;
  bool concealing_ = false;
  bool decoded_before_ = false;  // some decoded audio has been played
  bool counts_as_interruption_ = false;
  uint64_t concealed_at_start_ = 0;  // concealed_samples at the start of the current concealment
  StallMeter stalls_;
  IntervalStatistics interval_;
};

}  // namespace neteq::internal
