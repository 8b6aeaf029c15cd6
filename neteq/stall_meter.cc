// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/stall_meter.h"

namespace neteq {
namespace {

constexpr uint64_t kTickMs = 10;

/// Counts one tick of a run of concealment. `run_ms`: length of the run so far.
void Count(uint64_t run_ms, uint64_t least_ms, Stalls& stalls) {
  if (run_ms < least_ms) return;
  const bool is_new = run_ms < least_ms + kTickMs;
  stalls.count += is_new ? 1 : 0;
  stalls.stalled_ms += is_new ? run_ms : kTickMs;
}

void AddRates(uint64_t played_ms, Stalls& stalls) {
  if (played_ms == 0) return;
  const double hundreds_of_seconds = static_cast<double>(played_ms) / 100'000.0;
  stalls.count_per_100_s = static_cast<double>(stalls.count) / hundreds_of_seconds;
  stalls.stalled_ms_per_100_s = static_cast<double>(stalls.stalled_ms) / hundreds_of_seconds;
}

}  // namespace

void StallMeter::OnTick(bool is_concealed) noexcept {
  started_ = started_ || !is_concealed;
  if (!started_) return;
  counted_.played_ms += kTickMs;
  if (run_ticks_ == 0) before_run_ = counted_;
  run_ticks_ = is_concealed ? run_ticks_ + 1 : 0;
  const uint64_t run_ms = run_ticks_ * kTickMs;
  Count(run_ms, 60, counted_.stalls_60ms);
  Count(run_ms, 150, counted_.stalls_150ms);
  Count(run_ms, 500, counted_.stalls_500ms);
}

void StallMeter::OnPauseEnded() noexcept {
  if (run_ticks_ == 0) return;
  counted_.stalls_60ms = before_run_.stalls_60ms;
  counted_.stalls_150ms = before_run_.stalls_150ms;
  counted_.stalls_500ms = before_run_.stalls_500ms;
  run_ticks_ = 0;
}

StallReport StallMeter::report() const noexcept {
  StallReport report = counted_;
  AddRates(report.played_ms, report.stalls_60ms);
  AddRates(report.played_ms, report.stalls_150ms);
  AddRates(report.played_ms, report.stalls_500ms);
  return report;
}

}  // namespace neteq
