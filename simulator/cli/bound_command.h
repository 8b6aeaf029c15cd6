// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "base/status.h"

namespace CLI {
class App;
}

namespace neteq::sim::cli {

/// `neteq bound`, as the functions of commands.h.
void AddBoundCommand(CLI::App& app, Status& status);

}  // namespace neteq::sim::cli
