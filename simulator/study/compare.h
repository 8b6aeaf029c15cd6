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

/// Two configurations, A and B, on the same traces. Differences are B - A.
namespace neteq::sim {

/// A configuration under the name that people know it by.
struct NamedConfig {
  std::string name;
  Config config;
};

/// The second of a trace in which A and B differ most.
struct WidestSecond {
  int second = 0;  ///< after the first packet's arrival
  double a = 0.0;
  double b = 0.0;
};

/// Both runs of a trace.
struct TraceComparison {
  RunMetrics a;
  RunMetrics b;
  std::optional<WidestSecond> playout_delay_ms;  ///< mean over the second; nullopt: no difference
  std::optional<WidestSecond> concealed_pct;     ///< of the samples of the second
};

/// One metric over all traces.
struct MetricComparison {
  double mean_a = 0.0;
  double mean_b = 0.0;
  double mean_difference = 0.0;
  std::optional<Interval> interval;  ///< of the mean difference; nullopt for a single trace
  int a_is_better = 0;               ///< traces
  int b_is_better = 0;
  int equal = 0;
};

struct Comparison {
  std::vector<TraceComparison> traces;    ///< as they were given
  std::vector<MetricComparison> metrics;  ///< as Metrics()
};

/// Runs both configurations over every trace, in parallel; the result does not depend on the number
/// of threads. kInvalidArgument or kOutOfRange as CheckConfig, naming the configuration.
Result<Comparison> Compare(const std::vector<BatchTrace>& traces, const BatchOptions& options,
                           const std::array<NamedConfig, 2>& configs,
                           const BootstrapOptions& bootstrap, const OnProgress& on_progress);

/// Those of `gates` that fail.
std::vector<Gate> FailedGates(const std::vector<Gate>& gates, const Comparison& comparison);

/// A comparison with all that led to it.
struct CompareReport {
  std::string version;
  const std::array<NamedConfig, 2>& configs;
  const std::vector<BatchTrace>& traces;
  const BootstrapOptions& bootstrap;
  const std::vector<Gate>& gates;
  const Comparison& comparison;
};
/// For programs.
std::string CompareJson(const CompareReport& report);
/// For people.
std::string CompareText(const CompareReport& report);

}  // namespace neteq::sim
