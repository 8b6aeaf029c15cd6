// SPDX-License-Identifier: BSD-3-Clause
#pragma once

namespace neteq::sim::cli {

/// Runs the `neteq` command line and returns the exit code.
int RunProgram(int argc, char** argv);

}  // namespace neteq::sim::cli
