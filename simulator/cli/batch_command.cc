// SPDX-License-Identifier: BSD-3-Clause
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "neteq/version.h"
#include "simulator/cli/batch_options.h"
#include "simulator/cli/commands.h"
#include "simulator/cli/config_options.h"
#include "simulator/cli/progress.h"
#include "simulator/study/batch.h"

namespace neteq::sim::cli {
namespace {

struct Options {
  BatchWords batch;
  ConfigWords config;
  std::string json;
};

/// Clears the progress bar before the report is printed.
Result<std::vector<ReplayResult>> ReplayShowingProgress(const Batch& batch, const Config& config) {
  Progress progress;
  return ReplayBatch(batch.traces.played, batch.options, config,
                     [&](double share) { progress.Update(share); });
}

Status Run(const Options& options) {
  const auto config = MakeConfig(options.config);
  if (!config.ok()) return config.status();
  const auto batch = OpenBatch(options.batch);
  if (!batch.ok()) return batch.status();
  const auto results = ReplayShowingProgress(*batch, *config);
  if (!results.ok()) return results.status();
  const BatchReport report{NETEQ_VERSION, *config, batch->traces, *results};
  return PrintReport(BatchText(report), BatchJson(report), options.json);
}

}  // namespace

void AddBatchCommand(CLI::App& app, Status& status) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand(
      "batch", "Replay many traces in parallel and print one row of metrics per trace.");
  AddBatchOptions(*command, options->batch);
  AddConfigOptions(*command, options->config);
  AddJsonOption(*command, options->json);
  command->callback([options, &status] { status = Run(*options); });
}

}  // namespace neteq::sim::cli
