// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "neteq/base/realtime.h"
#include "neteq/base/units.h"
#include "neteq/delay_manager/arrival.h"
#include "neteq/delay_manager/delay_estimator.h"
#include "neteq/delay_manager/params.h"
#include "neteq/delay_manager/reorder_optimizer.h"
#include "neteq/delay_manager/underrun_optimizer.h"

namespace neteq::delay {

/// Target delay from packet delays relative to the fastest packet of the last seconds, as in NetEQ
/// since 2019 (optimizers and defaults of 2024).
///
/// - Pauses: comfort noise and DTX refreshes do not affect the target. A late one does no harm, and
///   an early one does not mean that speech arrives more regularly. Their arrival times are valid,
///   so they keep the reference in the ArrivalHistory up to date.
/// - Copies: redundant audio is late by choice of the sender. It counts as reordered, so the target
///   covers it only where that is worth the delay.
class RelativeEstimator final : public DelayEstimator {
 public:
  /// [setup]
  explicit RelativeEstimator(const DelayConfig& config);

  void OnArrival(const Arrival& arrival) noexcept NETEQ_REALTIME override;
  Duration target() const noexcept override;
  EstimatorReport report() const noexcept override;
  /// Delays are relative, so everything learned stays valid.
  void OnStreamChange() noexcept NETEQ_REALTIME override {}
  void Reset() noexcept NETEQ_REALTIME override;

 private:
  /// Delay that packets in order need, or the start delay while unknown.
  Duration base_delay() const noexcept;

  Duration start_delay_;
  bool use_reorder_optimizer_;
  UnderrunOptimizer underrun_;
  ReorderOptimizer reorder_;
};

}  // namespace neteq::delay
