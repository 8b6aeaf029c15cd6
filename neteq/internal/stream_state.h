// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>

#include "neteq/base/units.h"
#include "neteq/config.h"
#include "neteq/delay_manager/delay_manager.h"
#include "neteq/internal/decide/decider.h"
#include "neteq/internal/decoder_table.h"
#include "neteq/internal/play/decode_step.h"
#include "neteq/internal/play/format_chains.h"
#include "neteq/internal/play/timeline.h"
#include "neteq/internal/receive/inbox.h"
#include "neteq/internal/receive/stream_tracker.h"
#include "neteq/policy.h"

namespace neteq::internal {

/// Where playout stands.
struct Position {
  Timeline timeline{};
  MediaClock clock{};            ///< of the timeline
  bool timeline_starts = false;  ///< this tick is its first
  DecoderInUse decoder{};
  PreviousTick previous{};
  int64_t ticks = 0;  ///< pulls made
};

/// Everything that decides what is played. A packet fills the inbox, a tick consumes it and changes
/// the rest.
struct StreamState {
  /// [setup] Null selects the estimator or the policy that the parameters name.
  StreamState(const Config& config, std::unique_ptr<delay::DelayEstimator> estimator,
              std::unique_ptr<DecisionPolicy> policy);

  Config config;
  FormatChains chains;
  DecoderTable decoders;
  delay::DelayManager delay_manager;
  Inbox inbox;
  Decider decider;
  Position position;
};

}  // namespace neteq::internal
