// SPDX-License-Identifier: BSD-3-Clause
// Steers a replay tick by tick: keeps playout 60 to 100 ms behind the fastest packet, whatever the
// target delay is.
#include <cstdio>

#include "neteq/research.h"
#include "neteq/statistics.h"
#include "simulator/replay/simulation.h"
#include "simulator/trace/file.h"

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const auto trace = neteq::sim::ReadTrace(argv[1]);
  if (!trace.ok()) return 3;
  const auto types = neteq::sim::PayloadTypes::Defaults();
  const auto stream = neteq::sim::SelectStream(*trace, types, {});
  if (!stream.ok()) return 3;
  auto simulation = neteq::sim::Simulation::Create(*stream, types, {});
  if (!simulation.ok()) return 3;

  double sum_ms = 0.0;
  int ticks = 0;
  while (!simulation->IsDone()) {
    while (simulation->HasArrival()) simulation->InsertNext();
    const neteq::TickReport& tick = simulation->Pull();

    const double delay_ms = neteq::ToMs(tick.recent_playout_delay);
    sum_ms += delay_ms;
    ++ticks;
    if (tick.packets_in_buffer == 0) continue;  // leave concealment to the policy
    using enum neteq::Operation;
    neteq::OverrideNextOperation(simulation->engine(), delay_ms < 60.0    ? kPreemptiveExpand
                                                       : delay_ms > 100.0 ? kAccelerate
                                                                          : kNormal);
  }

  const neteq::Statistics& statistics = simulation->engine().statistics();
  const double mean_ms = sum_ms / ticks;
  std::printf("%.0f ms behind the fastest packet, %.2f %% concealed\n", mean_ms,
              100.0 * static_cast<double>(statistics.concealed_samples) /
                  static_cast<double>(statistics.total_samples_received));
  return mean_ms >= 60.0 && mean_ms <= 100.0 ? 0 : 1;
}
