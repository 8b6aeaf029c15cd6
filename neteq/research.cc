// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/research.h"

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

}  // namespace neteq
