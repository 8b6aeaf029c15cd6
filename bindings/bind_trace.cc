// SPDX-License-Identifier: BSD-3-Clause
#include <optional>
#include <string>
#include <vector>

#include "bindings/arrays.h"
#include "bindings/bind.h"
#include "bindings/errors.h"
#include "bindings/trace_arrays.h"
#include "bindings/traces.h"
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include "simulator/trace/file.h"
#include "simulator/trace/info.h"

namespace py = pybind11;

namespace neteq::python {
namespace {

SharedTrace Read(const std::string& path, std::optional<uint16_t> port) {
  return Share(ValueOf(Unlocked([&] { return sim::ReadTrace(path, {.port = port}); })));
}

SharedTrace Parse(const py::bytes& file, const std::string& name, std::optional<uint16_t> port) {
  const auto bytes = SpanOf(file);
  return Share(ValueOf(Unlocked([&] { return sim::ParseTrace(bytes, name, {.port = port}); })));
}

void Write(const SharedTrace& trace, const std::string& path, const std::string& format) {
  constexpr auto& kNames = EnumNames<sim::TraceFormat>::kNames;
  const auto name = std::find(kNames.begin(), kNames.end(), format);
  if (!format.empty() && name == kNames.end()) {
    throw py::value_error("format: expected 'rtpdump', 'pcap' or 'csv', not " + format);
  }
  const auto kind = format.empty() ? ValueOf(sim::TraceFormatOf(path))
                                   : static_cast<sim::TraceFormat>(name - kNames.begin());
  RaiseUnlessOk(Unlocked([&] { return sim::WriteTrace(*trace, path, kind); }));
}

SharedTrace FromColumns(const InputArray<double>& arrival_ms, const InputArray<double>& send_ms,
                        const InputArray<int64_t>& sequence, const InputArray<int64_t>& timestamp,
                        const InputArray<int64_t>& ssrc, const InputArray<int64_t>& payload_type,
                        const InputArray<bool>& marker, const InputArray<int64_t>& missing_bytes,
                        const py::list& payloads) {
  const py::ssize_t count = arrival_ms.size();
  for (const py::ssize_t size :
       {send_ms.size(), sequence.size(), timestamp.size(), ssrc.size(), payload_type.size(),
        marker.size(), missing_bytes.size(), static_cast<py::ssize_t>(payloads.size())}) {
    if (size != count) throw py::value_error("columns: expected equal lengths");
  }
  return Share(ValueOf(TraceFrom({arrival_ms, send_ms, sequence, timestamp, ssrc, payload_type,
                                  marker, missing_bytes, payloads})));
}

py::list Payloads(const SharedTrace& trace) {
  py::list payloads;
  for (const sim::TracePacket& packet : trace->packets()) {
    payloads.append(BytesOf(packet.rtp.payload));
  }
  return payloads;
}

std::string InfoJson(const SharedTrace& trace, const std::vector<std::string>& payload_types,
                     const std::string& name) {
  const auto types = PayloadTypesOf(payload_types);
  return Unlocked([&] { return sim::TraceInfoJson(sim::Inspect(*trace, types), types, name); });
}

}  // namespace

void BindTrace(py::module_& module) {
  PYBIND11_NUMPY_DTYPE(PacketRow, arrival_ms, send_ms, timestamp, ssrc, size, payload_size,
                       missing_bytes, sequence, payload_type, marker);
  py::class_<sim::Trace, SharedTrace>(module, "Trace", "RTP packets with their arrival times.")
      .def_static("read", &Read, py::arg("path"), py::arg("port"),
                  "Reads a file of any supported format.")
      .def_static("parse", &Parse, py::arg("file"), py::arg("name"), py::arg("port"),
                  "Parses the content of such a file.")
      .def_static("from_columns", &FromColumns, py::arg("arrival_ms"), py::arg("send_ms"),
                  py::arg("sequence"), py::arg("timestamp"), py::arg("ssrc"),
                  py::arg("payload_type"), py::arg("marker"), py::arg("missing_bytes"),
                  py::arg("payloads"), "Creates packets from columns.")
      .def("write", &Write, py::arg("path"), py::arg("format"),
           "Writes a file; an empty format selects that of the file extension.")
      .def(
          "packets", [](const SharedTrace& trace) { return PacketRows(*trace); },
          "Returns a structured array with one row per packet.")
      .def("payloads", &Payloads, "Returns the captured payloads.")
      .def("info_json", &InfoJson, py::arg("payload_types"), py::arg("name"),
           "Returns the text of `neteq trace info --json`.")
      .def("__len__", [](const SharedTrace& trace) { return trace->packets().size(); })
      .def(py::pickle([](const SharedTrace& trace) { return StateOf(*trace); },
                      [](const py::tuple& state) { return Share(TraceFromState(state)); }));
}

}  // namespace neteq::python
