// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "neteq/base/status.h"
#include "neteq/config.h"
#include "simulator/study/batch.h"
#include "simulator/study/bootstrap.h"
#include "simulator/study/gate.h"
#include "simulator/study/run_metrics.h"
#include "simulator/support/param_io.h"

/// Compares two configurations, A and B, on the same traces. Differences are B - A.
namespace neteq::sim {

/// A configuration and its display name.
struct NamedConfig {
  std::string name;
  Config config = ToolConfig();
};

/// The second of a trace in which A and B differ most.
struct WidestSecond {
  int second = 0;  ///< after the first packet's arrival
  double a = 0.0;
  double b = 0.0;
};

/// Both runs of one trace.
struct TraceComparison {
  RunMetrics a;
  RunMetrics b;
  std::optional<WidestSecond> playout_delay_ms;  ///< mean over the second; nullopt if equal
  std::optional<WidestSecond> concealed_pct;     ///< share of the samples of the second
};

/// One metric over all traces.
struct MetricComparison {
  double mean_a = 0.0;
  double mean_b = 0.0;
  double mean_difference = 0.0;
  std::optional<Interval> interval;  ///< for the mean difference; nullopt for one trace
  int a_is_better = 0;               ///< number of traces
  int b_is_better = 0;
  int equal = 0;
};

struct Comparison {
  std::vector<TraceComparison> traces;    ///< in input order
  std::vector<MetricComparison> metrics;  ///< in the order of Metrics()
};

/// Runs both configurations on all traces in parallel. The result does not depend on the number of
/// threads. Fails like CheckConfig, naming the configuration.
Result<Comparison> Compare(const std::vector<BatchTrace>& traces, const BatchOptions& options,
                           const std::array<NamedConfig, 2>& configs,
                           const BootstrapOptions& bootstrap, const OnProgress& on_progress);

/// Returns the gates that fail.
std::vector<Gate> FailedGates(const std::vector<Gate>& gates, const Comparison& comparison);

/// A comparison and everything it depends on.
struct CompareReport {
  std::string version;
  const std::array<NamedConfig, 2>& configs;
  const LoadedTraces& traces;
  const BootstrapOptions& bootstrap;
  const std::vector<Gate>& gates;
  const Comparison& comparison;
};
/// JSON for programs.
std::string CompareJson(const CompareReport& report);
/// Text for people.
std::string CompareText(const CompareReport& report);

}  // namespace neteq::sim
