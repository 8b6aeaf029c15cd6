// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/status.h"

namespace CLI {
class App;
}

/// One function a subcommand: it declares the options and, when the subcommand is given, does the
/// work and leaves what became of it in `status`.
namespace neteq::sim::cli {

void AddReplayCommand(CLI::App& app, Status& status);
void AddParamsCommand(CLI::App& app, Status& status);
void AddTraceCommand(CLI::App& app, Status& status);

}  // namespace neteq::sim::cli
