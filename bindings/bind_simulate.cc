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

#include "simulator/replay/tick_columns.h"
#include "simulator/support/file_io.h"

namespace py = pybind11;

namespace neteq::python {
namespace {

std::shared_ptr<Run> Simulate(const SharedTrace& trace, const Config& config, RunOptions options,
                              const Plugins& plugins) {
  auto types = PayloadTypesOf(options.payload_types);
  const auto error = std::make_shared<CallbackError>();
  sim::EngineParts parts;
  if (!plugins.estimator.is_none() || !plugins.policy.is_none()) {
    parts.make_controllers = ControllersOf(plugins, config, error);
    options.keeps_page = true;
  }
  auto played = Unlocked([&]() -> Result<std::shared_ptr<Run>> {
    auto run = Run::Make(trace, std::move(types), config, std::move(options), std::move(parts));
    if (!run.ok()) return run.status();
    if (Status status = (*run)->Play(); !status.ok()) return status;
    return std::shared_ptr<Run>(std::move(*run));
  });
  error->Raise();
  return ValueOf(std::move(played));
}

/// An array backed by memory of the run, which it keeps alive.
template <class T>
py::array_t<T> ViewInto(const std::shared_ptr<Run>& run, std::vector<py::ssize_t> shape, T* data) {
  return py::array_t<T>(std::move(shape), data, py::cast(run));
}

/// A structured type with one field of 8 bytes per column.
py::dtype TickType() {
  py::list names;
  py::list formats;
  py::list offsets;
  py::ssize_t offset = 0;
  for (const sim::TickColumn& column : sim::TickColumns()) {
    names.append(std::string(column.name));
    formats.append(column.is_whole ? py::dtype::of<int64_t>() : py::dtype::of<double>());
    offsets.append(offset);
    offset += 8;
  }
  return {names, formats, offsets, offset};
}

py::array Ticks(const std::shared_ptr<Run>& run) {
  const auto count = static_cast<py::ssize_t>(run->ticks());
  return {TickType(), std::vector<py::ssize_t>{count}, run->cells().data(), py::cast(run)};
}

py::list TickMeanings() {
  py::list list;
  for (const sim::TickColumn& column : sim::TickColumns()) {
    list.append(py::make_tuple(std::string(column.name), std::string(column.meaning)));
  }
  return list;
}

void WritePage(const Run& run, const std::string& path) {
  RaiseUnlessOk(Unlocked([&]() -> Status {
    const auto page = run.Page();
    return page.ok() ? sim::WriteFile(path, *page) : page.status();
  }));
}

py::array_t<float> Audio(const std::shared_ptr<Run>& run) {
  const py::ssize_t channels = run->result().output_channels;
  const auto samples = static_cast<py::ssize_t>(run->audio().size()) / channels;
  return ViewInto(run, {channels, samples}, run->audio().data());
}

void BindOptions(py::module_& module) {
  py::class_<RunOptions>(module, "RunOptions", "Options of a replay.")
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
          py::arg("audio"), py::arg("rate_hz"), "Sets the clean signal to compare with.");
}

}  // namespace

void BindSimulate(py::module_& module) {
  PYBIND11_NUMPY_DTYPE(ArrivalRow, arrival_ms, send_ms, relative_transit_ms, timestamp, size,
                       sequence, payload_type);
  BindOptions(module);
  py::class_<Run, std::shared_ptr<Run>>(module, "Run", "A finished replay.")
      .def("ticks", &Ticks, "Returns a structured array with one row per tick.")
      .def("audio", &Audio, "Returns the output, (channels, samples).")
      .def(
          "packets", [](const Run& run) { return ArrayOf(run.Arrivals()); },
          "Returns a structured array with one row per packet.")
      .def("write_page", &WritePage, py::arg("path"), "Writes the page of `neteq replay --report`.")
      .def("report_json", &Run::ReportJson, "Returns the text of `neteq replay --json`.")
      .def_property_readonly("ssrc", [](const Run& run) { return run.stream().ssrc; })
      .def_property_readonly("sample_rate_hz",
                             [](const Run& run) { return run.result().output_sample_rate_hz; });
  module.def("tick_columns", &TickMeanings, "Returns name and meaning of all tick columns.");
  module.def("simulate", &Simulate, py::arg("trace"), py::arg("config"), py::arg("options"),
             py::arg("plugins"), "Replays a trace in virtual time.");
}

}  // namespace neteq::python
