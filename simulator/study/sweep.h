// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "neteq/base/fields.h"
#include "neteq/base/status.h"
#include "neteq/config.h"
#include "simulator/study/batch.h"
#include "simulator/study/run_metrics.h"
#include "simulator/study/sweep_log.h"
#include "simulator/study/sweep_points.h"
#include "simulator/support/param_io.h"

/// Parameter searches over many traces.
namespace neteq {
namespace sim {

enum class SweepMethod {
  kGrid,     ///< all combinations of the values
  kRandom,   ///< random combinations
  kHalving,  ///< successive halving: many points on few traces, then the best on more
};

/// A search: everything that determines its result, except the traces.
struct SweepPlan {
  std::string version;
  Config base = ToolConfig();
  SweepMethod method = SweepMethod::kGrid;
  std::vector<SweepAxis> axes;
  std::vector<SweepPoint> points;
  std::vector<size_t> objectives;  ///< indices in Metrics(), at least one
  int keep_one_in = 3;             ///< halving factor; Li et al., Hyperband, JMLR 18, 2018: 3 or 4
  uint64_t seed = 1;
  nlohmann::ordered_json input;  ///< options that the traces were read with
  std::vector<SkippedTrace> skipped{};
};

/// Metrics by point and trace; empty for runs that were not needed.
using SweepRuns = std::vector<std::vector<RunMetrics>>;

/// One round of a search: the best points so far on the first traces of its random order.
struct SweepRound {
  size_t points;
  size_t traces;
};
/// Rounds of a search. Grid and random searches have one round with all points and traces. In
/// successive halving each round has `keep_one_in` times as many traces as the previous one, the
/// last one all of them, and one in `keep_one_in` of the points.
///
/// Source: Jamieson and Talwalkar, AISTATS 2016, with traces as the resource.
std::vector<SweepRound> SweepRounds(const SweepPlan& plan, size_t traces);

/// Replays a point on a trace. Called from any thread.
using Evaluate = std::function<Result<RunMetrics>(size_t point, size_t trace)>;
/// Evaluates by replaying. Points share decoded sound; only that of the last traces is kept, so
/// evaluate all points of a trace before the next trace. All arguments must outlive the result.
Evaluate ReplayEvaluator(const SweepPlan& plan, const std::vector<BatchTrace>& traces);

/// Environment of a sweep.
struct SweepHooks {
  SweepLog* log = nullptr;  ///< runs in the log are not repeated
  int threads = 1;
  OnProgress on_progress = [](double) {};
};

/// Runs a plan. The result does not depend on the number of threads or on the runs in the log.
/// Fails with kInvalidArgument if the log cannot be written, and with kUnreadable if it has runs
/// that are not in the plan.
Result<SweepRuns> RunSweep(const SweepPlan& plan, size_t traces, const Evaluate& evaluate,
                           const SweepHooks& hooks);

/// Everything a sweep depends on, including hashes of the traces; the header of its log.
nlohmann::ordered_json SweepProvenance(const SweepPlan& plan,
                                       const std::vector<BatchTrace>& traces);

/// Result of one point.
struct SweptPoint {
  size_t traces = 0;  ///< number of traces it was run on
  RunMetrics mean;    ///< mean over these traces
  bool is_on_front = false;
};
/// Results of all points. The Pareto front contains only points that were run on every trace.
std::vector<SweptPoint> SumUp(const SweepPlan& plan, const SweepRuns& runs);

/// CSV with one row per point, after lines with # that contain the provenance.
std::string SweepCsv(const SweepPlan& plan, const std::vector<BatchTrace>& traces,
                     const SweepRuns& runs);
/// JSON with all runs.
std::string SweepJson(const SweepPlan& plan, const std::vector<BatchTrace>& traces,
                      const SweepRuns& runs);
/// Text for people: the Pareto front.
std::string SweepText(const SweepPlan& plan, const std::vector<BatchTrace>& traces,
                      const SweepRuns& runs);

}  // namespace sim

template <>
struct EnumNames<sim::SweepMethod> {
  static constexpr std::array<std::string_view, 3> kNames = {"grid", "random", "halving"};
};

}  // namespace neteq
