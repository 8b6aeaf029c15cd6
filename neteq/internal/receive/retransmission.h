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

/// Requests lost packets again, and keeps time for them in the target delay. Does nothing unless
/// nack.enabled.
class Retransmission {
 public:
  /// [setup]
  explicit Retransmission(const NackParams& params) : reserve_(params) {
    if (params.enabled) nack_.emplace(params);
  }

  /// [stream] `ticks`: pulls made.
  void OnArrival(const ArrivalEvents& events, int64_t ticks) noexcept NETEQ_REALTIME;
  /// [stream] The audio of a tick begins with this packet.
  void OnDecoded(int64_t sequence, MediaTime time) noexcept NETEQ_REALTIME {
    if (nack_) nack_->OnDecoded(sequence, time);
  }
  /// [stream] A tick has ended. Returns the delay to keep for retransmissions; nullopt when NACK is
  /// off.
  std::optional<Duration> OnTick(int64_t ticks) noexcept NETEQ_REALTIME;
  /// [stream] See NetEq::NackList.
  int List(Duration rtt, std::span<uint16_t> out, int64_t ticks) noexcept NETEQ_REALTIME;
  /// [stream] Forgets the packets, not the round-trip time.
  void Reset() noexcept NETEQ_REALTIME {
    if (nack_) nack_->Reset();
  }

 private:
  std::optional<NackTracker> nack_;
  RetransmissionReserve reserve_;
};

}  // namespace neteq::internal
