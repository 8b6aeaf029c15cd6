// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <tuple>

#include "neteq/base/fields.h"
#include "neteq/base/realtime.h"

namespace neteq {

/// Runs of concealment of at least some length.
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
                "Their total length."),
      MakeField(&S::count_per_100_s, "count_per_100_s", Unit::kNone, 0.0, 10'000.0,
                "Their number for each 100 s played."),
      MakeField(&S::stalled_ms_per_100_s, "stalled_ms_per_100_s", Unit::kMilliseconds, 0.0,
                100'000.0, "Their length for each 100 s played."),
  };
}
static_assert(Declared<Stalls>);

/// What a listener of a live stream notices. The lengths are those of live-streaming practice.
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
                "Time since the first decoded audio was played, stalls included."),
      MakeGroup(&R::stalls_60ms, "stalls_60ms"),
      MakeGroup(&R::stalls_150ms, "stalls_150ms"),
      MakeGroup(&R::stalls_500ms, "stalls_500ms"),
  };
}
static_assert(Declared<StallReport>);

/// Counts stalls. A run counts from the tick in which it reaches the length, and in full: nothing
/// has to be closed before reading. What comes before the first decoded audio is no stall.
class StallMeter {
 public:
  /// One tick was played; `is_concealed`: it consists of concealment. Comfort noise and pauses of
  /// the sender are not concealment.
  void OnTick(bool is_concealed) noexcept NETEQ_REALTIME;
  StallReport report() const noexcept NETEQ_REALTIME;
  void Reset() noexcept { *this = StallMeter(); }

 private:
  bool started_ = false;
  uint64_t run_ticks_ = 0;
  StallReport counted_;  // without the rates
};

}  // namespace neteq
