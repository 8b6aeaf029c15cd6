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

/// Searches for better parameters over many traces.
namespace neteq {
namespace sim {

enum class SweepMethod {
  kGrid,     ///< every combination of the values
  kRandom,   ///< combinations drawn by lot
  kHalving,  ///< many on few traces, then the best on more
};

/// A search; everything that decides on its result but the traces.
struct SweepPlan {
  std::string version;
  Config base;
  SweepMethod method = SweepMethod::kGrid;
  std::vector<SweepAxis> axes;
  std::vector<SweepPoint> points;
  std::vector<size_t> objectives;  ///< of Metrics(), at least one
  int keep_one_in = 3;             ///< of halving; Li et al., Hyperband, JMLR 18, 2018, want 3 or 4
  uint64_t seed = 1;
  nlohmann::ordered_json input;  ///< how the traces were read
};

/// The runs of a sweep: metrics by point and trace, empty where none was needed.
using SweepRuns = std::vector<std::vector<RunMetrics>>;

/// One round of a search: the best points so far on the first traces of its order.
struct SweepRound {
  size_t points;
  size_t traces;
};
/// Of grid and random searches one with everything. Of halving several: each takes `keep_one_in`
/// times as many traces as the one before, the last one all, and one in `keep_one_in` of the
/// points.
///
/// Source    successive halving, Jamieson and Talwalkar, AISTATS 2016, with traces as the resource
std::vector<SweepRound> SweepRounds(const SweepPlan& plan, size_t traces);

/// Replays a point on a trace. From any thread.
using Evaluate = std::function<Result<RunMetrics>(size_t point, size_t trace)>;
/// Evaluate by replaying, with what has been decoded shared between points; all of its arguments
/// must outlive it. It keeps the sound of the traces that were asked for last, so ask for all
/// points of a trace in turn.
Evaluate ReplayEvaluator(const SweepPlan& plan, const std::vector<BatchTrace>& traces,
                         const PayloadTypes& types);

/// What goes on around a sweep.
struct SweepHooks {
  SweepLog* log = nullptr;  ///< its runs are not run again
  int threads = 1;
  OnProgress on_progress = [](double) {};
};

/// Runs what the plan needs. The result is the same for any number of threads, and whether or not
/// some of it was in the log. kInvalidArgument if the log cannot be written, kUnreadable if it has
/// runs that the plan has not.
Result<SweepRuns> RunSweep(const SweepPlan& plan, size_t traces, const Evaluate& evaluate,
                           const SweepHooks& hooks);

/// All that led to a sweep's result, with the hashes of the traces; the header of its log.
nlohmann::ordered_json SweepProvenance(const SweepPlan& plan,
                                       const std::vector<BatchTrace>& traces);

/// A point after a sweep.
struct SweptPoint {
  size_t traces = 0;  ///< on which it was run
  RunMetrics mean;    ///< over them
  bool is_on_front = false;
};
/// The Pareto front is that of the points that were run on every trace.
std::vector<SweptPoint> SumUp(const SweepPlan& plan, const SweepRuns& runs);

/// A row a point, under lines that begin with # and tell the provenance.
std::string SweepCsv(const SweepPlan& plan, const std::vector<BatchTrace>& traces,
                     const SweepRuns& runs);
/// The same with every run.
std::string SweepJson(const SweepPlan& plan, const std::vector<BatchTrace>& traces,
                      const SweepRuns& runs);
/// For people: the Pareto front.
std::string SweepText(const SweepPlan& plan, const std::vector<BatchTrace>& traces,
                      const SweepRuns& runs);

}  // namespace sim

template <>
struct EnumNames<sim::SweepMethod> {
  static constexpr std::array<std::string_view, 3> kNames = {"grid", "random", "halving"};
};

}  // namespace neteq
