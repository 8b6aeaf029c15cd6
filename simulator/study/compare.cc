// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/study/compare.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <utility>

#include "simulator/support/parallel.h"

namespace neteq::sim {
namespace {

constexpr size_t kSides = 2;

/// Figures of one second of a run.
struct Second {
  std::optional<double> playout_delay_ms;  // mean over ticks with decoded audio
  double concealed_pct = 0.0;
};

/// Collects figures per second. Ends with the tick after the last packet: later ticks have no
/// input.
class SecondsMeter {
 public:
  explicit SecondsMeter(const Stream& stream) : end_(stream.packets.back().arrival + kTick) {}

  void OnTick(const TickRecord& tick) {
    constexpr int kTicksPerSecond = 100;
    if (tick.time >= end_) return;
    if (tick.playout_delay_ms) {
      delay_sum_ms_ += *tick.playout_delay_ms;
      ++delays_;
    }
    total_ = tick.statistics.total_samples_received;
    concealed_ = tick.statistics.concealed_samples;
    if (++ticks_ % kTicksPerSecond == 0) EndSecond();
  }

  std::vector<Second> Finish() {
    if (total_ > total_before_) EndSecond();
    return std::move(seconds_);
  }

 private:
  void EndSecond() {
    Second second;
    if (delays_ > 0) second.playout_delay_ms = delay_sum_ms_ / delays_;
    if (total_ > total_before_) {
      // Negative when a pause was counted as concealment in an earlier second.
      const double concealed =
          static_cast<double>(concealed_) - static_cast<double>(concealed_before_);
      second.concealed_pct =
          100.0 * std::max(0.0, concealed) / static_cast<double>(total_ - total_before_);
    }
    seconds_.push_back(second);
    delay_sum_ms_ = 0.0;
    delays_ = 0;
    total_before_ = total_;
    concealed_before_ = concealed_;
  }

  Timestamp end_;
  std::vector<Second> seconds_;
  int ticks_ = 0;
  int delays_ = 0;
  double delay_sum_ms_ = 0.0;
  uint64_t total_ = 0;
  uint64_t total_before_ = 0;
  uint64_t concealed_ = 0;
  uint64_t concealed_before_ = 0;
};

struct SideRun {
  RunMetrics metrics;
  std::vector<Second> seconds;
};

Result<SideRun> RunSide(const BatchTrace& trace, const NamedConfig& side) {
  SecondsMeter meter(trace.stream);
  const auto result =
      ReplayOnce(trace, side.config, [&](const TickRecord& tick) { meter.OnTick(tick); });
  if (!result.ok()) {
    return Status(result.status().code(), side.name + ": " + result.status().detail());
  }
  return SideRun{ReadMetrics(*result), meter.Finish()};
}

void KeepWider(std::optional<WidestSecond>& widest, const WidestSecond& candidate) {
  const double width = widest ? std::abs(widest->b - widest->a) : 0.0;
  if (std::abs(candidate.b - candidate.a) > width) widest = candidate;
}

TraceComparison CompareRuns(const SideRun& a, const SideRun& b) {
  TraceComparison comparison{a.metrics, b.metrics, {}, {}};
  const size_t count = std::min(a.seconds.size(), b.seconds.size());
  for (size_t i = 0; i < count; ++i) {
    const Second& in_a = a.seconds[i];
    const Second& in_b = b.seconds[i];
    const auto second = static_cast<int>(i);
    KeepWider(comparison.concealed_pct, {second, in_a.concealed_pct, in_b.concealed_pct});
    if (!in_a.playout_delay_ms || !in_b.playout_delay_ms) continue;
    KeepWider(comparison.playout_delay_ms, {second, *in_a.playout_delay_ms,  //
                                            *in_b.playout_delay_ms});
  }
  return comparison;
}

MetricComparison CompareMetric(const std::vector<TraceComparison>& traces, size_t metric,
                               const BootstrapOptions& bootstrap) {
  MetricComparison comparison;
  std::vector<double> differences;
  for (const TraceComparison& trace : traces) {
    const double a = trace.a[metric];
    const double b = trace.b[metric];
    comparison.mean_a += a / static_cast<double>(traces.size());
    comparison.mean_b += b / static_cast<double>(traces.size());
    comparison.mean_difference += (b - a) / static_cast<double>(traces.size());
    differences.push_back(b - a);
    const bool is_b_better = Metrics()[metric].more_is_better ? b > a : b < a;
    ++(a == b ? comparison.equal : is_b_better ? comparison.b_is_better : comparison.a_is_better);
  }
  comparison.interval = BootstrapMean(differences, bootstrap);
  return comparison;
}

}  // namespace

Result<Comparison> Compare(const std::vector<BatchTrace>& traces, const BatchOptions& options,
                           const std::array<NamedConfig, 2>& configs,
                           const BootstrapOptions& bootstrap, const OnProgress& on_progress) {
  std::vector<SideRun> runs(kSides * traces.size());
  const auto run_side = [&](size_t i) {
    auto run = RunSide(traces[i / kSides], configs[i % kSides]);
    if (run.ok()) runs[i] = std::move(*run);
    return run.status();
  };
  const auto count = static_cast<double>(runs.size());
  const auto on_done = [&](size_t done) { on_progress(static_cast<double>(done) / count); };
  if (Status status = ForEachInParallel(runs.size(), options.threads, run_side, on_done);
      !status.ok()) {
    return status;
  }

  Comparison comparison;
  for (size_t i = 0; i < runs.size(); i += kSides) {
    comparison.traces.push_back(CompareRuns(runs[i], runs[i + 1]));
  }
  for (size_t metric = 0; metric < Metrics().size(); ++metric) {
    comparison.metrics.push_back(CompareMetric(comparison.traces, metric, bootstrap));
  }
  return comparison;
}

std::vector<Gate> FailedGates(const std::vector<Gate>& gates, const Comparison& comparison) {
  std::vector<Gate> failed;
  std::copy_if(gates.begin(), gates.end(), std::back_inserter(failed), [&](const Gate& gate) {
    return gate.Fails(comparison.metrics[gate.metric].mean_difference);
  });
  return failed;
}

}  // namespace neteq::sim
