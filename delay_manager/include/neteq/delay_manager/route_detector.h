// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>

#include "neteq/base/realtime.h"
#include "neteq/base/units.h"

namespace neteq::delay {

/// Tells a change of the transit time of all packets from jitter.
///
/// Floor, drift and jitter of a network are three things. After a hold of the call, a handover or a
/// jump of the caller's clock, every packet is later by the same amount: the floor has moved. After
/// a stall of the network, the packets that it held back follow faster than they were sent, until
/// the old floor is reached again.
///
/// - Suspicion: a packet in order is slower than all of the last seconds by `step` or more.
/// - Verdict: if a packet makes up half of the step, or the packets of the next 100 ms are not all
///   as slow as the first, it was jitter. Otherwise the route has changed.
/// - Faster route: packets of 100 ms that are all faster than the floor by `step`.
/// - Cost: O(1). No memory besides the object.
class RouteDetector {
 public:
  enum class Verdict : uint8_t {
    kUsual,    ///< compare the packet with the last seconds
    kSuspect,  ///< the route may have changed: do not learn from the packet yet
    kJitter,   ///< suspects and this packet are jitter
    kChanged,  ///< suspects and this packet begin a new route
  };
  /// Transit times of the last seconds, with any fixed offset.
  struct Recent {
    Duration least{0};
    Duration largest{0};
    bool is_known = false;
  };

  /// `step` zero: never suspects anything.
  explicit RouteDetector(Duration step) : step_(step) {}

  /// A packet in order arrived; `transit` = arrival - media time.
  Verdict OnArrival(Timestamp arrival, Duration transit,
                    const Recent& recent) noexcept NETEQ_REALTIME;
  /// Ends a suspicion without a verdict.
  void Reset() noexcept { packets_ = 0; }

  bool is_suspicious() const { return packets_ > 0; }
  /// Fastest transit since the first suspect. Requires is_suspicious().
  Duration least() const { return least_; }

 private:
  Verdict Begin(Timestamp arrival, Duration transit, const Recent& recent);
  Verdict Judge(Timestamp arrival) const;

  Duration step_;
  int packets_ = 0;  // suspects
  bool is_faster_ = false;
  Timestamp begin_{};    // arrival of the first suspect
  Duration first_{0};    // transit of the first suspect
  Duration least_{0};    // of the suspects
  Duration largest_{0};  // of the suspects
  Recent before_;
};

}  // namespace neteq::delay
