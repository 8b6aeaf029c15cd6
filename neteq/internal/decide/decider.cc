// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/internal/decide/decider.h"

namespace neteq::internal {

Duration Decider::SmoothLevel(const PolicyInput& input) noexcept {
  level_filter_.SetTarget(input.target);
  if (input.pause_noise == PauseNoise::kNone) {
    level_filter_.Update(input.rate.Length(input.span_samples),
                         input.rate.Length(-input.previous.stretched_samples));
  }
  return level_filter_.level();
}

Decision Decider::Decide(const PolicyInput& input) noexcept {
  Decision decision = policy_->Decide(input);
  if (override_) {
    decision = DecisionFor(*override_, input);
    decision.reason = Reason::kOverride;
    override_.reset();
  }
  if (decision.relevel) level_filter_.Set(input.rate.Length(input.span_samples));
  if (decision.reset_decoder) policy_->Reset();
  return decision;
}

void Decider::Reset() noexcept {
  policy_->Reset();
  level_filter_.Reset();
}

}  // namespace neteq::internal
