// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "neteq/base/realtime.h"
#include "neteq/base/units.h"
#include "neteq/internal/receive/arrival_events.h"
#include "neteq/internal/receive/nack_tracker.h"
#include "neteq/internal/receive/retransmission_reserve.h"
#include "neteq/nack_params.h"

namespace neteq::internal {

/// Lists lost packets to request again, and reserves time for them in the target delay. Does
/// nothing unless nack.enabled.
class Retransmission {
 public:
  /// [setup]
  explicit Retransmission(const NackParams& params) : reserve_(params) {
    if (params.enabled) nack_.emplace(params);
  }

  /// [stream] A packet has arrived. `ticks`: number of pulls so far.
  void OnArrival(const ArrivalEvents& events, int64_t ticks) noexcept NETEQ_REALTIME;
  /// [stream] This packet was the first one decoded in a tick.
  void OnDecoded(int64_t sequence, MediaTime time) noexcept NETEQ_REALTIME {
    if (nack_) nack_->OnDecoded(sequence, time);
  }
  /// [stream] A tick has ended. Returns the delay to reserve for retransmissions; nullopt if NACK
  /// is off.
  std::optional<Duration> OnTick(int64_t ticks) noexcept NETEQ_REALTIME;
  /// [stream] See NetEq::NackList.
  int List(Duration rtt, std::span<uint16_t> out, int64_t ticks) noexcept NETEQ_REALTIME;
  /// [stream] Clears the list of packets, but keeps the round-trip time.
  void Reset() noexcept NETEQ_REALTIME {
    if (nack_) nack_->Reset();
  }

 private:
  std::optional<NackTracker> nack_;
  RetransmissionReserve reserve_;
};

}  // namespace neteq::internal
