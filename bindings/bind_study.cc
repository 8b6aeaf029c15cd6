// SPDX-License-Identifier: BSD-3-Clause
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bindings/arrays.h"
#include "bindings/bind.h"
#include "bindings/errors.h"
#include "bindings/traces.h"
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include "simulator/study/batch.h"
#include "simulator/study/decode_cache.h"
#include "simulator/study/run_metrics.h"

namespace py = pybind11;

namespace neteq::python {
namespace {

/// Computes [configs][metrics] of one trace. The replays share decoded audio.
Result<std::vector<double>> Evaluate(const sim::Trace& trace, const std::vector<Config>& configs,
                                     const sim::PayloadTypes& types, std::optional<uint32_t> ssrc) {
  const auto stream = sim::SelectStream(trace, types, ssrc);
  if (!stream.ok()) return stream.status();
  sim::DecodeCache cache;
  const sim::EngineParts parts{
      .make_decoder = [&](const SdpFormat& format) { return cache.MakeDecoder(format); }};
  const sim::ReplayObserver observer{.on_tick = [](const sim::TickRecord&) {},
                                     .on_timing_pass = {}};
  std::vector<double> rows;
  for (const Config& config : configs) {
    const Config whole = sim::WithOutputFormat(*stream, config);
    if (Status status = CheckConfig(whole); !status.ok()) return status;
    const auto result = sim::Replay(*stream, types, whole, 0, observer, parts);
    if (!result.ok()) return result.status();
    const sim::RunMetrics metrics = sim::ReadMetrics(*result);
    rows.insert(rows.end(), metrics.begin(), metrics.end());
  }
  return rows;
}

py::array_t<double> EvaluateAll(const SharedTrace& trace, const std::vector<Config>& configs,
                                const std::vector<std::string>& payload_types,
                                std::optional<uint32_t> ssrc) {
  const auto types = PayloadTypesOf(payload_types);
  auto rows = ArrayOf(ValueOf(Unlocked([&] { return Evaluate(*trace, configs, types, ssrc); })));
  return rows.reshape(
      {static_cast<py::ssize_t>(configs.size()), static_cast<py::ssize_t>(sim::Metrics().size())});
}

py::list MetricsList() {
  py::list list;
  for (const sim::Metric& metric : sim::Metrics()) {
    list.append(py::make_tuple(std::string(metric.name), std::string(UnitName(metric.unit)),
                               metric.more_is_better, std::string(metric.description)));
  }
  return list;
}

}  // namespace

void BindStudy(py::module_& module) {
  module.def("metrics", &MetricsList,
             "Returns name, unit, whether larger is better, and meaning of all metrics.");
  module.def("evaluate", &EvaluateAll, py::arg("trace"), py::arg("configs"),
             py::arg("payload_types"), py::arg("ssrc"),
             "Returns (configs, metrics) of replays that share decoded audio.");
}

}  // namespace neteq::python
