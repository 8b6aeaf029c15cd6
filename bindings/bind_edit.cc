// SPDX-License-Identifier: BSD-3-Clause
#include <optional>
#include <string>
#include <vector>

#include "bindings/bind.h"
#include "bindings/errors.h"
#include "bindings/sounds.h"
#include "bindings/traces.h"
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include "simulator/sender/replacement_audio.h"
#include "simulator/trace/edit.h"

namespace py = pybind11;

namespace neteq::python {
namespace {

SharedTrace OnlySsrc(const SharedTrace& trace, uint32_t ssrc) {
  return Share(ValueOf(sim::OnlySsrc(*trace, ssrc)));
}

SharedTrace Cut(const SharedTrace& trace, double from_ms, double to_ms) {
  return Share(ValueOf(sim::Cut(*trace, Timestamp(FromMs(from_ms)), Timestamp(FromMs(to_ms)))));
}

SharedTrace ShiftTo(const SharedTrace& trace, std::optional<uint16_t> sequence,
                    std::optional<uint32_t> timestamp, std::optional<double> arrival_ms) {
  sim::NewStart start{.sequence = sequence, .timestamp = timestamp};
  if (arrival_ms) start.arrival = Timestamp(FromMs(*arrival_ms));
  return Share(sim::ShiftTo(*trace, start));
}

SharedTrace Concatenate(const std::vector<SharedTrace>& parts, double gap_ms, bool one_stream,
                        const std::vector<std::string>& payload_types) {
  const auto types = PayloadTypesOf(payload_types);
  std::vector<sim::Trace> traces;
  // sim::Trace is move-only; a shift by nothing makes a copy.
  for (const SharedTrace& part : parts) traces.push_back(sim::ShiftTo(*part, {}));
  return Share(ValueOf(sim::Concatenate(traces, FromMs(gap_ms), one_stream ? &types : nullptr)));
}

SharedTrace ReplaceAudio(const SharedTrace& trace, const InputArray<float>& audio, int rate_hz,
                         std::optional<uint32_t> ssrc,
                         const std::vector<std::string>& payload_types) {
  const sim::AudioFile sound = SoundOf(audio, rate_hz);
  const auto types = PayloadTypesOf(payload_types);
  return Share(ValueOf(Unlocked([&] { return sim::ReplaceAudio(*trace, types, ssrc, sound); })));
}

}  // namespace

void BindEdit(py::module_& module) {
  module.def("only_ssrc", &OnlySsrc, py::arg("trace"), py::arg("ssrc"),
             "Returns the packets of one stream.");
  module.def("cut", &Cut, py::arg("trace"), py::arg("from_ms"), py::arg("to_ms"),
             "Returns the packets that arrived in an interval.");
  module.def("shift_to", &ShiftTo, py::arg("trace"), py::arg("sequence"), py::arg("timestamp"),
             py::arg("arrival_ms"), "Returns the trace with new start values.");
  module.def("concatenate", &Concatenate, py::arg("traces"), py::arg("gap_ms"),
             py::arg("one_stream"), py::arg("payload_types"), "Joins traces one after the other.");
  module.def("replace_audio", &ReplaceAudio, py::arg("trace"), py::arg("audio"), py::arg("rate_hz"),
             py::arg("ssrc"), py::arg("payload_types"),
             "Replaces the payloads of one stream by audio.");
}

}  // namespace neteq::python
