// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/receive/retransmission_reserve.h"

#include <algorithm>
#include <chrono>

namespace neteq::internal {
namespace {

using std::chrono::milliseconds;

// Giving the room back: 100 ms in two seconds are 5 % of the time, which accelerate can take out
// unnoticed. Heuristic.
constexpr Duration kRelease = milliseconds(2000);

// Share of the excess of the waiting time for a request that is forgotten at each shorter one.
// Heuristic.
constexpr int kWaitForget = 8;

}  // namespace

RetransmissionReserve::RetransmissionReserve(const NackParams& params) : params_(params) {}

void RetransmissionReserve::OnLoss(double loss_rate, int64_t tick) noexcept {
  if (!unasked_tick_) unasked_tick_ = tick;
  if (loss_rate >= params_.reserve_min_loss_rate) loss_tick_ = tick;
}

void RetransmissionReserve::OnListAsked(Duration rtt, int64_t tick) noexcept {
  if (rtt > Duration(0)) {
    rtt_ = rtt;
    rtt_tick_ = tick;
  }
  if (!unasked_tick_) return;
  const Duration longest = milliseconds(params_.reserve_max_ms);
  const Duration wait = std::min(longest, (tick - *unasked_tick_) * kTick);
  request_wait_ = std::max(wait, request_wait_ + (wait - request_wait_) / kWaitForget);
  unasked_tick_.reset();
}

Duration RetransmissionReserve::reserve(int64_t tick) const noexcept {
  if (!params_.enabled || !params_.reserve_enabled || !loss_tick_ || !rtt_tick_) return Duration(0);
  const Duration room = rtt_ + request_wait_ + milliseconds(params_.reserve_margin_ms);
  if (room > milliseconds(params_.reserve_max_ms)) return Duration(0);
  const Duration age = (tick - std::min(*loss_tick_, *rtt_tick_)) * kTick;
  const Duration overdue = age - milliseconds(params_.reserve_hold_ms);
  if (overdue <= Duration(0)) return room;
  if (overdue >= kRelease) return Duration(0);
  return Duration(room.count() * (kRelease - overdue).count() / kRelease.count());
}

void RetransmissionReserve::Reset() noexcept { *this = RetransmissionReserve(params_); }

}  // namespace neteq::internal
