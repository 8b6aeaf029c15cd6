// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "bindings/arrays.h"
#include "bindings/bind.h"
#include "bindings/callbacks.h"
#include "bindings/declared.h"
#include "bindings/errors.h"
#include "bindings/frames.h"
#include "bindings/traces.h"
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include "neteq/neteq.h"
#include "neteq/sdp.h"

namespace py = pybind11;

namespace neteq::python {
namespace {

/// The engine together with the exceptions of its callbacks.
class Engine {
 public:
  Engine(const Config& config, const Plugins& plugins)
      : error_(std::make_shared<CallbackError>()),
        engine_(ValueOf(NetEq::Create(config, ControllersOf(plugins, config, error_)()))) {
    error_->Raise();
  }

  NetEq& operator*() { return *engine_; }
  const NetEq& operator*() const { return *engine_; }
  NetEq* operator->() { return engine_.get(); }
  const NetEq* operator->() const { return engine_.get(); }
  /// Raises the exception of a callback. Call after every engine call that may invoke one.
  void RaiseIfFailed() { error_->Raise(); }

 private:
  SharedCallbackError error_;
  std::unique_ptr<NetEq> engine_;
};

Timestamp TimeFrom(double ms) {
  constexpr double kMaxMs = 1e15;  // microseconds still fit into 64 bits
  if (!(std::abs(ms) <= kMaxMs)) throw py::value_error("arrival_ms: expected -1e15 to 1e15");
  return Timestamp(FromMs(ms));
}

Duration LengthFrom(const char* name, double ms) {
  constexpr double kMaxMs = 1e9;
  if (!(std::abs(ms) <= kMaxMs)) {
    throw py::value_error(std::string(name) + ": expected -1e9 to 1e9");
  }
  return FromMs(ms);
}

void Register(Engine& engine, uint8_t payload_type, const SdpFormat& format) {
  if (format.role != PayloadRole::kSpeech) {
    RaiseUnlessOk(engine->RegisterPayloadType(payload_type, format.role, format.clock_rate));
    return;
  }
  RaiseUnlessOk(engine->RegisterDecoder(payload_type, ValueOf(MakeDecoder(format))));
}

void RegisterFormat(Engine& engine, uint8_t payload_type, const std::string& encoding,
                    const std::string& parameters) {
  Register(engine, payload_type, ValueOf(ParseSdpFormat(encoding, parameters)));
}

void RegisterDefaults(Engine& engine) {
  const auto types = sim::PayloadTypes::Defaults();
  for (uint8_t number = 0; number < 128; ++number) {
    const auto& format = types.Find(number);
    if (format && engine->payload_role(number) == PayloadRole::kUnknown) {
      Register(engine, number, *format);
    }
  }
}

py::tuple Insert(Engine& engine, const py::bytes& payload, uint8_t payload_type, uint16_t sequence,
                 uint32_t timestamp, uint32_t ssrc, bool marker, double arrival_ms) {
  if (payload_type > 127) throw py::value_error("payload_type: expected 0 to 127");
  RtpPacketView packet;
  packet.payload_type = payload_type;
  packet.sequence = SequenceNumber(sequence);
  packet.timestamp = RtpTimestamp(timestamp);
  packet.ssrc = ssrc;
  packet.marker = marker;
  packet.payload = SpanOf(payload);
  const ArrivalReport report = engine->InsertPacket(packet, TimeFrom(arrival_ms));
  engine.RaiseIfFailed();
  return py::make_tuple(static_cast<int>(report.result), report.timeline_changed,
                        ToMs(report.target_delay));
}

/// Returns the audio (channels, samples) of the next tick and the fields of its Frame.
py::tuple Pull(Engine& engine) {
  // The output format is known only after the call: use the largest buffer, then copy.
  AudioBuffer room(engine->max_output_channels(), engine->max_output_frames());
  const TickReport& report = engine->GetAudio(room.First(room.capacity()));
  engine.RaiseIfFailed();
  auto audio = NewAudio(report.channels, report.samples_per_channel);
  const AudioView out = WritableViewOf(audio);
  const AudioView played = room.First(report.samples_per_channel);
  for (int channel = 0; channel < report.channels; ++channel) {
    std::copy_n(played.Channel(channel).begin(), report.samples_per_channel,
                out.Channel(channel).begin());
  }
  return py::make_tuple(audio, TupleOf(report));
}

void Override(Engine& engine, int operation) {
  constexpr int kCount = static_cast<int>(EnumNames<Operation>::kNames.size());
  if (operation < 0 || operation >= kCount) {
    throw py::value_error("operation: expected an Operation");
  }
  engine->OverrideNextOperation(static_cast<Operation>(operation));
}

py::list Missing(Engine& engine, double rtt_ms) {
  std::array<uint16_t, 500> sequences{};  // upper limit of the parameter nack.max_list
  const int count = engine->NackList(LengthFrom("rtt_ms", rtt_ms), sequences);
  py::list list;
  for (int i = 0; i < count; ++i) list.append(sequences[static_cast<size_t>(i)]);
  return list;
}

py::list DecodedPackets(const Engine& engine) {
  py::list list;
  for (const RtpPacketInfo& packet : engine->packet_infos()) {
    list.append(py::make_tuple(packet.ssrc, packet.sequence.value(), packet.timestamp.value(),
                               ToMs(packet.receive_time.time_since_epoch()), packet.payload_type,
                               packet.is_redundant));
  }
  return list;
}

py::dict Estimator(const Engine& engine) {
  const delay::EstimatorReport report = engine->estimator_report();
  py::dict dict;
  dict["quantile_delay_ms"] = ToMs(report.quantile_delay);
  dict["peak_delay_ms"] = ToMs(report.peak_delay);
  dict["peak_mode"] = report.peak_mode;
  dict["underrun_delay_ms"] = ToMs(report.underrun_delay);
  dict["reorder_delay_ms"] = ToMs(report.reorder_delay);
  dict["relative_arrival_delay_ms"] = ToMs(report.arrival_delay);
  dict["reserve_ms"] = ToMs(report.reserve);
  dict["clock_drift_ppm"] = report.clock_drift_ppm;
  return dict;
}

std::optional<uint32_t> PlayoutTimestamp(const Engine& engine) {
  const auto timestamp = engine->playout_timestamp();
  return timestamp ? std::optional(timestamp->value()) : std::nullopt;
}

using BoundEngine = py::class_<Engine>;

void BindDelays(BoundEngine& engine) {
  const auto setter = [](bool (NetEq::*set)(Duration) noexcept) {
    return [set](Engine& self, double ms) { return ((*self).*set)(LengthFrom("delay_ms", ms)); };
  };
  const auto getter = [](Duration (NetEq::*get)() const noexcept) {
    return [get](const Engine& self) { return ToMs(((*self).*get)()); };
  };
  engine
      .def("set_minimum_delay", setter(&NetEq::SetMinimumDelay), py::arg("ms"), "False if refused.")
      .def("set_maximum_delay", setter(&NetEq::SetMaximumDelay), py::arg("ms"), "False if refused.")
      .def("set_base_minimum_delay", setter(&NetEq::SetBaseMinimumDelay), py::arg("ms"),
           "False if refused.")
      .def_property_readonly("target_delay_ms", getter(&NetEq::target_delay))
      .def_property_readonly("unlimited_target_delay_ms", getter(&NetEq::unlimited_target_delay))
      .def_property_readonly("filtered_delay_ms", getter(&NetEq::filtered_delay))
      .def_property_readonly("unplayed_ms", getter(&NetEq::unplayed))
      .def_property_readonly("base_minimum_delay_ms", getter(&NetEq::base_minimum_delay));
}

void BindFigures(BoundEngine& engine) {
  engine
      .def(
          "statistics", [](const Engine& self) { return DictOf(self->statistics()); },
          "Returns the lifetime counters.")
      .def(
          "take_network_statistics",
          [](Engine& self) { return DictOf(self->TakeNetworkStatistics()); },
          "Returns NetEQ's network statistics since the last call.")
      .def(
          "stalls", [](const Engine& self) { return DictOf(self->stalls()); },
          "Returns counts and lengths of long concealments.")
      .def(
          "receiver_report", [](const Engine& self) { return DictOf(self->receiver_report()); },
          "Returns the fields of an RTCP report block (RFC 3550).")
      .def(
          "close_receiver_interval",
          [](Engine& self) { return DictOf(self->CloseReceiverInterval()); },
          "Returns receiver_report() and starts the next interval.")
      .def(
          "clock_drift", [](const Engine& self) { return DictOf(self->clock_drift()); },
          "Returns the drift of the sender's clock.")
      .def("estimator", &Estimator, "Returns the internal values of the delay estimator.")
      .def("decoded_packets", &DecodedPackets, "Returns the packets decoded in the last tick.");
}

}  // namespace

void BindNetEq(py::module_& module) {
  BoundEngine engine(module, "Engine", "The jitter buffer.");
  engine.def(py::init<const Config&, const Plugins&>(), py::arg("config"), py::arg("plugins"))
      .def("register_format", &RegisterFormat, py::arg("payload_type"), py::arg("encoding"),
           py::arg("parameters"), "Registers a payload type.")
      .def("register_defaults", &RegisterDefaults,
           "Registers the default payload types whose numbers are free.")
      .def(
          "register_sdp",
          [](Engine& self, const std::string& rtpmap, const std::string& fmtp) {
            RaiseUnlessOk(self->RegisterSdp(rtpmap, fmtp));
          },
          py::arg("rtpmap"), py::arg("fmtp"), "Registers a payload type from SDP lines.")
      .def(
          "remove_payload_type",
          [](Engine& self, uint8_t number) { self->RemovePayloadType(number); },
          py::arg("payload_type"), "Removes a payload type.")
      .def(
          "remove_all_payload_types", [](Engine& self) { self->RemoveAllPayloadTypes(); },
          "Removes all payload types.")
      .def(
          "insert", &Insert, py::arg("payload"), py::arg("payload_type"), py::arg("sequence"),
          py::arg("timestamp"), py::arg("ssrc"), py::arg("marker"), py::arg("arrival_ms"),
          "Inserts a packet; returns result, whether the timeline changed, and target delay in ms.")
      .def("pull", &Pull, "Returns the audio and the report of the next 10 ms.")
      .def("override_next_operation", &Override, py::arg("operation"),
           "Forces the operation of the next tick.")
      .def("nack_list", &Missing, py::arg("rtt_ms"), "Returns sequence numbers to request again.")
      .def(
          "flush",
          [](Engine& self) {
            self->Flush();
            self.RaiseIfFailed();
          },
          "Discards buffered packets and audio.")
      .def_property_readonly("playout_timestamp", &PlayoutTimestamp);
  BindDelays(engine);
  BindFigures(engine);
}

}  // namespace neteq::python
