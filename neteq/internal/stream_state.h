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
#include "neteq/internal/play/sender_clock.h"
#include "neteq/internal/play/timeline.h"
#include "neteq/internal/receive/inbox.h"
#include "neteq/policy.h"

namespace neteq::internal {

/// State of playout.
struct Position {
  Timeline timeline{};
  SenderClock clock{};
  bool timeline_starts = false;  ///< this tick is the first one of the timeline
  DecoderInUse decoder{};
  PreviousTick previous{};
  int64_t ticks = 0;  ///< number of pulls so far
};

/// All state that affects the played audio. Packets fill the inbox. Ticks consume it and change the
/// other parts.
struct StreamState {
  /// [setup] A null `estimator` or `policy` selects the one configured in Params.
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
