// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/explain/delay_stages.h"

#include <algorithm>
#include <cmath>

#include "neteq/neteq.h"
#include "neteq/research.h"
#include "neteq/snapshot.h"

namespace neteq::sim {
namespace {

/// Splits the estimator's target according to its report.
void SplitTarget(double unclamped_ms, const delay::EstimatorReport& report, DelayStages& stages) {
  stages.jitter_ms = std::min(unclamped_ms, ToMs(report.quantile_delay));
  const double rest_ms = unclamped_ms - stages.jitter_ms;
  if (report.peak_mode) {
    stages.peaks_ms = rest_ms;
  } else if (report.reorder_delay > report.quantile_delay) {
    stages.reordering_ms = rest_ms;
  } else {
    stages.assumed_ms = rest_ms;
  }
}

/// Part of `shift_ms` that a significant drift explains.
double DriftPart(double shift_ms, const ClockDrift& drift, double elapsed_ms) {
  if (!drift.is_known || std::abs(drift.ppm) < 2.0 * drift.standard_error_ppm) return 0.0;
  const double explained_ms =
      -drift.ppm * 1e-6 * elapsed_ms;  // a fast sender shortens transit times
  return std::clamp(explained_ms, std::min(0.0, shift_ms), std::max(0.0, shift_ms));
}

}  // namespace

double DelayStages::target_ms() const {
  return jitter_ms + assumed_ms + reordering_ms + peaks_ms + retransmission_ms + minimum_ms +
         maximum_ms;
}

double DelayStages::Sum() const { return target_ms() + draining_ms + drift_ms + network_ms; }

DelaySplitter::DelaySplitter(const Stream& stream) {
  SendClock clock(stream);
  double least_ms = HUGE_VAL;
  for (const TracePacket& packet : stream.packets) {
    if (stream.event_types.test(packet.rtp.payload_type)) continue;
    const double transit_ms =
        ToMs(packet.arrival.time_since_epoch()) - clock.SendMs(packet.rtp.timestamp);
    if (transit_ms >= least_ms) continue;
    least_ms = transit_ms;
    fastest_arrival_ = packet.arrival;
  }
}

DelayStages DelaySplitter::Split(const TickRecord& tick) const {
  const delay::EstimatorReport report = EstimatorReportOf(tick.engine);
  const Snapshot snapshot = tick.engine.Inspect();
  const double unlimited_ms = ToMs(snapshot.unlimited_target_delay);
  const double target_ms = ToMs(snapshot.target_delay);
  const double relative_ms = ToMs(tick.report.recent_playout_delay);
  DelayStages stages;
  stages.retransmission_ms = ToMs(report.reserve);
  SplitTarget(unlimited_ms - stages.retransmission_ms, report, stages);
  stages.minimum_ms = std::max(0.0, target_ms - unlimited_ms);
  stages.maximum_ms = std::min(0.0, target_ms - unlimited_ms);
  stages.draining_ms = relative_ms - target_ms;
  const double shift_ms = tick.playout_delay_ms.value_or(relative_ms) - relative_ms;
  stages.drift_ms = DriftPart(shift_ms, snapshot.clock_drift, ToMs(tick.time - fastest_arrival_));
  stages.network_ms = shift_ms - stages.drift_ms;
  return stages;
}

}  // namespace neteq::sim
