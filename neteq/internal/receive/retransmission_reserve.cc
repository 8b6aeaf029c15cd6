// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/receive/retransmission_reserve.h"

#include <algorithm>
#include <chrono>

namespace neteq::internal {
namespace {

using std::chrono::milliseconds;

// Time over which the reserve is released. Heuristic: 100 ms in two seconds is 5 %, which
// accelerate can remove without being heard.
constexpr Duration kRelease = milliseconds(2000);

// At each shorter wait, `request_wait_` moves towards it by 1/8 of the difference. Heuristic: a
// rare late request is forgotten after a few losses.
constexpr int kWaitForget = 8;

}  // namespace

RetransmissionReserve::RetransmissionReserve(const NackParams& params) : params_(params) {}

void RetransmissionReserve::OnLoss(double loss_rate, int64_t tick) noexcept {
  if (!unrequested_tick_) unrequested_tick_ = tick;
  if (loss_rate >= params_.reserve_min_loss_rate) loss_tick_ = tick;
}

void RetransmissionReserve::OnListRequest(Duration rtt, int64_t tick) noexcept {
  if (rtt > Duration(0)) {
    rtt_ = rtt;
    rtt_tick_ = tick;
  }
  if (!unrequested_tick_) return;
  const Duration longest = milliseconds(params_.reserve_max_ms);
  const Duration wait = std::min(longest, (tick - *unrequested_tick_) * kTick);
  request_wait_ = std::max(wait, request_wait_ + (wait - request_wait_) / kWaitForget);
  unrequested_tick_.reset();
}

Duration RetransmissionReserve::reserve(int64_t tick) const noexcept {
  if (!params_.enabled || !params_.reserve_enabled || !loss_tick_ || !rtt_tick_) return Duration(0);
  const Duration needed = rtt_ + request_wait_ + milliseconds(params_.reserve_margin_ms);
  if (needed > milliseconds(params_.reserve_max_ms)) return Duration(0);
  const Duration age = (tick - std::min(*loss_tick_, *rtt_tick_)) * kTick;
  const Duration overdue = age - milliseconds(params_.reserve_hold_ms);
  if (overdue <= Duration(0)) return needed;
  if (overdue >= kRelease) return Duration(0);
  return Duration(needed.count() * (kRelease - overdue).count() / kRelease.count());
}

void RetransmissionReserve::Reset() noexcept { *this = RetransmissionReserve(params_); }

}  // namespace neteq::internal
