// SPDX-License-Identifier: BSD-3-Clause
#include <string>

#include "bindings/bind.h"
#include "bindings/declared.h"
#include "bindings/errors.h"
#include <pybind11/pybind11.h>

#include "neteq/config.h"
#include "neteq/reports.h"
#include "simulator/support/param_io.h"

namespace py = pybind11;

namespace neteq::python {
namespace {

Config FromPreset(const std::string& preset) {
  return sim::ToolConfig(ValueOf(PresetParams(preset)));
}

py::list PresetsList() {
  py::list list;
  for (const Preset& preset : Presets()) {
    list.append(py::make_tuple(std::string(preset.name), std::string(preset.description)));
  }
  return list;
}

}  // namespace

void BindConfig(py::module_& module) {
  py::class_<Config>(module, "EngineConfig", "Parameters, limits, output format and seed.")
      .def(py::init(&FromPreset), py::arg("preset"))
      .def(
          "set",
          [](Config& config, const std::string& name, const std::string& value) {
            RaiseUnlessOk(sim::SetParam(config, name, value));
          },
          py::arg("name"), py::arg("value"), "Sets a parameter by name from text.")
      .def(
          "check", [](const Config& config) { RaiseUnlessOk(CheckConfig(config)); },
          "Raises ValueError if the parameters contradict each other.")
      .def(
          "copy", [](const Config& config) { return config; }, "Returns an independent copy.")
      .def(
          "parameters_json",
          [](const Config& config) { return sim::ListParams(config, sim::ListFormat::kJson); },
          "Returns all parameters with unit, range, value and meaning.");
  module.def(
      "current_name", [](const std::string& name) { return std::string(CurrentName(name)); },
      py::arg("name"), "Returns the present name of a preset or parameter.");
  module.def("alias_notice", &AliasNotice, py::arg("name"),
             "Returns a notice for the user of an old name; empty for other names.");
  module.def("presets", &PresetsList, "Returns name and description of all presets.");
  module.def(
      "statistics_json", [] { return sim::ListStatistics(sim::ListFormat::kJson); },
      "Returns all statistics with unit and meaning.");
  module.attr("OPERATION_NAMES") = NamesOf<Operation>();
  module.attr("REASON_NAMES") = NamesOf<Reason>();
  module.attr("SPEECH_TYPE_NAMES") = NamesOf<SpeechType>();
  module.attr("INSERT_RESULT_NAMES") = NamesOf<InsertResult>();
}

}  // namespace neteq::python
