// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <optional>

#include "neteq/base/realtime.h"
#include "neteq/base/units.h"
#include "neteq/nack_params.h"

namespace neteq::internal {

/// Computes how much delay to add to the target so that a retransmission arrives in time.
///
/// - Model: reserve = round-trip time + time from a loss to the next request + margin. The reserve
///   applies while NACK is on and both a round-trip time and a loss were reported within the hold
///   time. After that it decreases linearly to zero in two seconds. The reserve is zero if one
///   retransmission needs more than `reserve_max_ms`.
/// - Time: in ticks, monotonic.
class RetransmissionReserve {
 public:
  explicit RetransmissionReserve(const NackParams& params);

  /// An arrival has shown that packets are missing. `loss_rate` includes them.
  void OnLoss(double loss_rate, int64_t tick) noexcept NETEQ_REALTIME;
  /// The application requested the list of missing packets. `rtt` <= 0 means unknown.
  void OnListRequest(Duration rtt, int64_t tick) noexcept NETEQ_REALTIME;

  /// Delay to reserve at `tick`.
  Duration reserve(int64_t tick) const noexcept NETEQ_REALTIME;
  /// Clears losses and round-trip time.
  void Reset() noexcept NETEQ_REALTIME;

 private:
  NackParams params_;
  std::optional<int64_t> loss_tick_;  // last loss at a rate of at least reserve_min_loss_rate
  std::optional<int64_t> rtt_tick_;   // last valid round-trip time
  std::optional<int64_t> unrequested_tick_;  // first loss since the last request
  Duration rtt_{0};
  Duration request_wait_{0};  // from a loss to the next request; rises at once, falls slowly
};

}  // namespace neteq::internal
