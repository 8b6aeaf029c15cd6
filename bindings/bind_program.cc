// SPDX-License-Identifier: BSD-3-Clause
#include <string>
#include <vector>

#include "bindings/bind.h"
#include "bindings/errors.h"
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include "simulator/cli/program.h"

namespace py = pybind11;

namespace neteq::python {
namespace {

int RunProgram(std::vector<std::string> arguments) {
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  return Unlocked(
      [&] { return sim::cli::RunProgram(static_cast<int>(arguments.size()), argv.data()); });
}

}  // namespace

void BindProgram(py::module_& module) {
  module.def("run_program", &RunProgram, py::arg("arguments"),
             "Runs the command line; the first argument is the program name.");
}

}  // namespace neteq::python
