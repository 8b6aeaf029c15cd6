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

/// The parts of the engine that a decision depends on.
struct Observed {
  const SignalPath& path;  ///< of the chain in use
  const Inbox& inbox;
  const delay::DelayManager& delay_manager;
  const Timeline& timeline;
  bool timeline_starts = false;   ///< the next packet starts a timeline
  int decoder_payload_type = -1;  ///< -1: no decoder in use
  int last_frame_samples = 0;     ///< length of the frame decoded last
  PreviousTick previous{};
  Timestamp tick_time{};     ///< of this tick on the playout clock
  Timestamp caller_time{};   ///< of this tick on the caller's clock
  bool is_tone_due = false;  ///< a telephone key sounds in this tick
};

/// Collects the input of the policy, all but the smoothed level. Changes nothing.
PolicyInput Observe(const Observed& observed) noexcept NETEQ_REALTIME;

}  // namespace neteq::internal
