// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

#include "neteq/version.h"
#include "simulator/cli/batch_options.h"
#include "simulator/cli/commands.h"
#include "simulator/cli/config_options.h"
#include "simulator/cli/progress.h"
#include "simulator/html/sweep_page.h"
#include "simulator/study/sweep.h"
#include "simulator/support/file_io.h"

namespace neteq::sim::cli {
namespace {

constexpr int kDefaultPoints = 64;

struct Options {
  BatchWords batch;
  ConfigWords base;
  std::vector<std::string> grids;
  std::vector<std::string> ranges;
  std::string method;
  int points = 0;  // 0: not given
  int keep_one_in = 3;
  uint64_t seed = 1;
  std::vector<std::string> objectives;
  std::string log;
  std::string csv;
  std::string json;
  std::string page;
};

Status Refuse(const std::string& what) { return {StatusCode::kInvalidArgument, what}; }

/// Grid axes first, then ranges, each in the order given.
Result<std::vector<SweepAxis>> ParseAxes(const Options& options, const Config& base) {
  std::vector<Result<SweepAxis>> parsed;
  for (const std::string& text : options.grids) parsed.push_back(ParseGridAxis(base, text));
  for (const std::string& text : options.ranges) parsed.push_back(ParseRangeAxis(base, text));
  if (parsed.empty()) return Refuse("nothing to search: expected --grid or --range");
  std::vector<SweepAxis> axes;
  for (Result<SweepAxis>& axis : parsed) {
    if (!axis.ok()) return axis.status();
    const auto is_same = [&](const SweepAxis& other) { return other.name == axis->name; };
    if (std::any_of(axes.begin(), axes.end(), is_same)) {
      return Refuse(axis->name + ": given more than once");
    }
    axes.push_back(std::move(*axis));
  }
  return axes;
}

Result<std::vector<size_t>> ParseObjectives(std::vector<std::string> names) {
  if (names.empty()) names = {"mean_playout_delay_ms", "concealed_pct"};
  std::vector<size_t> objectives;
  for (const std::string& name : names) {
    const auto metric = FindMetric(name);
    if (!metric.ok()) {
      return Status(metric.status().code(), "--objective: " + metric.status().detail());
    }
    objectives.push_back(*metric);
  }
  return objectives;
}

/// The chosen method, or the one that the axes allow.
SweepMethod MethodOf(const Options& options) {
  if (options.method.empty()) {
    return options.ranges.empty() ? SweepMethod::kGrid : SweepMethod::kRandom;
  }
  constexpr auto& kNames = EnumNames<SweepMethod>::kNames;
  return static_cast<SweepMethod>(std::find(kNames.begin(), kNames.end(), options.method) -
                                  kNames.begin());
}

/// All combinations if possible and --points is not given, otherwise random points.
Result<std::vector<SweepPoint>> MakePoints(const Options& options, const SweepPlan& plan) {
  const bool is_grid = plan.method == SweepMethod::kGrid;
  if (is_grid && !options.ranges.empty()) return Refuse("--range: not with --method grid");
  if (is_grid && options.points != 0) return Refuse("--points: not with --method grid");
  const bool is_halved_grid =
      plan.method == SweepMethod::kHalving && options.ranges.empty() && options.points == 0;
  if (is_grid || is_halved_grid) return GridPoints(plan.base, plan.axes);
  const int count = options.points == 0 ? kDefaultPoints : options.points;
  return RandomPoints(plan.base, plan.axes, static_cast<size_t>(count), plan.seed);
}

Result<SweepPlan> MakePlan(const Options& options) {
  SweepPlan plan;
  plan.version = NETEQ_VERSION;
  plan.method = MethodOf(options);
  plan.keep_one_in = options.keep_one_in;
  plan.seed = options.seed;
  const auto base = MakeConfig(options.base);
  if (!base.ok()) return base.status();
  plan.base = *base;
  auto axes = ParseAxes(options, plan.base);
  if (!axes.ok()) return axes.status();
  plan.axes = std::move(*axes);
  auto objectives = ParseObjectives(options.objectives);
  if (!objectives.ok()) return objectives.status();
  plan.objectives = std::move(*objectives);
  auto points = MakePoints(options, plan);
  if (!points.ok()) return points.status();
  plan.points = std::move(*points);
  return plan;
}

Result<SweepRuns> Search(const Options& options, const SweepPlan& plan, const Batch& batch) {
  std::unique_ptr<SweepLog> log;
  if (!options.log.empty()) {
    auto opened = SweepLog::Open(options.log, SweepProvenance(plan, batch.traces.played).dump());
    if (!opened.ok()) return opened.status();
    log = std::move(*opened);
  }
  Progress progress;
  const SweepHooks hooks{.log = log.get(),
                         .threads = batch.options.threads,
                         .on_progress = [&](double share) { progress.Update(share); }};
  return RunSweep(plan, batch.traces.played.size(), ReplayEvaluator(plan, batch.traces.played),
                  hooks);
}

Status Run(const Options& options) {
  auto plan = MakePlan(options);
  if (!plan.ok()) return plan.status();
  const auto batch = OpenBatch(options.batch);
  if (!batch.ok()) return batch.status();
  plan->input = batch->provenance;
  plan->skipped = batch->traces.skipped;
  const auto runs = Search(options, *plan, *batch);
  if (!runs.ok()) return runs.status();

  if (!options.csv.empty()) {
    Status status = WriteFile(options.csv, SweepCsv(*plan, batch->traces.played, *runs));
    if (!status.ok()) return status;
  }
  if (!options.page.empty()) {
    Status status = WriteFile(options.page, SweepPage(*plan, batch->traces.played, *runs));
    if (!status.ok()) return status;
  }
  return PrintReport(SweepText(*plan, batch->traces.played, *runs),
                     SweepJson(*plan, batch->traces.played, *runs), options.json);
}

void AddSpaceOptions(CLI::App& command, Options& options) {
  AddConfigOptions(command, options.base, "--config,--base");
  command
      .add_option(
          "--grid", options.grids,
          "Values to try for a parameter; `neteq params` lists them. May be repeated for other "
          "parameters.")
      ->type_name("NAME=VALUE,VALUE...")
      ->allow_extra_args(false);
  command
      .add_option("--range", options.ranges,
                  "Draw a parameter from a range. May be repeated for other parameters.")
      ->type_name("NAME=LOW..HIGH")
      ->allow_extra_args(false);
  command
      .add_option(
          "--method", options.method,
          "grid: all combinations. random: random points. halving: all points on a few traces, "
          "then repeatedly the best ones on more. Default: grid, or random with --range.")
      ->type_name("METHOD")
      ->check(CLI::IsMember({"grid", "random", "halving"}));
}

void AddSearchOptions(CLI::App& command, Options& options) {
  command
      .add_option(
          "--points", options.points,
          "Number of random points. Default: 64; halving without --range uses the whole grid.")
      ->type_name("N")
      ->check(CLI::Range(1, 100'000));
  command
      .add_option("--keep-one-in", options.keep_one_in,
                  "Halving keeps one in N points for N times as many traces. Default: 3.")
      ->type_name("N")
      ->check(CLI::Range(2, 100));
  command.add_option("--seed", options.seed, "Seed of the random search and of halving.")
      ->type_name("N");
  command
      .add_option(
          "--objective", options.objectives,
          "Metric to optimise, as a mean over traces; several give a Pareto front. Default: "
          "mean_playout_delay_ms and concealed_pct.")
      ->type_name("METRIC")
      ->allow_extra_args(false);
}

void AddResultOptions(CLI::App& command, Options& options) {
  command
      .add_option(
          "--log", options.log,
          "Write every replay to this log at once. The same sweep with an existing log resumes "
          "and gives the same result.")
      ->type_name("FILE");
  command
      .add_option("--csv", options.csv, "Write one CSV row per point after # lines of provenance.")
      ->type_name("FILE");
  AddJsonOption(command, options.json);
  AddReportOption(command, options.page);
}

}  // namespace

void AddSweepCommand(CLI::App& app, Status& status) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("sweep", "Search for better parameters over many traces.");
  AddBatchOptions(*command, options->batch);
  AddSpaceOptions(*command, *options);
  AddSearchOptions(*command, *options);
  AddResultOptions(*command, *options);
  command->callback([options, &status] { status = Run(*options); });
}

}  // namespace neteq::sim::cli
