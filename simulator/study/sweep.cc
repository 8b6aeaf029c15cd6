// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/study/sweep.h"

#include <algorithm>
#include <deque>
#include <memory>
#include <mutex>
#include <numeric>
#include <utility>

#include "neteq/base/random.h"
#include "simulator/study/decode_cache.h"
#include "simulator/study/pareto.h"
#include "simulator/support/parallel.h"

namespace neteq::sim {
namespace {

/// Random order in which rounds use the traces; neighbours in a folder are often similar.
std::vector<size_t> TraceOrder(size_t count, uint64_t seed) {
  std::vector<size_t> order(count);
  std::iota(order.begin(), order.end(), size_t{0});
  Random random(seed);
  for (size_t i = count; i > 1; --i) {  // Fisher-Yates shuffle
    std::swap(order[i - 1], order[static_cast<size_t>(random.Uniform() * static_cast<double>(i))]);
  }
  return order;
}

/// Objectives of a point as costs: lower is better.
Costs CostsOf(const SweepPlan& plan, const RunMetrics& mean) {
  Costs costs;
  for (const size_t metric : plan.objectives) {
    costs.push_back(Metrics()[metric].more_is_better ? -mean[metric] : mean[metric]);
  }
  return costs;
}

/// State of a sweep between rounds.
class Search {
 public:
  Search(const SweepPlan& plan, size_t traces, const Evaluate& evaluate, const SweepHooks& hooks)
      : plan_(plan),
        evaluate_(evaluate),
        hooks_(hooks),
        trace_order_(TraceOrder(traces, plan.seed)),
        runs_(plan.points.size(), std::vector<RunMetrics>(traces)),
        candidates_(plan.points.size()) {
    std::iota(candidates_.begin(), candidates_.end(), size_t{0});
  }

  /// Adds the runs of a log.
  Status AddRuns(const std::vector<SweepRun>& known) {
    for (const SweepRun& run : known) {
      if (run.point >= runs_.size() || run.trace >= trace_order_.size()) {
        return {StatusCode::kUnreadable,
                "the log has a run of point " + std::to_string(run.point) + " on trace " +
                    std::to_string(run.trace) + "; this sweep has " + std::to_string(runs_.size()) +
                    " points and " + std::to_string(trace_order_.size()) + " traces"};
      }
      runs_[run.point][run.trace] = run.metrics;
    }
    return {};
  }

  Status DoRound(const SweepRound& round, double from, double to) {
    const std::vector<size_t> traces = FirstTraces(round.traces);
    candidates_.resize(round.points);
    const auto missing = Missing(traces);
    const auto run = [&](size_t i) { return RunOne(missing[i].first, missing[i].second); };
    const auto on_done = [&](size_t done) {
      const double share = static_cast<double>(done) / static_cast<double>(missing.size());
      hooks_.on_progress(from + share * (to - from));
    };
    Status status = ForEachInParallel(missing.size(), hooks_.threads, run, on_done);
    if (status.ok()) SortCandidates(traces);
    return status;
  }

  SweepRuns runs() && { return std::move(runs_); }

 private:
  /// Sorted by index, so that sums do not depend on the random order.
  std::vector<size_t> FirstTraces(size_t count) const {
    std::vector<size_t> traces(trace_order_.begin(),
                               trace_order_.begin() + static_cast<ptrdiff_t>(count));
    std::sort(traces.begin(), traces.end());
    return traces;
  }

  std::vector<std::pair<size_t, size_t>> Missing(const std::vector<size_t>& traces) const {
    std::vector<std::pair<size_t, size_t>> missing;
    for (const size_t trace : traces) {  // all points of a trace together: see ReplayEvaluator
      for (const size_t point : candidates_) {
        if (runs_[point][trace].empty()) missing.emplace_back(point, trace);
      }
    }
    return missing;
  }

  Status RunOne(size_t point, size_t trace) {
    auto metrics = evaluate_(point, trace);
    if (!metrics.ok()) return metrics.status();
    runs_[point][trace] = std::move(*metrics);
    return hooks_.log == nullptr ? Status()
                                 : hooks_.log->Append({point, trace, runs_[point][trace]});
  }

  /// Sorts candidates, best first.
  void SortCandidates(const std::vector<size_t>& traces) {
    std::sort(candidates_.begin(), candidates_.end());
    std::vector<Costs> costs;
    for (const size_t point : candidates_) {
      std::vector<RunMetrics> runs;
      runs.reserve(traces.size());
      for (const size_t trace : traces) runs.push_back(runs_[point][trace]);
      costs.push_back(CostsOf(plan_, MeanOf(runs)));
    }
    std::vector<size_t> sorted;
    for (const size_t i : ParetoOrder(costs)) sorted.push_back(candidates_[i]);
    candidates_ = std::move(sorted);
  }

  const SweepPlan& plan_;
  const Evaluate& evaluate_;
  const SweepHooks& hooks_;
  std::vector<size_t> trace_order_;
  SweepRuns runs_;
  std::vector<size_t> candidates_;  // remaining points, best first
};

/// Decoded sound of the traces being replayed.
class DecodedTraces {
 public:
  std::shared_ptr<DecodeCache> Of(size_t trace) {
    constexpr size_t kKept = 2;  // heuristic: threads work on at most two neighbouring traces
    const std::lock_guard lock(mutex_);
    const auto known = std::find_if(kept_.begin(), kept_.end(),
                                    [&](const Entry& entry) { return entry.first == trace; });
    if (known != kept_.end()) return known->second;
    if (kept_.size() == kKept) kept_.pop_front();
    return kept_.emplace_back(trace, std::make_shared<DecodeCache>()).second;
  }

 private:
  using Entry = std::pair<size_t, std::shared_ptr<DecodeCache>>;

  std::mutex mutex_;
  std::deque<Entry> kept_;  // oldest first
};

size_t DivideUp(size_t number, size_t by) { return (number + by - 1) / by; }

}  // namespace

std::vector<SweepRound> SweepRounds(const SweepPlan& plan, size_t traces) {
  const size_t points = plan.points.size();
  std::vector<SweepRound> rounds = {{points, traces}};
  if (plan.method != SweepMethod::kHalving) return rounds;
  const auto factor = static_cast<size_t>(plan.keep_one_in);
  size_t shrink = factor;
  for (; shrink <= points && shrink <= traces; shrink *= factor) {
    rounds.insert(rounds.begin(), {points, DivideUp(traces, shrink)});
  }
  shrink = 1;
  for (SweepRound& round : rounds) {
    round.points = DivideUp(points, shrink);
    shrink *= factor;
  }
  return rounds;
}

Evaluate ReplayEvaluator(const SweepPlan& plan, const std::vector<BatchTrace>& traces) {
  return [&, decoded = std::make_shared<DecodedTraces>()](size_t point,
                                                          size_t trace) -> Result<RunMetrics> {
    const auto config = ConfigAt(plan.base, plan.axes, plan.points[point]);
    if (!config.ok()) return config.status();
    const auto cache = decoded->Of(trace);
    const EngineParts parts{
        .make_decoder = [&](const SdpFormat& format) { return cache->MakeDecoder(format); }};
    const auto result = ReplayOnce(traces[trace], *config, {}, parts);
    if (!result.ok()) return result.status();
    return ReadMetrics(*result);
  };
}

Result<SweepRuns> RunSweep(const SweepPlan& plan, size_t traces, const Evaluate& evaluate,
                           const SweepHooks& hooks) {
  Search search(plan, traces, evaluate, hooks);
  if (hooks.log != nullptr) {
    if (Status status = search.AddRuns(hooks.log->runs()); !status.ok()) return status;
  }
  const std::vector<SweepRound> rounds = SweepRounds(plan, traces);
  for (size_t i = 0; i < rounds.size(); ++i) {
    const double step = 1.0 / static_cast<double>(rounds.size());  // rounds take about equally long
    const double from = static_cast<double>(i) * step;
    Status status = search.DoRound(rounds[i], from, from + step);
    if (!status.ok()) return status;
  }
  return std::move(search).runs();
}

std::vector<SweptPoint> SumUp(const SweepPlan& plan, const SweepRuns& runs) {
  std::vector<SweptPoint> points;
  std::vector<size_t> complete;
  std::vector<Costs> costs;
  for (const std::vector<RunMetrics>& row : runs) {
    std::vector<RunMetrics> done;
    std::copy_if(row.begin(), row.end(), std::back_inserter(done),
                 [](const RunMetrics& metrics) { return !metrics.empty(); });
    points.push_back({done.size(), MeanOf(done), false});
    if (done.size() < row.size()) continue;
    complete.push_back(points.size() - 1);
    costs.push_back(CostsOf(plan, points.back().mean));
  }
  const std::vector<size_t> layers = ParetoLayers(costs);
  for (size_t i = 0; i < complete.size(); ++i) points[complete[i]].is_on_front = layers[i] == 0;
  return points;
}

}  // namespace neteq::sim
