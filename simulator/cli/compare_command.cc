// SPDX-License-Identifier: BSD-3-Clause
#include <array>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "neteq/version.h"
#include "simulator/cli/batch_options.h"
#include "simulator/cli/commands.h"
#include "simulator/cli/config_options.h"
#include "simulator/cli/progress.h"
#include "simulator/html/compare_page.h"
#include "simulator/study/compare.h"
#include "simulator/support/file_io.h"
#include "simulator/support/text.h"

namespace neteq::sim::cli {
namespace {

struct Options {
  std::string a;
  std::string b;
  ConfigWords common;  // without a configuration argument
  BatchWords batch;
  std::vector<std::string> fail_if;
  std::string json;
  std::string page;
  uint64_t seed = 1;
};

Result<std::vector<Gate>> ParseGates(const std::vector<std::string>& texts) {
  std::vector<Gate> gates;
  for (const std::string& text : texts) {
    const auto gate = ParseGate(text);
    if (!gate.ok()) {
      return Status(gate.status().code(), "--fail-if '" + text + "': " + gate.status().detail());
    }
    gates.push_back(*gate);
  }
  return gates;
}

/// "concealed_pct > +0.1 (+0.53)"
std::string Describe(const std::vector<Gate>& failed, const Comparison& comparison) {
  std::string text;
  for (const Gate& gate : failed) {
    const double difference = comparison.metrics[gate.metric].mean_difference;
    text += (text.empty() ? "" : ", ") + GateText(gate) + " (" + (difference > 0.0 ? "+" : "") +
            FormatNumber(difference, 6) + ')';
  }
  return text;
}

/// Clears the progress bar before the report is printed.
Result<Comparison> CompareShowingProgress(const Batch& batch,
                                          const std::array<NamedConfig, 2>& configs,
                                          const BootstrapOptions& bootstrap) {
  Progress progress;
  return Compare(batch.traces.played, batch.options, configs, bootstrap,
                 [&](double share) { progress.Update(share); });
}

/// A configuration argument over the common preset; the common parameters are over both.
Result<NamedConfig> ReadSide(const std::string& words, ConfigWords common) {
  common.config = words;
  const auto config = MakeConfig(common);
  if (config.ok()) return NamedConfig{words, *config};
  return Status(config.status().code(), words + ": " + config.status().detail());
}

Status Run(const Options& options, std::string& gate_failure) {
  const auto a = ReadSide(options.a, options.common);
  if (!a.ok()) return a.status();
  const auto b = ReadSide(options.b, options.common);
  if (!b.ok()) return b.status();
  const auto gates = ParseGates(options.fail_if);
  if (!gates.ok()) return gates.status();
  const auto batch = OpenBatch(options.batch);
  if (!batch.ok()) return batch.status();

  const std::array configs = {*a, *b};
  const BootstrapOptions bootstrap{.seed = options.seed};
  const auto comparison = CompareShowingProgress(*batch, configs, bootstrap);
  if (!comparison.ok()) return comparison.status();
  const std::vector<Gate> failed = FailedGates(*gates, *comparison);
  if (!failed.empty()) gate_failure = "--fail-if: " + Describe(failed, *comparison);
  const CompareReport report{NETEQ_VERSION, configs, batch->traces, bootstrap, *gates, *comparison};
  if (!options.page.empty()) {
    if (Status status = WriteFile(options.page, ComparePage(report)); !status.ok()) return status;
  }
  return PrintReport(CompareText(report), CompareJson(report), options.json);
}

}  // namespace

void AddCompareCommand(CLI::App& app, Status& status, std::string& gate_failure) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand(
      "compare", "Replay traces with two configurations, A and B, and compare the results.");
  command->add_option("a", options->a, kConfigWords)->type_name("CONFIG")->required();
  command->add_option("b", options->b, "Configuration B, in the same form.")
      ->type_name("CONFIG")
      ->required();
  AddBatchOptions(*command, options->batch);
  AddConfigOptions(*command, options->common, "");
  command
      ->add_option(
          "--fail-if", options->fail_if,
          "Exit with 1 if this condition on the mean difference B - A of a metric holds, for "
          "example 'concealed_pct > +0.1'. Operators: < <= > >=. May be repeated.")
      ->type_name("CONDITION")
      ->allow_extra_args(false);
  AddJsonOption(*command, options->json);
  AddReportOption(*command, options->page);
  command->add_option("--seed", options->seed, "Seed of the bootstrap.")->type_name("N");
  command->callback([options, &status, &gate_failure] { status = Run(*options, gate_failure); });
}

}  // namespace neteq::sim::cli
