// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>

#include "neteq/base/realtime.h"
#include "neteq/base/units.h"
#include "neteq/policy.h"

namespace neteq::internal {

/// What decisions remember. A value: copy it, print it, rewind it.
struct PolicyState {
  int stretch_hold_off_ticks = 0;  ///< no stretch before this many ticks have passed
  Duration skipped_noise{0};       ///< pause noise that was cut short to keep the delay
};

/// Policy in one pure function: numbers in, decision out.
///
/// Source: WebRTC NetEQ's decision logic of early 2023 (smoothed level, separate rules for
/// concealment and pauses) and of 2024 (delay of playout, one rule for both).
Decision Decide(const PolicyInput& input, const DecisionParams& params,
                PolicyState& state) noexcept NETEQ_REALTIME;

/// State after a stream reset: the first stretch waits a little longer.
PolicyState InitialPolicyState(const DecisionParams& params) noexcept;

}  // namespace neteq::internal
