// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/research.h"

#include <algorithm>
#include <utility>

#include "neteq/internal/session.h"
#include "neteq/internal/session_access.h"

namespace neteq {

using internal::SessionAccess;

Result<std::unique_ptr<NetEq>> CreateWithControllers(const Config& config,
                                                     Controllers controllers) {
  if (Status status = CheckConfig(config); !status.ok()) return status;
  return SessionAccess::Make(std::make_unique<internal::Session>(config, std::move(controllers)),
                             config);
}

void OverrideNextOperation(NetEq& neteq, Operation operation) noexcept {
  SessionAccess::Of(neteq).OverrideNextOperation(operation);
}

delay::EstimatorReport EstimatorReportOf(const NetEq& neteq) noexcept {
  return SessionAccess::Of(neteq).delay_manager().report();
}

size_t CandidateCostsOf(const NetEq& neteq, std::span<delay::CandidateCost> out) noexcept {
  const delay::DelayEstimator& estimator = SessionAccess::Of(neteq).delay_manager().estimator();
  const size_t count = std::min(estimator.candidate_count(), out.size());
  for (size_t i = 0; i < count; ++i) out[i] = estimator.candidate(i);
  return count;
}

}  // namespace neteq
