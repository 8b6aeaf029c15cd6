// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "simulator/report.h"
#include "simulator/text.h"

namespace neteq::sim {
namespace {

constexpr size_t kLabelWidth = 16;
constexpr size_t kColumnWidth = 9;

std::string PadRight(std::string text, size_t width) {
  text.resize(std::max(text.size(), width), ' ');
  return text;
}

std::string PadLeft(const std::string& text, size_t width) {
  return std::string(width - std::min(width, text.size()), ' ') + text;
}

std::string Line(std::string_view label, const std::string& text) {
  return PadRight(std::string(label), kLabelWidth) + text + '\n';
}

/// "3 late, 0 duplicate"
std::string Join(const std::vector<std::pair<std::string, std::string_view>>& items) {
  std::string text;
  for (const auto& [value, what] : items) {
    if (!text.empty()) text += ", ";
    text += value + ' ' + std::string(what);
  }
  return text;
}

std::string Percent(double percent) { return FormatFixed(percent, 2) + " %"; }
std::string Count(int64_t count) { return std::to_string(count); }
std::string Count(uint64_t count) { return std::to_string(count); }

std::string TableHead(std::string_view label) {
  std::string line = PadRight(std::string(label), kLabelWidth);
  for (const std::string_view name : {"mean", "min", "p50", "p95", "p99", "max"}) {
    line += PadLeft(std::string(name), kColumnWidth);
  }
  return line + '\n';
}

std::string TableRow(std::string_view label, const Summary& summary) {
  std::string line = PadRight(std::string(label), kLabelWidth);
  for (const double value :
       {summary.mean, summary.min, summary.p50, summary.p95, summary.p99, summary.max}) {
    line += PadLeft(FormatFixed(value, 1), kColumnWidth);
  }
  return line + '\n';
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
  return Line("Trace", report.input + " (" + report.stream.format.Label() + ", SSRC " +
                           FormatHex(report.stream.ssrc) + ')') +
         Line("Played", FormatFixed(static_cast<double>(result.ticks.count) * 0.01, 2) + " s, " +
                            std::to_string(result.output_sample_rate_hz) + " Hz, " + channels +
                            ", preset " + report.preset) +
         Line("Packets",
              Join({{Count(int64_t(report.stream.packets.size())), "received"},
                    {Count(packets.network.lost) + " (" + Percent(lost_pct) + ')', "lost"},
                    {Count(packets.network.duplicate), "duplicate"},
                    {Count(packets.network.reordered), "reordered"}})) +
         Line("", Join({{Count(packets.by_result[size_t(InsertResult::kTooLate)]), "late"},
                        {Count(result.lifetime.packets_discarded), "discarded in all"},
                        {Count(report.trace.malformed_skipped()), "malformed"},
                        {Count(report.stream.other_ssrc_skipped), "of other streams"}}));
}

std::string SoundLines(const ReplayReport& report) {
  const DerivedFigures derived = Derive(report.result);
  const Statistics& statistics = report.result.lifetime_in_stream;
  const double expand_pct = 100.0 * report.result.network_stats_mean.expand_rate;
  return Line("Stretched", Join({{Percent(derived.accelerate_pct), "accelerate"},
                                 {Percent(derived.preemptive_pct), "preemptive expand"},
                                 {Percent(derived.stretch_pct), "in all"}})) +
         Line("Concealed", Join({{Percent(derived.concealed_pct), "of the samples"},
                                 {Count(statistics.concealment_events), "events"},
                                 {Percent(expand_pct), "expand rate"}})) +
         Line("Interruptions",
              Join({{Count(statistics.interruption_count), "of at least 150 ms"},
                    {Count(statistics.total_interruption_duration_ms), "ms in all"}}));
}

template <class Enum>
std::string CountLine(std::string_view label, const CountByName<Enum>& counts) {
  std::vector<std::pair<std::string, std::string_view>> items;
  for (size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] != 0) items.emplace_back(Count(counts[i]), EnumNames<Enum>::kNames[i]);
  }
  return Line(label, Join(items));
}

std::string TimingLines(const Timing& timing) {
  std::string text = Line("Speed", FormatFixed(timing.realtime_factor, 0) + " times real time");
  if (timing.repeat > 0) {
    text +=
        Line("", FormatFixed(timing.get_audio.FloorMean() / 1000.0, 2) + " us a tick (floor of " +
                     std::to_string(timing.repeat) + " passes), " +
                     FormatFixed(timing.insert_packet.FloorMean() / 1000.0, 2) + " us a packet");
  }
  return text;
}

}  // namespace

std::string TextReport(const ReplayReport& report) {
  const TickFigures& ticks = report.result.ticks;
  return TraceLines(report) + '\n' + TableHead("Delay in ms") +
         TableRow("network", Summarize(report.result.packets.network.relative_transit_ms)) +
         TableRow("target", ticks.target_delay_ms) +
         TableRow("buffer level", ticks.current_buffer_size_ms) +
         TableRow("playout", ticks.playout_delay_ms) + '\n' + SoundLines(report) +
         CountLine<Operation>("Ticks", ticks.by_operation) + '\n' +
         TimingLines(report.result.timing);
}

}  // namespace neteq::sim
