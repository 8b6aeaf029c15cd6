// SPDX-License-Identifier: BSD-3-Clause
#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "simulator/cli/batch_options.h"
#include "simulator/cli/commands.h"
#include "simulator/explain/explain.h"
#include "simulator/study/batch.h"

namespace neteq::sim::cli {
namespace {

struct Options {
  BatchWords batch;
  double at_s = 0.0;
  std::string config = "preset:default";
  std::string json;
};

Status Run(const Options& options) {
  const auto config = ReadConfig(options.config);
  if (!config.ok()) return config.status();
  const auto batch = OpenBatch(options.batch);
  if (!batch.ok()) return batch.status();
  const BatchTrace& trace = batch->traces.played.front();
  History history(trace.stream);
  const auto result = ReplayOnce(trace, batch->options.types, config->config,
                                 [&](const TickRecord& tick) { history.OnTick(tick); });
  if (!result.ok()) return result.status();
  const auto explanation = Explain(trace.stream, history, options.at_s);
  if (!explanation.ok()) {
    return {explanation.status().code(), "--at: " + explanation.status().detail()};
  }
  return PrintReport(ExplanationText(*explanation), ExplanationJson(*explanation), options.json);
}

}  // namespace

void AddExplainCommand(CLI::App& app, Status& status) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand(
      "explain",
      "Explain the playout delay of a replay at a given time and the concealment around it.");
  command->add_option("--at", options->at_s, "Time in seconds after the first packet's arrival.")
      ->type_name("SECONDS")
      ->required();
  AddTraceOption(*command, options->batch);
  command->add_option("--config", options->config, kConfigWords)->type_name("CONFIG");
  AddJsonOption(*command, options->json);
  command->callback([options, &status] { status = Run(*options); });
}

}  // namespace neteq::sim::cli
