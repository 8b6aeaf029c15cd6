// SPDX-License-Identifier: BSD-3-Clause
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
#include "bindings/tick_report.h"
#include "bindings/traces.h"
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include "neteq/config.h"
#include "neteq/neteq.h"
#include "neteq/network_statistics.h"
#include "neteq/research.h"
#include "neteq/sdp.h"
#include "neteq/snapshot.h"
#include "neteq/statistics.h"
#include "simulator/support/codecs.h"

namespace py = pybind11;

namespace neteq::python {
namespace {

/// Replaces an open output format (0) by the default of Config.
Config WithFixedFormat(Config config) {
  if (config.output_rate_hz == 0) config.output_rate_hz = Config().output_rate_hz;
  if (config.output_channels == 0) config.output_channels = Config().output_channels;
  return config;
}

/// The engine together with the exceptions of its callbacks.
class Engine {
 public:
  Engine(const Config& config, const Plugins& plugins)
      : error_(std::make_shared<CallbackError>()),
        engine_(ValueOf(CreateWithControllers(WithFixedFormat(config),
                                              ControllersOf(plugins, config, error_)()))),
        output_(engine_->Inspect().output) {
    error_->Raise();
  }

  NetEq& operator*() { return *engine_; }
  const NetEq& operator*() const { return *engine_; }
  NetEq* operator->() { return engine_.get(); }
  const NetEq* operator->() const { return engine_.get(); }
  /// Raises the exception of a callback. Call after every engine call that may invoke one.
  void RaiseIfFailed() { error_->Raise(); }
  /// An uninitialized array for the output of one tick.
  py::array_t<float> NewTick() const {
    return NewAudio(output_.channels, SampleRate(output_.rate_hz).tick_samples());
  }

 private:
  SharedCallbackError error_;
  std::unique_ptr<NetEq> engine_;
  OutputFormat output_;
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
  RaiseUnlessOk(engine->RegisterDecoder(payload_type, ValueOf(sim::MakeToolDecoder(format))));
}

void RegisterFormat(Engine& engine, uint8_t payload_type, const std::string& encoding,
                    const std::string& parameters) {
  Register(engine, payload_type, ValueOf(ParseSdpFormat(encoding, parameters)));
}

void RegisterDefaults(Engine& engine) {
  const auto types = sim::PayloadTypes::Defaults();
  for (uint8_t number = 0; number < 128; ++number) {
    const auto& format = types.Find(number);
    if (!format) continue;
    const bool is_speech = format->role == PayloadRole::kSpeech;
    if (!is_speech || sim::MakeToolDecoder(*format).ok()) Register(engine, number, *format);
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

/// Returns the audio (channels, samples) of the next tick and the fields of its TickReport.
py::tuple Pull(Engine& engine) {
  auto audio = engine.NewTick();
  const TickReport& report = engine->GetAudio(WritableViewOf(audio));
  engine.RaiseIfFailed();
  return py::make_tuple(audio, TupleOf(report));
}

void Override(Engine& engine, int operation) {
  constexpr int kCount = static_cast<int>(EnumNames<Operation>::kNames.size());
  if (operation < 0 || operation >= kCount) {
    throw py::value_error("operation: expected an Operation");
  }
  OverrideNextOperation(*engine, static_cast<Operation>(operation));
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
  const delay::EstimatorReport report = EstimatorReportOf(*engine);
  py::dict dict;
  dict["quantile_delay_ms"] = ToMs(report.quantile_delay);
  dict["peak_delay_ms"] = ToMs(report.peak_delay);
  dict["peak_mode"] = report.peak_mode;
  dict["fast_delay_ms"] = ToMs(report.fast_delay);
  dict["slow_delay_ms"] = ToMs(report.slow_delay);
  dict["fast_weight"] = report.fast_weight;
  dict["queue_height_ms"] = ToMs(report.queue_height);
  dict["underrun_delay_ms"] = ToMs(report.underrun_delay);
  dict["reorder_delay_ms"] = ToMs(report.reorder_delay);
  dict["arrival_delay_ms"] = ToMs(report.arrival_delay);
  dict["reserve_ms"] = ToMs(report.reserve);
  dict["clock_drift_ppm"] = report.clock_drift_ppm;
  return dict;
}

void SetDelayBounds(Engine& engine, std::optional<double> minimum_ms,
                    std::optional<double> maximum_ms, std::optional<double> base_minimum_ms) {
  DelayBounds bounds = engine->Inspect().delay_bounds;
  if (minimum_ms) bounds.minimum = LengthFrom("minimum_ms", *minimum_ms);
  if (maximum_ms) bounds.maximum = LengthFrom("maximum_ms", *maximum_ms);
  if (base_minimum_ms) bounds.base_minimum = LengthFrom("base_minimum_ms", *base_minimum_ms);
  RaiseUnlessOk(engine->SetDelayBounds(bounds));
}

void SetServiceLevel(Engine& engine, double max_late_percent, double max_delay_ms) {
  RaiseUnlessOk(engine->SetServiceLevel({.max_late_percent = max_late_percent,
                                         .max_delay = LengthFrom("max_delay_ms", max_delay_ms)}));
}

py::dict Service(const delay::ServiceReport& report) {
  const auto ms = [](const std::optional<Timestamp>& since) -> py::object {
    if (!since) return py::none();
    return py::float_(ToMs(since->time_since_epoch()));
  };
  py::dict dict;
  dict["max_late_percent"] = report.level.max_late_percent;
  dict["max_delay_ms"] = ToMs(report.level.max_delay);
  dict["late_since_ms"] = ms(report.late_since);
  dict["slow_since_ms"] = ms(report.slow_since);
  return dict;
}

/// Returns the fields of a Snapshot, in the order of Snapshot in neteq/engine.py.
py::tuple Inspect(const Engine& engine) {
  const Snapshot state = engine->Inspect();
  const auto timestamp = state.playout_timestamp ? std::optional(state.playout_timestamp->value())
                                                 : std::optional<uint32_t>();
  return py::make_tuple(ToMs(state.target_delay), ToMs(state.unlimited_target_delay),
                        ToMs(state.filtered_delay), ToMs(state.unplayed),
                        ToMs(state.delay_bounds.minimum), ToMs(state.delay_bounds.maximum),
                        ToMs(state.delay_bounds.base_minimum), timestamp, DictOf(state.stalls),
                        DictOf(state.receiver_report), DictOf(state.clock_drift),
                        ToMs(state.device_period), state.timestamp_step_ratio, state.output.rate_hz,
                        state.output.channels, Service(state.service));
}

using BoundEngine = py::class_<Engine>;

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
          "close_receiver_interval",
          [](Engine& self) { return DictOf(self->CloseReceiverInterval()); },
          "Returns the fields of an RTCP report block (RFC 3550) and starts the next interval.")
      .def("inspect", &Inspect, "Returns the fields of a Snapshot.")
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
           "Registers the default payload types. Call it before any other registration.")
      .def(
          "register_sdp",
          [](Engine& self, const std::string& rtpmap, const std::string& fmtp) {
            RaiseUnlessOk(RegisterSdp(*self, rtpmap, fmtp, sim::ToolCodecs()));
          },
          py::arg("rtpmap"), py::arg("fmtp"), "Registers a payload type from SDP lines.")
      .def(
          "remove_payload_type",
          [](Engine& self, uint8_t number) { self->RemovePayloadType(number); },
          py::arg("payload_type"), "Removes a payload type.")
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
      .def("set_delay_bounds", &SetDelayBounds, py::arg("minimum_ms"), py::arg("maximum_ms"),
           py::arg("base_minimum_ms"), "Sets the given bounds and keeps the others.")
      .def("set_service_level", &SetServiceLevel, py::arg("max_late_percent"),
           py::arg("max_delay_ms"), "Sets the service level; 0 removes a limit.");
  BindFigures(engine);
}

}  // namespace neteq::python
