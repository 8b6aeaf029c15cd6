// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/cli/program.h"

#include <exception>
#include <iostream>
#include <string>

#include <CLI/CLI.hpp>

#include "neteq/version.h"
#include "simulator/cli/commands.h"

namespace {

constexpr int kDone = 0;
constexpr int kFailed = 1;  // a --fail-if condition holds, or an internal error
constexpr int kUnusableArguments = 2;
constexpr int kUnreadableInput = 3;

int Report(const std::string& error, int exit_code) {
  std::cerr << "neteq: " << error << '\n';
  return exit_code;
}

int Parse(int argc, char** argv) {
  neteq::Status status;
  std::string gate_failure;
  CLI::App app(
      "Replays RTP traces through the neteq jitter buffer and packet loss concealment in virtual "
      "time.",
      "neteq");
  app.set_version_flag("-V,--version", "neteq " NETEQ_VERSION);
  app.require_subcommand(0, 1);  // checked below, after unknown arguments
  app.footer(
      "Exit codes: 0 success, 1 a --fail-if condition holds, 2 invalid arguments or configuration, "
      "3 unreadable input.");
  neteq::sim::cli::AddReplayCommand(app, status);
  neteq::sim::cli::AddBatchCommand(app, status);
  neteq::sim::cli::AddCompareCommand(app, status, gate_failure);
  neteq::sim::cli::AddSweepCommand(app, status);
  neteq::sim::cli::AddExplainCommand(app, status);
  neteq::sim::cli::AddBoundCommand(app, status);
  neteq::sim::cli::AddTraceCommand(app, status);
  neteq::sim::cli::AddParamsCommand(app, status);
  neteq::sim::cli::AddManualCommands(app, status);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);  // --help, --version
    return Report(error.what(), kUnusableArguments);
  }
  if (app.get_subcommands().empty()) {
    return Report("a subcommand is required; see neteq --help", kUnusableArguments);
  }
  if (!gate_failure.empty() && status.ok()) return Report(gate_failure, kFailed);
  if (status.ok()) return kDone;
  const bool is_unreadable = status.code() == neteq::StatusCode::kUnreadable;
  return Report(status.detail(), is_unreadable ? kUnreadableInput : kUnusableArguments);
}

}  // namespace

namespace neteq::sim::cli {

int RunProgram(int argc, char** argv) {
  try {
    const int exit_code = Parse(argc, argv);
    // A full disk or a closed pipe shows only now.
    if (std::cout.flush()) return exit_code;
    return Report("standard output: cannot write everything", kUnusableArguments);
  } catch (const std::exception& error) {
    return Report(std::string("internal error: ") + error.what(), kFailed);
  }
}

}  // namespace neteq::sim::cli
