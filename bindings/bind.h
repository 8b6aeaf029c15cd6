// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <pybind11/pybind11.h>

/// One function per source file, which adds its classes and functions to the module. Call them in
/// this order: signatures name classes that must be bound earlier.
namespace neteq::python {

void BindConfig(pybind11::module_& module);
void BindTrace(pybind11::module_& module);
void BindEdit(pybind11::module_& module);
void BindNetwork(pybind11::module_& module);
void BindSender(pybind11::module_& module);
void BindPlugins(pybind11::module_& module);
void BindSimulate(pybind11::module_& module);
void BindNetEq(pybind11::module_& module);
void BindStepper(pybind11::module_& module);
void BindKernels(pybind11::module_& module);
void BindAnalysis(pybind11::module_& module);
void BindProgram(pybind11::module_& module);
void BindStudy(pybind11::module_& module);

}  // namespace neteq::python
