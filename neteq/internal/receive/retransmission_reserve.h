// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <optional>

#include "neteq/base/realtime.h"
#include "neteq/base/units.h"
#include "neteq/nack_params.h"

namespace neteq::internal {

/// How much of the target delay must be kept free for a retransmission to arrive in time.
///
/// Model     room = round-trip time + time from a loss to the next request + margin
///           while NACK is on, a round-trip time was given and a loss was seen, both within the
///           hold time; from then on it shrinks linearly to nothing in two seconds. No room at all
///           is kept if one retransmission would need more than `reserve_max_ms`.
/// Time      In ticks, never going back.
class RetransmissionReserve {
 public:
  explicit RetransmissionReserve(const NackParams& params);

  /// An arrival has shown that packets are missing; `loss_rate` counts them in.
  void OnLoss(double loss_rate, int64_t tick) noexcept NETEQ_REALTIME;
  /// The application asked for the list of missing packets; `rtt` <= 0 is unknown.
  void OnListAsked(Duration rtt, int64_t tick) noexcept NETEQ_REALTIME;

  /// Room needed at `tick`.
  Duration reserve(int64_t tick) const noexcept NETEQ_REALTIME;
  void Reset() noexcept NETEQ_REALTIME;

 private:
  NackParams params_;
  std::optional<int64_t> loss_tick_;     // last that mattered
  std::optional<int64_t> rtt_tick_;      // last valid round-trip time
  std::optional<int64_t> unasked_tick_;  // first loss since the last request
  Duration rtt_{0};
  Duration request_wait_{0};  // from a loss to the next request: rises at once, falls slowly
};

}  // namespace neteq::internal
