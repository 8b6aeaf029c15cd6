// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/replay/call_quality.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "simulator/support/json_figures.h"
#include "simulator/support/text.h"

namespace neteq::sim {
namespace {

using Json = nlohmann::ordered_json;

// Largest delay that fits the 16 bits of the block (RFC 3611 section 4.7.3).
constexpr double kLargestDelayMs = 65'535.0;

double StreamMs(const ReplayResult& result) {
  return static_cast<double>(result.ticks_in_stream) * ToMs(kTick);
}

double BitrateKbps(const Stream& stream, const ReplayResult& result) {
  size_t bytes = 0;
  for (const TracePacket& packet : stream.packets) bytes += packet.payload_size();
  const double length_ms = StreamMs(result);
  return length_ms > 0.0 ? 8.0 * static_cast<double>(bytes) / length_ms : 0.0;
}

JitterBufferMetrics MeasureJitterBuffer(const Config& config, const ReplayResult& result,
                                        double packet_ms) {
  const Summary& target = result.ticks.target_delay_ms;
  return {.nominal_ms = std::min(kLargestDelayMs, target.mean),
          .maximum_ms = std::min(kLargestDelayMs, target.max),
          .absolute_maximum_ms = std::min(kLargestDelayMs, config.limits.max_packets * packet_ms)};
}

Json EModelJson(const CallAssessment& call) {
  Json json = FiguresToJson(call.figures);
  json["params"] = FiguresToJson(call.params);
  json["params"]["band"] = EnumNames<EModelBand>::kNames[static_cast<size_t>(call.params.band)];
  return json;
}

std::string Hex(const std::vector<std::byte>& bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const std::byte byte : bytes) {
    text += kDigits[std::to_integer<size_t>(byte) >> 4U];
    text += kDigits[std::to_integer<size_t>(byte) & 15U];
  }
  return text;
}

}  // namespace

CallAssessment AssessCall(const Stream& stream, const Config& config, const ReplayResult& result) {
  const std::vector<PacketFate> fates = result.packets.fates.InOrder();
  const double packet_ms =
      fates.empty() ? 0.0 : StreamMs(result) / static_cast<double>(fates.size());
  const double playout_ms = result.ticks.playout_delay_ms.mean;
  CallAssessment call;
  call.params = EModelParamsFor(stream.format, BitrateKbps(stream, result));
  call.figures = EstimateQuality(call.params, {.playout_delay_ms = playout_ms,
                                               .concealed_pct = Derive(result).concealed_pct,
                                               .burst_ratio = BurstRatio(fates)});
  call.voip = {.loss = MeasureLoss(fates, packet_ms),
               .delay = {.end_system_delay_ms = std::min(kLargestDelayMs, playout_ms)},
               .quality = CallQuality(call.figures),
               .jitter_buffer = MeasureJitterBuffer(config, result, packet_ms)};
  return call;
}

Json CallQualityJson(const ReplayReport& report) {
  if (!HasSound(report.result)) return {};
  const CallAssessment call = AssessCall(report.stream, report.config, report.result);
  Json voip = FiguresToJson(call.voip);
  voip["block"] = Hex(VoipMetricsBlock(report.stream.ssrc, call.voip));
  return {{"e_model", EModelJson(call)},
          {"stalls", FiguresToJson(report.result.stalls)},
          {"voip_metrics", voip}};
}

}  // namespace neteq::sim
