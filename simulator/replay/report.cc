// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/replay/report.h"

#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "simulator/replay/call_quality.h"
#include "simulator/replay/reference.h"
#include "simulator/support/json_figures.h"
#include "simulator/support/param_io.h"
#include "simulator/support/text.h"

namespace neteq::sim {
namespace {

using Json = nlohmann::ordered_json;

/// Counts by enum name; zero counts are omitted.
template <class Enum>
Json ToJson(const CountByName<Enum>& counts) {
  Json json = Json::object();
  for (size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] != 0) json[std::string(EnumNames<Enum>::kNames[i])] = counts[i];
  }
  return json;
}

int64_t CountOf(const CountByName<InsertResult>& counts, InsertResult result) {
  return counts[static_cast<size_t>(result)];
}

Json PacketsJson(const ReplayReport& report) {
  const PacketFigures& packets = report.result.packets;
  const auto labelled = [&](const std::map<uint8_t, int64_t>& counts) {
    Json json = Json::object();
    for (const auto& [number, count] : counts) json[report.types.Label(number)] = count;
    return json;
  };
  return {{"count", report.stream.packets.size()},
          {"by_payload_type", labelled(packets.by_payload_type)},
          {"red_blocks", labelled(packets.red_blocks)},
          {"by_insert_result", ToJson<InsertResult>(packets.by_result)},
          {"insert_errors", CountOf(packets.by_result, InsertResult::kUnknownPayloadType) +
                                CountOf(packets.by_result, InsertResult::kUndecodable) +
                                CountOf(packets.by_result, InsertResult::kMalformedRed)},
          {"rtcp_skipped", report.trace.rtcp_skipped()},
          {"malformed_skipped", report.trace.malformed_skipped()},
          {"other_ssrc_skipped", report.stream.other_ssrc_skipped},
          {"lost", packets.network.lost},
          {"late", CountOf(packets.by_result, InsertResult::kTooLate)},
          {"duplicate", packets.network.duplicate},
          {"reordered", packets.network.reordered},
          {"timestamp_step_ratio", RoundedRate(report.result.timestamp_step_ratio)},
          {"min_transit_ms", Rounded(packets.network.min_transit_ms)},
          {"relative_transit_ms", ToJson(Summarize(packets.network.relative_transit_ms))}};
}

/// Restarts of the stream, packets that fit nowhere, and packets that the engine refused.
Json TimeLinesJson(const ReplayReport& report) {
  const PacketFigures& packets = report.result.packets;
  Json refused = Json::object();
  for (const auto& [type, count] : packets.refused_by_payload_type) {
    refused[report.types.Label(type)] = count;
  }
  return {{"restarts", packets.network.restarts},
          {"stray", packets.network.stray},
          {"removed_drift_ppm", Rounded(report.result.drift_ppm)},
          {"refused_by_payload_type", refused}};
}

Json DerivedJson(const DerivedFigures& derived) {
  return {
      {"mean_jitter_buffer_delay_ms", Rounded(derived.mean_jitter_buffer_delay_ms)},
      {"mean_jitter_buffer_target_delay_ms", Rounded(derived.mean_jitter_buffer_target_delay_ms)},
      {"mean_jitter_buffer_minimum_delay_ms", Rounded(derived.mean_jitter_buffer_minimum_delay_ms)},
      {"concealed_pct", RoundedRate(derived.concealed_pct)},
      {"voice_concealed_pct", RoundedRate(derived.voice_concealed_pct)},
      {"accelerate_pct", RoundedRate(derived.accelerate_pct)},
      {"preemptive_pct", RoundedRate(derived.preemptive_pct)},
      {"stretch_pct", RoundedRate(derived.stretch_pct)},
      {"delayed_packet_outage_pct", RoundedRate(derived.delayed_packet_outage_pct)},
      {"concealment_events_per_min", Rounded(derived.concealment_events_per_min)}};
}

Json NetworkStatsJson(const NetworkStatsMean& mean) {
  return {{"samples", mean.samples},
          {"expand_rate", RoundedRate(mean.expand_rate)},
          {"speech_expand_rate", RoundedRate(mean.speech_expand_rate)},
          {"accelerate_rate", RoundedRate(mean.accelerate_rate)},
          {"preemptive_rate", RoundedRate(mean.preemptive_rate)},
          {"preferred_buffer_size_ms", Rounded(mean.preferred_buffer_size_ms)},
          {"current_buffer_size_ms", Rounded(mean.current_buffer_size_ms)}};
}

/// Null without a return path.
Json NackJson(const std::optional<NackFigures>& nack) {
  if (!nack) return {};
  return {{"requests", nack->requests},
          {"packets_requested", nack->packets_requested},
          {"retransmissions", nack->retransmissions},
          {"lost_again", nack->lost_again},
          {"received", nack->received},
          {"in_time", nack->in_time}};
}

Json PerTickJson(const TickFigures& ticks) {
  return {{"current_buffer_size_ms", ToJson(ticks.current_buffer_size_ms)},
          {"target_delay_ms", ToJson(ticks.target_delay_ms)},
          {"filtered_delay_ms", ToJson(ticks.filtered_delay_ms)},
          {"operation", ToJson<Operation>(ticks.by_operation)},
          {"reason", ToJson<Reason>(ticks.by_reason)},
          {"decided_operation", ToJson<Operation>(ticks.by_decided_operation)},
          {"decided_reason", ToJson<Reason>(ticks.by_decided_reason)}};
}

Json OperationTimingJson(const Timing& timing) {
  Json json = Json::object();
  const Timing::ByOperation all = timing.OfOperations();
  for (size_t i = 0; i < all.size(); ++i) {
    if (all[i].ticks == 0) continue;
    json[std::string(EnumNames<Operation>::kNames[i])] = {
        {"ticks", all[i].ticks},
        {"floor_mean_ns", Rounded(all[i].floor_mean_ns)},
        {"engine_ns", Rounded(all[i].engine_ns)}};
  }
  return json;
}

Json RoundedEach(const std::vector<double>& values) {
  Json json = Json::array();
  for (const double value : values) json.push_back(Rounded(value));
  return json;
}

Json TimingJson(const Timing& timing) {
  Json json = {{"repeat", timing.repeat}};
  if (timing.repeat == 0) {
    json["get_audio_ns"] = {{"mean", Rounded(timing.recording_get_audio_ns)}};
  } else {
    json["timer_overhead_ns"] = Rounded(timing.timer_overhead_ns);
    const Summary get_audio = timing.get_audio.All();
    json["get_audio_ns"] = {{"mean", Rounded(get_audio.mean)},
                            {"p50", get_audio.p50},
                            {"p95", get_audio.p95},
                            {"p99", get_audio.p99},
                            {"max", get_audio.max},
                            {"floor_mean", Rounded(timing.get_audio.FloorMean())},
                            {"mean_per_repeat", RoundedEach(timing.get_audio.MeanPerPass())}};
    json["insert_packet_ns"] = {
        {"mean", Rounded(timing.insert_packet.All().mean)},
        {"floor_mean", Rounded(timing.insert_packet.FloorMean())},
        {"mean_per_repeat", RoundedEach(timing.insert_packet.MeanPerPass())}};
    json["decoder_ns"] = {{"floor_mean", Rounded(timing.decoding.FloorMean())}};
    json["engine_ns"] = {{"floor_mean", Rounded(timing.EngineNs())}};
    json["by_operation"] = OperationTimingJson(timing);
  }
  json["wall_s"] = RoundedRate(timing.wall_s);
  json["realtime_factor"] = Rounded(timing.realtime_factor);
  return json;
}

double DurationS(int64_t ticks) { return static_cast<double>(ticks) * ToMs(kTick) / 1000.0; }

std::string HexHash(uint64_t hash) {
  return FormatHex(static_cast<uint32_t>(hash >> 32U)).substr(2) +
         FormatHex(static_cast<uint32_t>(hash)).substr(2);
}

}  // namespace

DerivedFigures Derive(const ReplayResult& result) {
  const Statistics& s = result.lifetime_in_stream;
  const auto ratio = [](uint64_t part, uint64_t whole) {
    return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
  };
  const auto percent = [&](uint64_t part) { return 100.0 * ratio(part, s.total_samples_received); };
  const uint64_t emitted = s.jitter_buffer_emitted_count;
  const double minutes = DurationS(result.ticks_in_stream) / 60.0;
  return {.mean_jitter_buffer_delay_ms = ratio(s.jitter_buffer_delay_ms, emitted),
          .mean_jitter_buffer_target_delay_ms = ratio(s.jitter_buffer_target_delay_ms, emitted),
          .mean_jitter_buffer_minimum_delay_ms = ratio(s.jitter_buffer_minimum_delay_ms, emitted),
          .concealed_pct = percent(s.concealed_samples),
          .voice_concealed_pct = percent(s.concealed_samples - s.silent_concealed_samples),
          .accelerate_pct = percent(s.removed_samples_for_acceleration),
          .preemptive_pct = percent(s.inserted_samples_for_deceleration),
          .stretch_pct =
              percent(s.removed_samples_for_acceleration + s.inserted_samples_for_deceleration),
          .delayed_packet_outage_pct = percent(s.delayed_packet_outage_samples),
          .concealment_events_per_min =
              minutes == 0.0 ? 0.0 : static_cast<double>(s.concealment_events) / minutes};
}

std::string JsonReport(const ReplayReport& report) {
  const ReplayResult& result = report.result;
  const Json json = {{"tool", "neteq"},
                     {"version", report.version},
                     {"format_version", kReportFormat},
                     {"input", report.input},
                     {"preset", report.preset},
                     {"config", ConfigToJson(report.config)},
                     {"packets", PacketsJson(report)},
                     {"duration_s", Rounded(DurationS(result.ticks.count))},
                     {"ticks", result.ticks.count},
                     {"output_sample_rate_hz", result.output_sample_rate_hz},
                     {"output_channels", result.output_channels},
                     {"muted_frames", result.ticks.muted},
                     {"lifetime", FiguresToJson(result.lifetime)},
                     {"lifetime_in_stream", FiguresToJson(result.lifetime_in_stream)},
                     {"derived", DerivedJson(Derive(result))},
                     {"playout_delay_ms", ToJson(result.ticks.playout_delay_ms)},
                     {"time_lines", TimeLinesJson(report)},
                     {"network_stats_mean", NetworkStatsJson(result.network_stats_mean)},
                     {"nack", NackJson(result.nack)},
                     {"call_quality", CallQualityJson(report)},
                     {"reference_quality", QualityJson(report.quality)},
                     {"per_tick", PerTickJson(result.ticks)},
                     {"timing", TimingJson(result.timing)},
                     {"pcm_fnv1a", HexHash(result.pcm_hash)},
                     {"deterministic", result.is_deterministic}};
  return json.dump(2) + '\n';
}

}  // namespace neteq::sim
