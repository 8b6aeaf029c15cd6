// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>

#include "neteq/base/realtime.h"
#include "neteq/base/units.h"
#include "neteq/policy.h"

namespace neteq::internal {

/// State that decisions carry from tick to tick. A plain value that can be copied and restored.
struct PolicyState {
  int stretch_hold_off_ticks = 0;  ///< ticks until the next stretch is allowed
  Duration skipped_noise{0};       ///< comfort noise left out of the pause to limit the delay
};

/// Chooses the operation of a tick. A pure function of its arguments.
///
/// Source: WebRTC NetEQ's decision logic of early 2023 (smoothed level, separate rules for
/// concealment and pauses) and of 2024 (playout delay, one rule for both).
Decision Decide(const PolicyInput& input, const DecisionParams& params,
                PolicyState& state) noexcept NETEQ_REALTIME;

/// State after a stream reset. The first stretch waits one tick longer than later ones.
PolicyState InitialPolicyState(const DecisionParams& params) noexcept;

}  // namespace neteq::internal
