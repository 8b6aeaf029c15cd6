// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <memory>
#include <optional>

#include "neteq/base/realtime.h"
#include "neteq/base/units.h"
#include "neteq/delay_manager/level_filter.h"
#include "neteq/policy.h"
#include "neteq/reports.h"

namespace neteq::internal {

/// Chooses the operation of each tick. Smooths the buffer level, calls the policy, and applies an
/// override by the application.
class Decider {
 public:
  /// [setup]
  explicit Decider(std::unique_ptr<DecisionPolicy> policy) : policy_(std::move(policy)) {}

  /// [stream] Updates the smoothed level from `input` and returns it.
  Duration SmoothLevel(const PolicyInput& input) noexcept NETEQ_REALTIME;
  /// [stream] Returns the decision for a tick. `input.filtered_level` must be set.
  Decision Decide(const PolicyInput& input) noexcept NETEQ_REALTIME;
  /// [stream] Resets the policy and the level, because a new timeline begins.
  void Reset() noexcept NETEQ_REALTIME;

  /// Replaces the next decision.
  void Override(Operation operation) { override_ = operation; }
  bool has_override() const { return override_.has_value(); }
  Duration level() const { return level_filter_.level(); }

 private:
  std::unique_ptr<DecisionPolicy> policy_;
  delay::LevelFilter level_filter_;
  std::optional<Operation> override_;
};

}  // namespace neteq::internal
