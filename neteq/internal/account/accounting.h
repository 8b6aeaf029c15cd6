// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <optional>

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
  /// `changes`: number so far.
  void OnRouteChanges(int64_t changes) noexcept NETEQ_REALTIME;
  void OnBacklogSkipped(int64_t samples) noexcept NETEQ_REALTIME;
  /// Counts one finished tick. `pause_ended`: the tick decoded a packet that shows that the sender
  /// has paused before it. A concealment that ends with this tick was a pause; the counters of
  /// concealment return to their values before it.
  void OnTick(const TickReport& tick, SampleRate rate,
              bool pause_ended = false) noexcept NETEQ_REALTIME;

 private:
  /// The current concealment.
  struct Concealment {
    bool counts_as_interruption = false;
    uint64_t samples_before = 0;  ///< concealed_samples at its start
    uint64_t silent_before = 0;   ///< silent_concealed_samples at its start
  };

  void CountSamples(const TickReport& tick, SampleRate rate) noexcept NETEQ_REALTIME;
  void EndConcealment(const TickReport& tick, SampleRate rate) noexcept NETEQ_REALTIME;
  void EndPause() noexcept NETEQ_REALTIME;

  Statistics statistics_;
  std::optional<Concealment> concealment_;
  bool decoded_before_ = false;  // some decoded audio has been played
  StallMeter stalls_;
  IntervalStatistics interval_;
};

}  // namespace neteq::internal
