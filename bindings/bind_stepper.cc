// SPDX-License-Identifier: BSD-3-Clause
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "bindings/arrays.h"
#include "bindings/bind.h"
#include "bindings/declared.h"
#include "bindings/errors.h"
#include "bindings/tick_report.h"
#include "bindings/traces.h"
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include "neteq/research.h"
#include "simulator/replay/replay.h"
#include "simulator/replay/simulation.h"

namespace py = pybind11;

namespace neteq::python {
namespace {

/// A replay that stops after each tick.
class Stepper {
 public:
  Stepper(SharedTrace trace, const Config& config, std::optional<uint32_t> ssrc,
          const std::vector<std::string>& payload_types, const std::string& name)
      : trace_(std::move(trace)) {
    const auto types = PayloadTypesOf(payload_types);
    stream_ = ValueOf(PlayableStream(*trace_, types, ssrc, name));
    const Config fixed = sim::WithOutputFormat(stream_, config);
    simulation_.emplace(ValueOf(sim::Simulation::Create(stream_, types, fixed)));
  }

  bool is_done() const { return simulation_->IsDone(); }

  /// Inserts the packets that have arrived and plays one tick. A negative operation selects that of
  /// the built-in policy. Returns the fields of the TickReport and the number of packets inserted.
  py::tuple Step(int operation) {
    constexpr int kCount = static_cast<int>(EnumNames<Operation>::kNames.size());
    if (operation >= kCount) throw py::value_error("action: expected an Operation");
    if (is_done()) throw py::value_error("step: the trace is over; call reset");
    int inserted = 0;
    for (; simulation_->HasArrival(); ++inserted) simulation_->InsertNext();
    NetEq& engine = simulation_->engine();
    if (operation >= 0) OverrideNextOperation(engine, static_cast<Operation>(operation));
    const TickReport& report = simulation_->Pull();
    return py::make_tuple(TupleOf(report), inserted);
  }

  /// Audio of the last step, (channels, samples).
  py::array_t<float> Audio() const {
    const TickReport& report = simulation_->engine().last_tick();
    auto audio = NewAudio(report.channels, report.samples_per_channel);
    const AudioView view = WritableViewOf(audio);
    const auto samples = simulation_->audio();
    for (size_t i = 0; i < samples.size(); ++i) {
      const auto channels = static_cast<size_t>(report.channels);
      view.Channel(static_cast<int>(i % channels))[i / channels] =
          static_cast<float>(samples[i]) / 32768.0F;
    }
    return audio;
  }

  const NetEq& engine() const { return simulation_->engine(); }

 private:
  SharedTrace trace_;
  sim::Stream stream_;
  std::optional<sim::Simulation> simulation_;
};

}  // namespace

void BindStepper(py::module_& module) {
  py::class_<Stepper>(module, "Stepper", "A replay that stops after each tick.")
      .def(py::init<SharedTrace, const Config&, std::optional<uint32_t>,
                    const std::vector<std::string>&, const std::string&>(),
           py::arg("trace"), py::arg("config"), py::arg("ssrc"), py::arg("payload_types"),
           py::arg("name"))
      .def("step", &Stepper::Step, py::arg("operation"), "Plays one tick.")
      .def("audio", &Stepper::Audio, "Returns the audio of the last step, (channels, samples).")
      .def(
          "statistics", [](const Stepper& self) { return DictOf(self.engine().statistics()); },
          "Returns the lifetime counters.")
      .def_property_readonly("is_done", &Stepper::is_done);
}

}  // namespace neteq::python
