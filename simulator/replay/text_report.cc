// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "simulator/replay/call_quality.h"
#include "simulator/replay/report.h"
#include "simulator/support/text.h"
#include "simulator/support/text_table.h"

namespace neteq::sim {
namespace {

std::string Count(int64_t count) { return std::to_string(count); }
std::string Count(uint64_t count) { return std::to_string(count); }

/// Packets that the engine could not use, by payload type; empty if there are none.
std::string RefusedLine(const ReplayReport& report) {
  std::string text;
  for (const auto& [type, count] : report.result.packets.refused_by_payload_type) {
    text += (text.empty() ? "" : ", ") + Count(count) + " of " + report.types.Label(type);
  }
  if (text.empty()) return {};
  return LabelLine("Refused", text + "; --pt names codecs");
}

std::string TraceLines(const ReplayReport& report) {
  const ReplayResult& result = report.result;
  const PacketFigures& packets = report.result.packets;
  const auto sent = static_cast<int64_t>(report.stream.packets.size()) + packets.network.lost -
                    packets.network.duplicate;
  const double lost_pct =
      100.0 * static_cast<double>(packets.network.lost) / static_cast<double>(sent);
  const std::string channels = std::to_string(result.output_channels) +
                               (result.output_channels == 1 ? " channel" : " channels");
  return LabelLine("Trace", report.input + " (" + report.stream.format.Encoding() + ", SSRC " +
                                FormatHex(report.stream.ssrc) + ')') +
         LabelLine("Played", FormatFixed(static_cast<double>(result.ticks.count) * 0.01, 2) +
                                 " s, " + std::to_string(result.output_sample_rate_hz) + " Hz, " +
                                 channels + ", preset " + report.preset) +
         LabelLine(
             "Packets",
             JoinCounts({{Count(static_cast<int64_t>(report.stream.packets.size())), "received"},
                         {Count(packets.network.lost) + " (" + PercentText(lost_pct) + ')', "lost"},
                         {Count(packets.network.duplicate), "duplicate"},
                         {Count(packets.network.reordered), "reordered"}})) +
         LabelLine(
             "", JoinCounts({{Count(packets.by_result[static_cast<size_t>(InsertResult::kTooLate)]),
                              "late"},
                             {Count(result.lifetime.packets_discarded), "discarded in total"},
                             {Count(report.trace.malformed_skipped()), "malformed"},
                             {Count(report.stream.other_ssrc_skipped), "of other streams"}})) +
         RefusedLine(report);
}

/// Names a sender whose timestamps step by another length than its packets. Empty for others.
std::string StepLine(const ReplayResult& result) {
  // Heuristic: half a percent is a packet in 4 s, more than any clock drifts.
  constexpr double kLeastDeviation = 0.005;
  const double ratio = result.timestamp_step_ratio;
  if (std::abs(ratio - 1.0) < kLeastDeviation) return {};
  return LabelLine("", "timestamps step by " + FormatFixed(ratio, 3) +
                           " of the decoded length: wrong clock rate or packet length");
}

std::string SoundLines(const ReplayReport& report) {
  const DerivedFigures derived = Derive(report.result);
  const Statistics& statistics = report.result.lifetime_in_stream;
  const double expand_pct = 100.0 * report.result.network_stats_mean.expand_rate;
  return LabelLine("Stretched",
                   JoinCounts({{PercentText(derived.accelerate_pct), "accelerate"},
                               {PercentText(derived.preemptive_pct), "preemptive expand"},
                               {PercentText(derived.stretch_pct), "in total"}})) +
         LabelLine("Concealed", JoinCounts({{PercentText(derived.concealed_pct), "of the samples"},
                                            {Count(statistics.concealment_events), "events"},
                                            {PercentText(expand_pct), "expand rate"}})) +
         LabelLine("Interruptions",
                   JoinCounts({{Count(statistics.interruption_count), "of at least 150 ms"},
                               {Count(statistics.total_interruption_duration_ms), "ms in total"}}));
}

std::string QualityLines(const ReplayReport& report) {
  if (!report.result.e_model) {
    return LabelLine("E-model", "none: no packet could be decoded");
  }
  const EModelFigures& figures = *report.result.e_model;
  const Stalls& stalls = report.result.stalls.stalls_150ms;
  return LabelLine("Stalls", JoinCounts({{FormatFixed(stalls.count_per_100_s, 2), "per 100 s"},
                                         {FormatFixed(stalls.stalled_ms_per_100_s, 0),
                                          "ms per 100 s, of at least 150 ms"}})) +
         LabelLine("E-model", JoinCounts({{FormatFixed(figures.r_factor, 1), "R"},
                                          {FormatFixed(figures.mos_cq, 2), "conversational MOS"},
                                          {FormatFixed(figures.mos_lq, 2), "listening MOS"}}));
}

std::string ReferenceLines(const std::optional<QualityReport>& quality) {
  if (!quality) return {};
  const QualityFigures& figures = quality->figures;
  return LabelLine("Reference",
                   JoinCounts({{FormatFixed(figures.estoi, 3), "ESTOI"},
                               {FormatFixed(figures.log_spectral_distance_db, 2), "dB LSD"},
                               {FormatFixed(figures.segmental_snr_db, 1), "dB segmental SNR"},
                               {FormatFixed(figures.heard_pct, 1), "% found"}})) +
         LabelLine(
             "Mouth to ear",
             JoinCounts({{FormatFixed(figures.mouth_to_ear_mean_ms, 1), "ms"},
                         {FormatFixed(figures.mouth_to_ear_p95_ms, 1), "ms (95th percentile)"}}));
}

std::string NackLine(const std::optional<NackFigures>& nack) {
  if (!nack) return {};
  return LabelLine("NACK", JoinCounts({{Count(nack->packets_requested), "packets"},
                                       {Count(nack->requests), "requests"},
                                       {Count(nack->received), "retransmissions received"},
                                       {Count(nack->in_time), "in time"}}));
}

template <class Enum>
std::string CountLine(std::string_view label, const CountByName<Enum>& counts) {
  std::vector<std::pair<std::string, std::string_view>> items;
  for (size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] != 0) items.emplace_back(Count(counts[i]), EnumNames<Enum>::kNames[i]);
  }
  return LabelLine(label, JoinCounts(items));
}

/// Empty without timing passes.
std::string TimingLines(const Timing& timing) {
  if (timing.repeat == 0) return {};
  const auto us = [](double ns) { return FormatFixed(ns / 1000.0, 2) + " us "; };
  return '\n' + LabelLine("Speed", FormatFixed(timing.realtime_factor, 0) + " times real time") +
         LabelLine("", us(timing.get_audio.FloorMean()) + "per tick (minimum of " +
                           std::to_string(timing.repeat) + " passes), " +
                           us(timing.insert_packet.FloorMean()) + "per packet") +
         LabelLine("", us(timing.decoding.FloorMean()) + "per tick in the decoder, " +
                           us(timing.EngineNs()) + "in the engine");
}

}  // namespace

std::string TextReport(const ReplayReport& report) {
  const TickFigures& ticks = report.result.ticks;
  return TraceLines(report) + StepLine(report.result) + '\n' + SummaryHead("Delay in ms") +
         SummaryRow("network", Summarize(report.result.packets.network.relative_transit_ms)) +
         SummaryRow("target", ticks.target_delay_ms) +
         SummaryRow("buffer level", ticks.current_buffer_size_ms) +
         SummaryRow("playout", ticks.playout_delay_ms) + '\n' + SoundLines(report) +
         QualityLines(report) + ReferenceLines(report.quality) + NackLine(report.result.nack) +
         CountLine<Operation>("Ticks", ticks.by_operation) + TimingLines(report.result.timing);
}

}  // namespace neteq::sim
