// SPDX-License-Identifier: BSD-3-Clause
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "bindings/arrays.h"
#include "bindings/bind.h"
#include "bindings/errors.h"
#include "bindings/run.h"
#include "bindings/sounds.h"
#include "bindings/traces.h"
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

namespace py = pybind11;

namespace neteq::python {
namespace {

std::shared_ptr<Run> Simulate(const SharedTrace& trace, const Config& config, RunOptions options) {
  auto types = PayloadTypesOf(options.payload_types);
  return ValueOf(Unlocked([&]() -> Result<std::shared_ptr<Run>> {
    auto run = Run::Make(trace, std::move(types), config, std::move(options));
    if (!run.ok()) return run.status();
    if (Status status = (*run)->Play(); !status.ok()) return status;
    return std::shared_ptr<Run>(std::move(*run));
  }));
}

/// An array that lies in the run and keeps it alive.
template <class T>
py::array_t<T> ViewInto(const std::shared_ptr<Run>& run, std::vector<py::ssize_t> shape, T* data) {
  return py::array_t<T>(std::move(shape), data, py::cast(run));
}

py::array_t<TickRow> Ticks(const std::shared_ptr<Run>& run) {
  auto& ticks = run->ticks();
  return ViewInto(run, {static_cast<py::ssize_t>(ticks.size())}, ticks.data());
}

py::array_t<float> Audio(const std::shared_ptr<Run>& run) {
  auto& audio = run->audio();
  const py::ssize_t channels = run->result().output_channels;
  return ViewInto(run, {channels, static_cast<py::ssize_t>(audio.size()) / channels}, audio.data());
}

void BindOptions(py::module_& module) {
  py::class_<RunOptions>(module, "RunOptions", "What is to be replayed and kept.")
      .def(py::init<>())
      .def_readwrite("name", &RunOptions::name)
      .def_readwrite("preset", &RunOptions::preset)
      .def_readwrite("payload_types", &RunOptions::payload_types)
      .def_readwrite("ssrc", &RunOptions::ssrc)
      .def_readwrite("keeps_audio", &RunOptions::keeps_audio)
      .def_readwrite("repeat", &RunOptions::repeat)
      .def_readwrite("csv", &RunOptions::csv)
      .def_readwrite("npz", &RunOptions::npz)
      .def_readwrite("wav", &RunOptions::wav)
      .def(
          "set_reference",
          [](RunOptions& options, const InputArray<float>& audio, int rate_hz) {
            options.reference = SoundOf(audio, rate_hz);
          },
          py::arg("audio"), py::arg("rate_hz"), "The clean signal to compare with.");
}

}  // namespace

void BindSimulate(py::module_& module) {
  RegisterTickRow();
  PYBIND11_NUMPY_DTYPE(ArrivalRow, arrival_ms, send_ms, relative_transit_ms, timestamp, size,
                       sequence, payload_type);
  BindOptions(module);
  py::class_<Run, std::shared_ptr<Run>>(module, "Run", "A replay that is over.")
      .def("ticks", &Ticks, "A structured array, one row a tick.")
      .def("audio", &Audio, "(channels, samples) of what was played.")
      .def(
          "packets", [](const Run& run) { return ArrayOf(run.Arrivals()); },
          "A structured array, one row a packet.")
      .def("report_json", &Run::ReportJson, "The report of `neteq replay --json`.")
      .def_property_readonly("ssrc", [](const Run& run) { return run.stream().ssrc; })
      .def_property_readonly("sample_rate_hz",
                             [](const Run& run) { return run.result().output_sample_rate_hz; });
  module.def("simulate", &Simulate, py::arg("trace"), py::arg("config"), py::arg("options"),
             "Replays a trace in virtual time.");
}

}  // namespace neteq::python
