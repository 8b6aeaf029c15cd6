// SPDX-License-Identifier: BSD-3-Clause
#pragma once

namespace neteq::sim::cli {

/// All of `neteq`: runs the command, prints, and returns the exit code.
int RunProgram(int argc, char** argv);

}  // namespace neteq::sim::cli
