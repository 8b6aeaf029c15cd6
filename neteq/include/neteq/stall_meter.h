// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <tuple>

#include "neteq/base/fields.h"
#include "neteq/base/realtime.h"

namespace neteq {

/// Stalls of at least one length. A stall is an uninterrupted run of concealment.
struct Stalls {
  uint64_t count = 0;
  uint64_t stalled_ms = 0;
  double count_per_100_s = 0.0;
  double stalled_ms_per_100_s = 0.0;
};
constexpr auto FieldsOf(const Stalls*) {
  using S = Stalls;
  return std::tuple{
      MakeField(&S::count, "count", Unit::kNone, 0, UINT64_MAX,
                "Runs of concealment of at least this length."),
      MakeField(&S::stalled_ms, "stalled_ms", Unit::kMilliseconds, 0, UINT64_MAX,
                "Total length of these runs."),
      MakeField(&S::count_per_100_s, "count_per_100_s", Unit::kNone, 0.0, 10'000.0,
                "Number of these runs per 100 s played."),
      MakeField(&S::stalled_ms_per_100_s, "stalled_ms_per_100_s", Unit::kMilliseconds, 0.0,
                100'000.0, "Length of these runs per 100 s played."),
  };
}
static_assert(Declared<Stalls>);

/// Stalls by minimum length: 60, 150 and 500 ms. NetEQ counts an interruption from 150 ms; 60 and
/// 500 ms are common in live-streaming practice.
struct StallReport {
  uint64_t played_ms = 0;
  Stalls stalls_60ms;
  Stalls stalls_150ms;
  Stalls stalls_500ms;
};
constexpr auto FieldsOf(const StallReport*) {
  using R = StallReport;
  return std::tuple{
      MakeField(&R::played_ms, "played_ms", Unit::kMilliseconds, 0, UINT64_MAX,
                "Time since the first decoded audio was played, including stalls."),
      MakeGroup(&R::stalls_60ms, "stalls_60ms"),
      MakeGroup(&R::stalls_150ms, "stalls_150ms"),
      MakeGroup(&R::stalls_500ms, "stalls_500ms"),
  };
}
static_assert(Declared<StallReport>);

/// Counts stalls. A run counts with its full length as soon as it reaches the minimum length, so a
/// report includes the run in progress. Concealment before the first decoded audio is not a stall.
/// Calls on one object must not overlap.
class StallMeter {
 public:
  /// [stream] Counts one tick of 10 ms. `is_concealed` is true if the tick consists of concealment;
  /// comfort noise and pauses of the sender are not concealment.
  void OnTick(bool is_concealed) noexcept NETEQ_REALTIME;
  /// [stream] The run of concealment that ends now was a pause of the sender. Removes it from the
  /// counts. Call it before OnTick() of the tick that ends the run.
  void OnPauseEnded() noexcept NETEQ_REALTIME;
  /// [stream] Returns the stalls since creation or Reset().
  StallReport report() const noexcept NETEQ_REALTIME;
  /// [stream] Restarts all counts at zero.
  void Reset() noexcept { *this = StallMeter(); }

 private:
  bool started_ = false;
  uint64_t run_ticks_ = 0;
  StallReport counted_;     // without the rates
  StallReport before_run_;  // the same before the current run
};

}  // namespace neteq
