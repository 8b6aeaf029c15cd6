// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <optional>

#include "neteq/base/realtime.h"
#include "neteq/base/units.h"
#include "neteq/delay_manager/arrival.h"

namespace neteq::delay {

/// A packet in order, as a simulated playout sees it; times in ms.
struct PlayoutStep {
  float delay_ms = 0.0F;       ///< arrival delay behind the reference
  float elapsed_ms = 0.0F;     ///< media time since the packet before
  float shift_ms = 0.0F;       ///< rise of the reference since the packet before
  bool follows_pause = false;  ///< the sender paused before this packet
};

/// Converts packets in order into playout steps, and follows the height of the reference.
class PlayoutSteps {
 public:
  /// `arrival.relative` must be set.
  PlayoutStep Next(const Arrival& arrival) noexcept NETEQ_REALTIME;

  /// Height of the reference above its slow minimum in ms: what a standing queue adds to the delay.
  float queue_height_ms() const noexcept { return queue_height_ms_; }

  /// The next packet belongs to another timeline.
  void Restart() noexcept { last_.reset(); }
  void Reset() noexcept { *this = PlayoutSteps(); }

 private:
  bool FollowsPause(const Arrival& arrival) const noexcept;

  std::optional<Arrival> last_;
  float queue_height_ms_ = 0.0F;
};

}  // namespace neteq::delay
