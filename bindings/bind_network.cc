// SPDX-License-Identifier: BSD-3-Clause
#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "bindings/arrays.h"
#include "bindings/bind.h"
#include "bindings/errors.h"
#include "bindings/traces.h"
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include "simulator/networks/network.h"
#include "simulator/networks/network_list.h"
#include "simulator/trace/edit.h"
#include "simulator/trace/network_profile.h"

namespace py = pybind11;

namespace neteq::python {
namespace {

SharedTrace SendOver(const SharedTrace& trace, const std::string& spec, uint64_t seed) {
  return Share(ValueOf(Unlocked([&]() -> Result<sim::Trace> {
    const auto network = sim::Network::Parse(spec);
    if (!network.ok()) return network.status();
    return sim::SendOver(*trace, *network, seed);
  })));
}

/// NaN and negative values mark lost packets.
sim::Delays DelaysFrom(const InputArray<double>& delays_ms) {
  sim::Delays delays;
  for (const double ms : SpanOf(delays_ms)) {
    if (ms > 1e9) throw py::value_error("delays_ms: expected at most 1e9");
    delays.push_back(ms >= 0.0 ? std::optional(FromMs(ms)) : std::nullopt);
  }
  if (delays.empty()) throw py::value_error("delays_ms: expected at least one delay");
  return delays;
}

SharedTrace SendWithDelays(const SharedTrace& trace, const InputArray<double>& delays_ms) {
  const sim::NetworkProfile profile{.kind = sim::NetworkKind::kDelays,
                                    .delays = DelaysFrom(delays_ms)};
  return Share(ValueOf(Unlocked([&] { return sim::SendOver(*trace, profile, {}); })));
}

SharedTrace SendOverFile(const SharedTrace& trace, const std::string& path) {
  return Share(ValueOf(Unlocked([&]() -> Result<sim::Trace> {
    const auto profile = sim::ReadNetworkProfile(path);
    if (!profile.ok()) return profile.status();
    return sim::SendOver(*trace, *profile, {});
  })));
}

/// Delays of `count` packets sent at regular intervals, ms; NaN for lost packets.
py::array_t<double> NetworkDelays(const std::string& spec, size_t count, double spacing_ms,
                                  size_t bytes, uint64_t seed) {
  if (count > sim::Trace::kMaxPackets) throw py::value_error("count: expected at most 5000000");
  const auto delays = ValueOf(Unlocked([&]() -> Result<sim::Delays> {
    const auto network = sim::Network::Parse(spec);
    if (!network.ok()) return network.status();
    const auto packets = sim::RegularPackets(count, FromMs(spacing_ms), bytes);
    return sim::DelaysOf(packets, network->Send(packets, seed));
  }));
  std::vector<double> ms;
  ms.reserve(delays.size());
  for (const auto& delay : delays) {
    ms.push_back(delay ? ToMs(*delay) : std::numeric_limits<double>::quiet_NaN());
  }
  return ArrayOf(std::move(ms));
}

}  // namespace

void BindNetwork(py::module_& module) {
  module.def("send_over", &SendOver, py::arg("trace"), py::arg("network"), py::arg("seed"),
             "Sends the packets over a simulated network.");
  module.def("send_with_delays", &SendWithDelays, py::arg("trace"), py::arg("delays_ms"),
             "Delays each packet by a given time.");
  module.def("send_over_file", &SendOverFile, py::arg("trace"), py::arg("path"),
             "Sends the packets over a recorded network.");
  module.def("network_delays", &NetworkDelays, py::arg("network"), py::arg("count"),
             py::arg("spacing_ms"), py::arg("bytes"), py::arg("seed"),
             "Returns the delays of packets sent at regular intervals, ms.");
  module.def(
      "networks_json", [] { return sim::ListNetworks(sim::ListFormat::kJson); },
      "Returns all models with their parameters, and all named networks.");
}

}  // namespace neteq::python
