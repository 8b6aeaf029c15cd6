// SPDX-License-Identifier: BSD-3-Clause
#include "bindings/bind.h"
#include <pybind11/pybind11.h>

#include "neteq/version.h"

PYBIND11_MODULE(_core, module) {
  using namespace neteq::python;
  module.doc() =
      "Compiled part of the package, used by its Python modules. Not a public interface.";
  module.attr("__version__") = NETEQ_VERSION;
  BindConfig(module);
  BindTrace(module);
  BindEdit(module);
  BindNetwork(module);
  BindSender(module);
  BindPlugins(module);
  BindSimulate(module);
  BindNetEq(module);
  BindStepper(module);
  BindKernels(module);
  BindAnalysis(module);
  BindProgram(module);
  BindStudy(module);
}
