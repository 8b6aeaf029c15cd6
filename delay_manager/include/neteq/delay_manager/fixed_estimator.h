// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <chrono>

#include "neteq/delay_manager/delay_estimator.h"
#include "neteq/delay_manager/params.h"

namespace neteq::delay {

/// Always returns start_delay_ms.
class FixedEstimator final : public DelayEstimator {
 public:
  explicit FixedEstimator(const DelayConfig& config) noexcept
      : delay_(std::chrono::milliseconds(config.delay.start_delay_ms)) {}

  void OnArrival(const Arrival& /*arrival*/) noexcept NETEQ_REALTIME override {}
  Duration target() const noexcept override { return delay_; }
  EstimatorReport report() const noexcept override { return {}; }
  void Reset() noexcept NETEQ_REALTIME override {}

 private:
  Duration delay_;
};

}  // namespace neteq::delay
