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

/// Target delay from how far packets come behind the fastest of the last seconds, as NetEQ has it
/// since 2019 (optimizers and defaults of 2024).
///
/// Pauses   Comfort noise and DTX refreshes are no news: late ones break nothing, so they must not
///          raise the target, and early ones must not lower it, since speech does not come more
///          evenly because the sender pauses. But their times are right: as part of the
///          ArrivalHistory they keep the measure of "fastest" up to date through a pause.
/// Copies   Redundant audio comes later than its own packet by the sender's choice, not the
///          network's: it counts as reordered, to be waited for where that is worth the delay.
class RelativeEstimator final : public DelayEstimator {
 public:
  /// [setup]
  explicit RelativeEstimator(const DelayConfig& config);

  void OnArrival(const Arrival& arrival) noexcept NETEQ_REALTIME override;
  Duration target() const noexcept override;
  EstimatorReport report() const noexcept override;
  /// Delays are relative already: all that was learned stays.
  void OnStreamChange() noexcept NETEQ_REALTIME override {}
  void Reset() noexcept NETEQ_REALTIME override;

 private:
  /// What packets in order need, as far as known.
  Duration base_delay() const noexcept;

  Duration start_delay_;
  bool use_reorder_optimizer_;
  UnderrunOptimizer underrun_;
  ReorderOptimizer reorder_;
};

}  // namespace neteq::delay
