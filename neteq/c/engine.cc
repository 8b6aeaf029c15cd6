// SPDX-License-Identifier: BSD-3-Clause
#include <memory>
#include <new>
#include <string_view>
#include <utility>

#include "neteq/base/range.h"
#include "neteq/c/callback_decoder.h"
#include "neteq/c/convert.h"
#include "neteq/c/last_error.h"
#include "neteq/c/neteq.h"
#include "neteq/c/sized_struct.h"
#include "neteq/config.h"
#include "neteq/neteq.h"
#include "neteq/network_statistics.h"
#include "neteq/rtp_parser.h"
#include "neteq/sdp.h"
#include "neteq/settings.h"
#include "neteq/snapshot.h"
#include "neteq/statistics.h"

struct neteq_engine {
  std::unique_ptr<neteq::NetEq> neteq;
  neteq_refused_packet_log log = nullptr;
  void* log_user = nullptr;
};

namespace neteq::c {
namespace {

neteq_status NullPointer(std::string_view message) noexcept {
  return Fail(NETEQ_INVALID_ARGUMENT, message);
}
neteq_status NullEngine() noexcept { return NullPointer("the engine is null"); }

/// Runs the body of a [setup] function, which returns a Status, and turns exceptions into errors.
template <class Body>
neteq_status Guarded(Body&& body) noexcept {
  try {
    return StatusOf(body());
  } catch (const std::bad_alloc&) {
    return Fail(NETEQ_OUT_OF_MEMORY, "out of memory");
  } catch (...) {
    return Fail(NETEQ_INTERNAL_ERROR, "an exception");
  }
}

Status CheckPayloadType(int32_t payload_type) {
  return CheckRange("payload type", payload_type, 0, 127);
}

Result<Config> ConfigOf(const char* preset, const neteq_setting* settings, size_t count) {
  const auto params = PresetParams(preset == nullptr ? "default" : preset);
  if (!params.ok()) return params.status();
  Config config;
  config.params = *params;
  for (size_t i = 0; i < count; ++i) {
    if (settings[i].name == nullptr || settings[i].value == nullptr)
      return Status(StatusCode::kInvalidArgument, "a setting has no name or no value");
    if (Status status = SetSetting(config, settings[i].name, settings[i].value); !status.ok())
      return status;
  }
  return config;
}

bool IsRefused(InsertResult result) {
  switch (result) {
    case InsertResult::kInserted:
    case InsertResult::kInsertedOldDropped:
    case InsertResult::kReplaced:
    case InsertResult::kEmpty:
    case InsertResult::kTelephoneEvent:
      return false;
    default:
      return true;
  }
}

neteq_status Insert(neteq_engine& engine, const RtpPacketView& packet, int64_t now_us,
                    neteq_arrival_report* report) noexcept {
  if (report != nullptr) {
    if (const neteq_status status = CheckStruct(report); status != NETEQ_OK) return status;
  }
  const ArrivalReport arrival = engine.neteq->InsertPacket(packet, Timestamp(Duration(now_us)));
  if (report != nullptr) Fill(ToC(arrival), report);
  if (engine.log != nullptr && IsRefused(arrival.result)) {
    const neteq_rtp_packet refused = ToC(packet);
    engine.log(engine.log_user, &refused, static_cast<int32_t>(arrival.result));
  }
  return NETEQ_OK;
}

/// Pulls one tick into `out` and fills `report` unless it is null.
template <class Output>
neteq_status Pull(neteq_engine& engine, Output out, neteq_tick_report* report) noexcept {
  if (report != nullptr) {
    if (const neteq_status status = CheckStruct(report); status != NETEQ_OK) return status;
  }
  const TickReport& tick = engine.neteq->GetAudio(out);
  if (report != nullptr) Fill(ToC(tick), report);
  if (tick.output_too_small) return Fail(NETEQ_OUT_OF_RANGE, "the output is too small for a tick");
  return NETEQ_OK;
}

/// Fills `out` with `make(engine)`.
template <class Struct, class Make>
neteq_status Report(const neteq_engine* engine, Struct* out, Make&& make) noexcept {
  if (engine == nullptr) return NullEngine();
  if (const neteq_status status = CheckStruct(out); status != NETEQ_OK) return status;
  if constexpr (requires { ToC(make(*engine->neteq)); }) {
    Fill(ToC(make(*engine->neteq)), out);
    return NETEQ_OK;
  } else {
    return FillDeclared(make(*engine->neteq), out);
  }
}

template <class Enum>
const char* NameOrNull(int32_t value) noexcept {
  const auto& names = EnumNames<Enum>::kNames;  // each one ends in a zero byte
  const auto index = static_cast<size_t>(value);
  return value >= 0 && index < names.size() ? names[index].data() : nullptr;
}

}  // namespace
}  // namespace neteq::c

using namespace neteq::c;  // NOLINT(google-build-using-namespace)

extern "C" {

neteq_status neteq_create(const char* preset, const neteq_setting* settings, size_t setting_count,
                          neteq_engine** engine) noexcept {
  if (engine == nullptr) return NullPointer("the address for the engine is null");
  *engine = nullptr;
  if (settings == nullptr && setting_count > 0) return NullPointer("the settings are null");
  return Guarded([&]() -> neteq::Status {
    const auto config = ConfigOf(preset, settings, setting_count);
    if (!config.ok()) return config.status();
    auto created = neteq::NetEq::Create(*config);
    if (!created.ok()) return created.status();
    *engine = new neteq_engine{.neteq = std::move(*created)};
    return {};
  });
}

void neteq_destroy(neteq_engine* engine) noexcept { delete engine; }

const char* neteq_preset_name(size_t index) noexcept {
  const auto presets = neteq::Presets();
  return index < presets.size() ? presets[index].name.data() : nullptr;
}

neteq_status neteq_register_sdp(neteq_engine* engine, const char* rtpmap,
                                const char* fmtp) noexcept {
  if (engine == nullptr) return NullEngine();
  if (rtpmap == nullptr) return NullPointer("rtpmap is null");
  return Guarded([&] { return RegisterSdp(*engine->neteq, rtpmap, fmtp == nullptr ? "" : fmtp); });
}

neteq_status neteq_register_role(neteq_engine* engine, int32_t payload_type, int32_t role,
                                 int32_t clock_rate_hz) noexcept {
  if (engine == nullptr) return NullEngine();
  return Guarded([&]() -> neteq::Status {
    if (neteq::Status status = CheckPayloadType(payload_type); !status.ok()) return status;
    neteq::Status status =
        neteq::CheckRange("role", role, NETEQ_ROLE_SPEECH, NETEQ_ROLE_TELEPHONE_EVENT);
    if (!status.ok()) return status;
    return engine->neteq->RegisterPayloadType(static_cast<uint8_t>(payload_type),
                                              static_cast<neteq::PayloadRole>(role),
                                              neteq::RtpClockRate(clock_rate_hz));
  });
}

neteq_status neteq_register_decoder(neteq_engine* engine, int32_t payload_type,
                                    const neteq_decoder* decoder) noexcept {
  if (engine == nullptr) return NullEngine();
  neteq_decoder callbacks{};
  if (const neteq_status status = Read(decoder, callbacks); status != NETEQ_OK) return status;
  if (callbacks.inspect == nullptr || callbacks.decode == nullptr || callbacks.reset == nullptr)
    return NullPointer("a decoder needs inspect, decode and reset");
  return Guarded([&]() -> neteq::Status {
    if (neteq::Status status = CheckPayloadType(payload_type); !status.ok()) return status;
    const auto is_owner = std::make_shared<bool>(false);
    neteq::Status status = engine->neteq->RegisterDecoder(
        static_cast<uint8_t>(payload_type), std::make_unique<CallbackDecoder>(callbacks, is_owner));
    *is_owner = status.ok();
    return status;
  });
}

neteq_status neteq_remove_payload_type(neteq_engine* engine, int32_t payload_type) noexcept {
  if (engine == nullptr) return NullEngine();
  return Guarded([&]() -> neteq::Status {
    if (neteq::Status status = CheckPayloadType(payload_type); !status.ok()) return status;
    engine->neteq->RemovePayloadType(static_cast<uint8_t>(payload_type));
    return {};
  });
}

neteq_status neteq_set_log(neteq_engine* engine, neteq_refused_packet_log log,
                           void* user) noexcept {
  if (engine == nullptr) return NullEngine();
  engine->log = log;
  engine->log_user = user;
  return NETEQ_OK;
}

neteq_status neteq_set_delay_bounds(neteq_engine* engine,
                                    const neteq_delay_bounds* bounds) noexcept {
  if (engine == nullptr) return NullEngine();
  neteq_delay_bounds given{};
  if (const neteq_status status = Read(bounds, given); status != NETEQ_OK) return status;
  return Guarded([&] {
    return engine->neteq->SetDelayBounds({.minimum = neteq::Duration(given.minimum_us),
                                          .maximum = neteq::Duration(given.maximum_us),
                                          .base_minimum = neteq::Duration(given.base_minimum_us)});
  });
}

neteq_status neteq_set_service_level(neteq_engine* engine,
                                     const neteq_service_level* level) noexcept {
  if (engine == nullptr) return NullEngine();
  neteq_service_level given{};
  if (const neteq_status status = Read(level, given); status != NETEQ_OK) return status;
  return Guarded([&] {
    return engine->neteq->SetServiceLevel({.max_late_percent = given.max_late_percent,
                                           .max_delay = neteq::Duration(given.max_delay_us)});
  });
}

neteq_status neteq_parse_rtp(const uint8_t* bytes, size_t byte_count,
                             neteq_rtp_packet* packet) noexcept {
  if (bytes == nullptr && byte_count > 0) return NullPointer("the bytes are null");
  if (const neteq_status status = CheckStruct(packet); status != NETEQ_OK) return status;
  const auto parsed = neteq::ParseRtp({reinterpret_cast<const std::byte*>(bytes), byte_count});
  if (!parsed) return NETEQ_UNREADABLE;
  Fill(ToC(*parsed), packet);
  return NETEQ_OK;
}

neteq_status neteq_insert_packet(neteq_engine* engine, const neteq_rtp_packet* packet,
                                 int64_t now_us, neteq_arrival_report* report) noexcept {
  if (engine == nullptr) return NullEngine();
  neteq_rtp_packet given{};
  if (const neteq_status status = Read(packet, given); status != NETEQ_OK) return status;
  neteq::RtpPacketView view;
  if (const neteq_status status = FromC(given, view); status != NETEQ_OK) return status;
  return Insert(*engine, view, now_us, report);
}

neteq_status neteq_insert_datagram(neteq_engine* engine, const uint8_t* bytes, size_t byte_count,
                                   int64_t now_us, neteq_arrival_report* report) noexcept {
  if (engine == nullptr) return NullEngine();
  if (bytes == nullptr && byte_count > 0) return NullPointer("the bytes are null");
  const auto packet = neteq::ParseRtp({reinterpret_cast<const std::byte*>(bytes), byte_count});
  if (!packet) return NETEQ_UNREADABLE;
  return Insert(*engine, *packet, now_us, report);
}

neteq_status neteq_get_audio_s16(neteq_engine* engine, int16_t* out, size_t capacity,
                                 neteq_tick_report* report) noexcept {
  if (engine == nullptr) return NullEngine();
  if (out == nullptr) return NullPointer("the output is null");
  return Pull(*engine, std::span(out, capacity), report);
}

neteq_status neteq_get_audio_planar(neteq_engine* engine, float* out, int32_t channels,
                                    int32_t samples_per_channel,
                                    neteq_tick_report* report) noexcept {
  if (engine == nullptr) return NullEngine();
  if (out == nullptr) return NullPointer("the output is null");
  if (channels < 0 || samples_per_channel < 0)
    return Fail(NETEQ_OUT_OF_RANGE, "the size of the output is negative");
  return Pull(*engine, neteq::AudioView(out, channels, samples_per_channel, samples_per_channel),
              report);
}

neteq_status neteq_get_last_tick(const neteq_engine* engine, neteq_tick_report* report) noexcept {
  return Report(engine, report, [](const neteq::NetEq& neteq) { return neteq.last_tick(); });
}

size_t neteq_packet_info_count(const neteq_engine* engine) noexcept {
  return engine == nullptr ? 0 : engine->neteq->packet_infos().size();
}

neteq_status neteq_get_packet_info(const neteq_engine* engine, size_t index,
                                   neteq_packet_info* info) noexcept {
  if (engine != nullptr && index >= neteq_packet_info_count(engine))
    return Fail(NETEQ_OUT_OF_RANGE, "the last tick decoded fewer packets");
  return Report(engine, info,
                [&](const neteq::NetEq& neteq) { return neteq.packet_infos()[index]; });
}

neteq_status neteq_nack_list(neteq_engine* engine, int64_t rtt_us, uint16_t* out, size_t capacity,
                             size_t* count) noexcept {
  if (engine == nullptr) return NullEngine();
  if (count == nullptr || (out == nullptr && capacity > 0)) return NullPointer("an output is null");
  *count = static_cast<size_t>(
      engine->neteq->NackList(neteq::Duration(rtt_us), std::span(out, capacity)));
  return NETEQ_OK;
}

neteq_status neteq_flush(neteq_engine* engine) noexcept {
  if (engine == nullptr) return NullEngine();
  engine->neteq->Flush();
  return NETEQ_OK;
}

neteq_status neteq_inspect(const neteq_engine* engine, neteq_snapshot* snapshot) noexcept {
  return Report(engine, snapshot, [](const neteq::NetEq& neteq) { return neteq.Inspect(); });
}

neteq_status neteq_get_stalls(const neteq_engine* engine, neteq_stall_report* stalls) noexcept {
  return Report(engine, stalls, [](const neteq::NetEq& neteq) { return neteq.Inspect().stalls; });
}

neteq_status neteq_get_clock_drift(const neteq_engine* engine, neteq_clock_drift* drift) noexcept {
  return Report(engine, drift,
                [](const neteq::NetEq& neteq) { return neteq.Inspect().clock_drift; });
}

neteq_status neteq_get_service(const neteq_engine* engine, neteq_service_report* report) noexcept {
  return Report(engine, report, [](const neteq::NetEq& neteq) { return neteq.Inspect().service; });
}

neteq_status neteq_get_receiver_report(const neteq_engine* engine,
                                       neteq_receiver_report* report) noexcept {
  return Report(engine, report,
                [](const neteq::NetEq& neteq) { return neteq.Inspect().receiver_report; });
}

neteq_status neteq_close_receiver_interval(neteq_engine* engine,
                                           neteq_receiver_report* report) noexcept {
  return Report(engine, report, [](neteq::NetEq& neteq) { return neteq.CloseReceiverInterval(); });
}

neteq_status neteq_get_statistics(const neteq_engine* engine,
                                  neteq_statistics* statistics) noexcept {
  return Report(engine, statistics, [](const neteq::NetEq& neteq) { return neteq.statistics(); });
}

neteq_status neteq_take_network_statistics(neteq_engine* engine,
                                           neteq_network_statistics* statistics) noexcept {
  return Report(engine, statistics,
                [](neteq::NetEq& neteq) { return neteq.TakeNetworkStatistics(); });
}

const char* neteq_operation_name(int32_t operation) noexcept {
  return NameOrNull<neteq::Operation>(operation);
}
const char* neteq_reason_name(int32_t reason) noexcept { return NameOrNull<neteq::Reason>(reason); }
const char* neteq_speech_type_name(int32_t speech_type) noexcept {
  return NameOrNull<neteq::SpeechType>(speech_type);
}
const char* neteq_insert_name(int32_t insert) noexcept {
  return NameOrNull<neteq::InsertResult>(insert);
}

}  // extern "C"
