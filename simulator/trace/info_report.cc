// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "simulator/support/json_figures.h"
#include "simulator/support/text.h"
#include "simulator/support/text_table.h"
#include "simulator/trace/info.h"

namespace neteq::sim {
namespace {

using Json = nlohmann::ordered_json;

/// Packet times, the most common first; all but the first few are counted together.
struct PacketTimes {
  std::vector<std::pair<double, int64_t>> common_ms{};
  int64_t others = 0;
  int64_t all = 0;
};

PacketTimes SortedPacketTimes(const StreamInfo& info) {
  constexpr size_t kShown = 6;
  PacketTimes times;
  for (const auto& [step, count] : info.packet_times) {
    times.common_ms.emplace_back(1000.0 * static_cast<double>(step) / info.clock_rate_hz, count);
    times.all += count;
  }
  std::stable_sort(times.common_ms.begin(), times.common_ms.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  while (times.common_ms.size() > kShown) {
    times.others += times.common_ms.back().second;
    times.common_ms.pop_back();
  }
  return times;
}

Json PacketTimesJson(const StreamInfo& info) {
  const PacketTimes times = SortedPacketTimes(info);
  Json json = Json::object();
  for (const auto& [ms, count] : times.common_ms) json[FormatNumber(ms, 3)] = count;
  if (times.others > 0) json["other"] = times.others;
  return json;
}

Json StreamJson(const StreamInfo& info, const PayloadTypes& types) {
  Json payload_types = Json::object();
  for (const auto& [number, count] : info.by_payload_type) {
    payload_types[types.Label(number)] = count;
  }
  Json json = {{"ssrc", FormatHex(info.ssrc)},
               {"by_payload_type", payload_types},
               {"paths", info.path.empty() ? Json::array() : Json::array({info.path})},
               {"clock_rate_hz", info.clock_rate_hz},
               {"is_clock_rate_guessed", info.is_clock_rate_guessed},
               {"begin_ms", Rounded(info.begin_ms)},
               {"duration_s", RoundedRate(info.duration_s)},
               {"packet_times_ms", PacketTimesJson(info)},
               {"packets", FiguresToJson(info.packets)},
               {"loss", FiguresToJson(info.loss)},
               {"order", FiguresToJson(info.order)},
               {"gaps", FiguresToJson(info.gaps)},
               {"jitter_ms", ToJson(info.jitter_ms)},
               {"relative_transit_ms", ToJson(info.relative_transit_ms)},
               {"drift", FiguresToJson(info.drift)},
               {"reports", FiguresToJson(info.reports)}};
  if (info.measured_transit_ms) json["measured_transit_ms"] = ToJson(*info.measured_transit_ms);
  return json;
}

std::string Count(int64_t count) { return std::to_string(count); }
std::string Ms(double ms) { return FormatNumber(ms, 1) + " ms"; }

std::string PacketTimesText(const StreamInfo& info) {
  const PacketTimes times = SortedPacketTimes(info);
  const auto share = [&](int64_t count) {
    return " (" +
           FormatNumber(100.0 * static_cast<double>(count) / static_cast<double>(times.all), 1) +
           " %)";
  };
  std::string text;
  for (const auto& [ms, count] : times.common_ms) {
    text += (text.empty() ? "" : ", ") + FormatNumber(ms, 2) + " ms" + share(count);
  }
  if (times.others > 0) text += ", others" + share(times.others);
  return text.empty() ? "unknown: no two packets are consecutive" : text;
}

std::string PayloadLines(const StreamInfo& info, const PayloadTypes& types) {
  std::string text;
  for (const auto& [number, count] : info.by_payload_type) {
    text += (text.empty() ? "" : ", ") + Count(count) + " of " + types.Label(number);
  }
  const std::string guess =
      info.is_clock_rate_guessed ? " (guessed; name the codec with --pt)" : "";
  return LabelLine("Packets", text) +
         LabelLine("", JoinCounts({{Count(info.packets.header_only), "header-only"},
                                   {Count(info.packets.empty), "empty"},
                                   {Count(info.packets.marked), "marked"},
                                   {FormatFixed(info.packets.bitrate_kbps, 1), "kb/s"}})) +
         LabelLine("Clock", std::to_string(info.clock_rate_hz) + " Hz" + guess) +
         LabelLine("Packet times", PacketTimesText(info));
}

std::string LossLines(const StreamInfo& info) {
  const LossFigures& loss = info.loss;
  return LabelLine("Lost", Count(loss.lost) + " (" + PercentText(loss.lost_pct) + ") in " +
                               JoinCounts({{Count(loss.bursts), "bursts"},
                                           {FormatFixed(loss.mean_burst_packets, 2), "on average"},
                                           {Count(loss.longest_burst_packets), "at most"}})) +
         LabelLine("Gilbert", "p = " + FormatFixed(loss.gilbert_loss_after_arrival, 4) +
                                  " (loss after arrival), r = " +
                                  FormatFixed(loss.gilbert_arrival_after_loss, 4) +
                                  " (arrival after loss)") +
         LabelLine(
             "Order",
             JoinCounts({{Count(info.order.reordered), "reordered"},
                         {Count(info.order.largest_step_back_packets), "packets back at most"},
                         {Count(info.order.duplicate), "duplicate"},
                         {Count(info.order.restarts), "restarts"}}));
}

std::string TimeLines(const StreamInfo& info) {
  const GapFigures& gaps = info.gaps;
  const std::string drift = info.drift.is_known
                                ? FormatFixed(info.drift.ppm, 1) + " +- " +
                                      FormatFixed(info.drift.standard_error_ppm, 1) +
                                      " ppm (standard error; positive = the sender is fast)"
                                : "unknown: the stream is too short";
  std::string text =
      LabelLine("Gaps", Count(gaps.gaps) + " of at least 150 ms, longest " +
                            Ms(gaps.longest_gap_ms) + " at " +
                            FormatNumber(gaps.longest_gap_at_ms / 1000.0, 3) + " s") +
      LabelLine("Pauses", Count(gaps.pauses) + ", " + Ms(gaps.paused_ms) + " in total") +
      LabelLine("Drift", drift) + SummaryHead("Times in ms") +
      SummaryRow("jitter", info.jitter_ms) + SummaryRow("rel. transit", info.relative_transit_ms);
  if (info.measured_transit_ms) text += SummaryRow("transit", *info.measured_transit_ms);
  return text;
}

std::string ReportLine(const ReportFigures& reports) {
  if (reports.sender_reports == 0) return {};
  const std::string lag = reports.is_clock_known ? "arrives " + Ms(reports.capture_to_arrival_ms) +
                                                       " behind the fastest stream"
                                                 : "too few for the sender's clock";
  return LabelLine("RTCP", Count(reports.sender_reports) + " sender reports, " + lag);
}

std::string StreamText(size_t number, const StreamInfo& info, const PayloadTypes& types) {
  std::string text =
      '\n' + LabelLine("Stream", std::to_string(number) + ": SSRC " + FormatHex(info.ssrc) + ", " +
                                     FormatFixed(info.duration_s, 2) + " s from " +
                                     FormatNumber(info.begin_ms / 1000.0, 3) + " s");
  if (!info.path.empty()) text += LabelLine("", info.path);
  return text + PayloadLines(info, types) + LossLines(info) + TimeLines(info) +
         ReportLine(info.reports);
}

}  // namespace

std::string TraceInfoJson(const TraceInfo& info, const PayloadTypes& types,
                          const std::string& input) {
  Json streams = Json::array();
  for (const StreamInfo& stream : info.streams) {
    streams.push_back(StreamJson(stream, types));
    streams.back()["number"] = streams.size();
  }
  const Json json = {{"input", input},
                     {"rtcp", info.rtcp},
                     {"skipped", FiguresToJson(info.skipped)},
                     {"playouts", info.playouts},
                     {"minimum_delays", info.minimum_delays},
                     {"warnings", info.warnings},
                     {"streams", streams}};
  return json.dump(2) + '\n';
}

std::string TraceInfoText(const TraceInfo& info, const PayloadTypes& types,
                          const std::string& input) {
  const SkippedCounts& skipped = info.skipped;
  std::string text =
      LabelLine("Trace", input + ": " + Count(static_cast<int64_t>(info.streams.size())) +
                             (info.streams.size() == 1 ? " stream" : " streams")) +
      LabelLine("Other", JoinCounts({{Count(info.rtcp), "RTCP"},
                                     {Count(skipped.malformed), "malformed"},
                                     {Count(skipped.fragments), "fragments"},
                                     {Count(skipped.not_udp), "without UDP"},
                                     {Count(skipped.not_rtp), "not RTP"},
                                     {Count(skipped.not_audio), "not audio"}}));
  if (info.playouts > 0) {
    text += LabelLine("Receiver", JoinCounts({{Count(info.playouts), "audio pulls"},
                                              {Count(info.minimum_delays), "minimum delays"}}));
  }
  for (const std::string& warning : info.warnings) text += LabelLine("Warning", warning);
  for (size_t i = 0; i < info.streams.size(); ++i) {
    text += StreamText(i + 1, info.streams[i], types);
  }
  return text;
}

}  // namespace neteq::sim
