// SPDX-License-Identifier: BSD-3-Clause
#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "simulator/cli/batch_options.h"
#include "simulator/cli/commands.h"
#include "simulator/cli/config_options.h"
#include "simulator/explain/explain.h"
#include "simulator/study/batch.h"
#include "simulator/support/seconds.h"

namespace neteq::sim::cli {
namespace {

struct Options {
  BatchWords batch;
  std::string at;
  int worst = 0;
  ConfigWords config;
  std::string json;
};

Status Run(const Options& options) {
  const auto at_s = options.at.empty() ? Result<double>(0.0) : ParseSeconds(options.at);
  if (!at_s.ok()) return {at_s.status().code(), "--at: " + at_s.status().detail()};
  if (options.at.empty() && options.worst == 0) {
    return {StatusCode::kInvalidArgument, "--at or --worst is required"};
  }
  const auto config = MakeConfig(options.config);
  if (!config.ok()) return config.status();
  const auto batch = OpenBatch(options.batch);
  if (!batch.ok()) return batch.status();
  const BatchTrace& trace = batch->traces.played.front();
  History history(trace.stream);
  const auto result =
      ReplayOnce(trace, *config, [&](const TickRecord& tick) { history.OnTick(tick); });
  if (!result.ok()) return result.status();
  if (options.worst > 0) {
    const auto worst = WorstConcealments(trace.stream, history, static_cast<size_t>(options.worst));
    return PrintReport(ConcealmentsText(worst), ConcealmentsJson(worst), options.json);
  }
  const auto explanation = Explain(trace.stream, history, *at_s);
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
  auto* at = command
                 ->add_option("--at", options->at,
                              "Time after the first packet's arrival, in seconds or as m:ss or "
                              "h:mm:ss.")
                 ->type_name("TIME");
  command
      ->add_option("--worst", options->worst,
                   "Instead of one time, explain the N longest concealments.")
      ->type_name("N")
      ->check(CLI::Range(1, 1000))
      ->excludes(at);
  AddTraceOption(*command, options->batch);
  AddConfigOptions(*command, options->config);
  AddJsonOption(*command, options->json);
  command->callback([options, &status] { status = Run(*options); });
}

}  // namespace neteq::sim::cli
