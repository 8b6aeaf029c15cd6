// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <memory>

#include "neteq/base/realtime.h"
#include "neteq/base/status.h"
#include "neteq/config.h"
#include "neteq/delay_manager/delay_estimator.h"
#include "neteq/neteq.h"
#include "neteq/policy.h"

/// Access for research: replace the delay estimator or the decision policy, force an operation,
/// read the estimator. Unstable: any version may change this header.
namespace neteq {

/// Optional user-supplied components; null selects the one configured in Params.
struct Controllers {
  std::unique_ptr<delay::DelayEstimator> delay_estimator{};
  std::unique_ptr<DecisionPolicy> policy{};
};

/// [setup] Creates a NetEq with `controllers`. Errors as NetEq::Create().
Result<std::unique_ptr<NetEq>> CreateWithControllers(const Config& config, Controllers controllers);

/// [stream] Makes the next tick carry out `operation`, whatever the policy decides. An operation
/// that is not possible turns into the nearest one that is, see DecisionFor(). A second call before
/// the tick replaces the first. The thread rules of NetEq hold.
void OverrideNextOperation(NetEq& neteq, Operation operation) noexcept NETEQ_REALTIME;

/// [stream] Returns the internal values of the delay estimator.
[[nodiscard]] delay::EstimatorReport EstimatorReportOf(const NetEq& neteq) noexcept;

/// [stream] Writes the candidate targets that the delay estimator compares, and their costs, into
/// `out`, by rising target. Returns their number, at most out.size(); 0 unless
/// delay.estimator=adaptive.
[[nodiscard]] size_t CandidateCostsOf(const NetEq& neteq,
                                      std::span<delay::CandidateCost> out) noexcept;

}  // namespace neteq
