// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/cli/program.h"

int main(int argc, char** argv) { return neteq::sim::cli::RunProgram(argc, argv); }
