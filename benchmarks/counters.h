// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <benchmark/benchmark.h>

namespace neteq::benchmarks {

/// Adds the counters "time_per_tick" (CPU time per 10 ms of audio) and "realtime" (seconds of audio
/// per second of CPU time). Each iteration processes `ticks` ticks.
inline void CountTicks(benchmark::State& state, double ticks = 1.0) {
  using benchmark::Counter;
  constexpr double kTickSeconds = 0.01;
  state.counters["time_per_tick"] =
      Counter(ticks, Counter::kIsIterationInvariantRate | Counter::kInvert);
  state.counters["realtime"] = Counter(ticks * kTickSeconds, Counter::kIsIterationInvariantRate);
}

}  // namespace neteq::benchmarks
