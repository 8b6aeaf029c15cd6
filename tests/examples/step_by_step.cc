// SPDX-License-Identifier: BSD-3-Clause
#include <cstdio>

#include "simulator/replay/simulation.h"
#include "simulator/trace/file.h"

// A controller of one's own: keep 60 to 100 ms behind the fastest packet, whatever the target.
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
    const neteq::TickReport& frame = simulation->Pull();  // the tick, its reason, its delays

    const double delay_ms = neteq::ToMs(frame.recent_playout_delay);
    sum_ms += delay_ms;
    ++ticks;
    if (frame.packets_in_buffer == 0) continue;  // NetEQ knows best what to conceal
    using enum neteq::Operation;
    simulation->engine().OverrideNextOperation(delay_ms < 60.0    ? kPreemptiveExpand
                                               : delay_ms > 100.0 ? kAccelerate
                                                                  : kNormal);
  }
  const neteq::Statistics& statistics = simulation->engine().statistics();
  std::printf("%.0f ms behind the fastest packet, %.2f %% concealed\n", sum_ms / ticks,
              100.0 * static_cast<double>(statistics.concealed_samples) /
                  static_cast<double>(statistics.total_samples_received));
}
