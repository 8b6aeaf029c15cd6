// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/explain/history.h"

#include <array>
#include <cstddef>

#include "neteq/neteq.h"
#include "neteq/research.h"
#include "neteq/snapshot.h"

namespace neteq::sim {
namespace {

constexpr size_t kMostCandidates = 64;  // twice those of the adaptive estimator

}  // namespace

void History::OnTick(const TickRecord& tick) {
  const TickReport& report = tick.report;
  const NetEq& engine = tick.engine;
  TickNote note{.time_s = ToMs(tick.time - start_) / 1000.0,
                .operation = report.operation,
                .reason = report.reason,
                .decided_operation = report.decided_operation,
                .decided_reason = report.decided_reason,
                .is_concealed = report.concealed_samples > 0,
                .target_ms = ToMs(engine.Inspect().target_delay),
                .buffer_ms = ToMs(report.current_buffer_size),
                .packets_in_buffer = report.packets_in_buffer,
                .playout_delay_ms = tick.playout_delay_ms,
                .estimator = EstimatorReportOf(engine)};
  if (tick.playout_delay_ms) note.stages = splitter_.Split(tick);
  for (const RtpPacketInfo& packet : engine.packet_infos()) {
    note.last_media_ms = clock_.SendMs(packet.timestamp);
    if (note.first_media_ms) continue;
    note.first_media_ms = note.last_media_ms;
    note.waited_ms = ToMs(tick.time - packet.receive_time);
  }
  ticks_.push_back(note);
  std::array<delay::CandidateCost, kMostCandidates> candidates;
  const size_t count = CandidateCostsOf(engine, candidates);
  candidates_at_.emplace_back(candidates_.size(), count);
  candidates_.insert(candidates_.end(), candidates.begin(),
                     candidates.begin() + static_cast<ptrdiff_t>(count));
}

}  // namespace neteq::sim
