// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

#include "neteq/base/status.h"

namespace CLI {
class App;
}

/// Each function adds one subcommand. When the subcommand is given, its callback does the work and
/// stores the result in `status`.
namespace neteq::sim::cli {

void AddReplayCommand(CLI::App& app, Status& status);
void AddParamsCommand(CLI::App& app, Status& status);
/// Adds `completion` and `man`, which describe the commands added before.
void AddManualCommands(CLI::App& app, Status& status);
void AddBatchCommand(CLI::App& app, Status& status);
/// `gate_failure` receives the --fail-if conditions that hold; empty if none does.
void AddCompareCommand(CLI::App& app, Status& status, std::string& gate_failure);
void AddSweepCommand(CLI::App& app, Status& status);
void AddExplainCommand(CLI::App& app, Status& status);
void AddBoundCommand(CLI::App& app, Status& status);
void AddTraceCommand(CLI::App& app, Status& status);
void AddTraceInfoCommand(CLI::App& trace, Status& status);
void AddTraceEditCommands(CLI::App& trace, Status& status);
void AddTraceGenerateCommand(CLI::App& trace, Status& status);

}  // namespace neteq::sim::cli
