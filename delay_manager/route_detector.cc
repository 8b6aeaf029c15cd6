// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/delay_manager/route_detector.h"

#include <algorithm>
#include <chrono>

namespace neteq::delay {
namespace {

using std::chrono::milliseconds;

// Time and packets that confirm a change. Heuristic: a queue that drains twice as fast as real time
// has made up 100 ms by then.
constexpr Duration kConfirmation = milliseconds(100);
constexpr int kLeastPackets = 3;

// Decrease of the transit that jitter explains. Heuristic: less than a packet of 20 ms.
constexpr Duration kTolerance = milliseconds(10);

}  // namespace

RouteDetector::Verdict RouteDetector::OnArrival(Timestamp arrival, Duration transit,
                                                const Recent& recent) noexcept {
  if (step_ == Duration::zero()) return Verdict::kUsual;
  if (!is_suspicious()) return Begin(arrival, transit, recent);
  ++packets_;
  least_ = std::min(least_, transit);
  largest_ = std::max(largest_, transit);
  const Verdict verdict = Judge(arrival);
  if (verdict != Verdict::kSuspect) packets_ = 0;
  return verdict;
}

RouteDetector::Verdict RouteDetector::Begin(Timestamp arrival, Duration transit,
                                            const Recent& recent) {
  if (!recent.is_known) return Verdict::kUsual;
  is_faster_ = transit <= recent.least - step_;
  if (!is_faster_ && transit < recent.largest + step_) return Verdict::kUsual;
  packets_ = 1;
  begin_ = arrival;
  first_ = least_ = largest_ = transit;
  before_ = recent;
  return Verdict::kSuspect;
}

RouteDetector::Verdict RouteDetector::Judge(Timestamp arrival) const {
  const bool is_confirmed = packets_ >= kLeastPackets && arrival - begin_ >= kConfirmation;
  if (is_faster_) {
    if (largest_ > before_.least - step_ / 2) return Verdict::kJitter;
    return is_confirmed ? Verdict::kChanged : Verdict::kSuspect;
  }
  if (least_ - before_.least < (first_ - before_.least) / 2) return Verdict::kJitter;
  if (!is_confirmed) return Verdict::kSuspect;
  const Duration jitter = std::max(kTolerance, before_.largest - before_.least);
  return first_ - least_ <= jitter ? Verdict::kChanged : Verdict::kJitter;
}

}  // namespace neteq::delay
