// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <optional>

#include "neteq/base/realtime.h"
#include "neteq/base/units.h"
#include "neteq/delay_manager/delay_manager.h"
#include "neteq/internal/play/signal_path.h"
#include "neteq/internal/play/timeline.h"
#include "neteq/internal/receive/inbox.h"
#include "neteq/policy.h"

namespace neteq::internal {

/// The state of the session that a decision depends on.
struct Observed {
  const SignalPath& path;  ///< signal path of the active chain
  const Inbox& inbox;
  const delay::DelayManager& delay_manager;
  const Timeline& timeline;
  bool timeline_starts = false;   ///< the next packet starts a timeline
  int decoder_payload_type = -1;  ///< -1: no decoder in use
  int last_frame_samples = 0;     ///< length of the last decoded frame
  PreviousTick previous{};
  Timestamp tick_time{};     ///< time of this tick on the playout clock
  Timestamp caller_time{};   ///< time of this tick on the caller's clock
  bool is_tone_due = false;  ///< a telephone key sounds in this tick
};

/// Collects the input of the policy, except for the smoothed level. Changes no state.
PolicyInput Observe(const Observed& observed) noexcept NETEQ_REALTIME;

}  // namespace neteq::internal
