// SPDX-License-Identifier: BSD-3-Clause
#include "bindings/bind.h"
#include "bindings/callbacks.h"
#include <pybind11/pybind11.h>

namespace py = pybind11;

namespace neteq::python {

void BindPlugins(py::module_& module) {
  py::class_<Plugins>(module, "Plugins", "Estimator and policy; None selects the built-in one.")
      .def(py::init([](py::object estimator, py::object policy) {
             return Plugins{std::move(estimator), std::move(policy)};
           }),
           py::arg("estimator"), py::arg("policy"));
}

}  // namespace neteq::python
