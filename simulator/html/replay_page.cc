// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/html/replay_page.h"

#include <algorithm>
#include <limits>
#include <span>
#include <string_view>

#include <nlohmann/json.hpp>

#include "simulator/bound/bound.h"
#include "simulator/html/page.h"
#include "simulator/support/audio_file.h"
#include "simulator/support/param_io.h"

namespace neteq::sim {
namespace {

using Json = nlohmann::ordered_json;

// Two minutes of 48 kHz mono take some 4 MB in the page.
constexpr size_t kMaxSoundTicks = 12'000;
// The bound of a minute takes most of a second.
constexpr size_t kMaxBoundPackets = 6'000;

/// Name and meaning of all names of an enum, in order.
template <class Enum>
Json Names() {
  Json names = Json::array();
  for (const std::string_view name : EnumNames<Enum>::kNames) names.push_back(name);
  return names;
}

/// One a packet with speech: when it came, and how much later than the fastest would have.
Json ArrivalsJson(const ReplayReport& report, double begin_ms) {
  std::vector<float> times_s;
  std::vector<float> transits_ms;
  const auto& transit = report.result.packets.network.relative_transit_ms;
  for (const TracePacket& packet : report.stream.packets) {
    if (report.stream.event_types[packet.rtp.payload_type]) continue;
    const double time_ms = ToMs(packet.arrival.time_since_epoch()) - begin_ms;
    transits_ms.push_back(static_cast<float>(transit[times_s.size()]));
    times_s.push_back(static_cast<float>(time_ms / 1000.0));
  }
  return {{"time_s", PackedNumbers<float>(times_s)},
          {"transit_ms", PackedNumbers<float>(transits_ms)}};
}

/// The offline optimum, null for traces that are too long for it.
Json BoundSection(const ReplayReport& report) {
  const std::vector<BoundPacket> packets = BoundPackets(report.stream);
  if (packets.empty() || packets.size() > kMaxBoundPackets) return nullptr;
  const BoundParams params;
  return Json::parse(BoundJson(FindBound(packets, params), params, report.input));
}

/// Without what changes from run to run.
Json Figures(const ReplayReport& report) {
  Json json = Json::parse(JsonReport(report));
  json.erase("timing");
  return json;
}

}  // namespace

void ReplayPageRecorder::OnTick(const TickRecord& tick) {
  const FrameReport& report = tick.report;
  if (target_ms_.empty()) begin_ms_ = ToMs(tick.time.time_since_epoch());
  target_ms_.push_back(static_cast<float>(ToMs(report.target_delay)));
  level_ms_.push_back(static_cast<float>(ToMs(report.current_buffer_size)));
  playout_ms_.push_back(
      static_cast<float>(tick.playout_delay_ms.value_or(std::numeric_limits<double>::quiet_NaN())));
  operations_.push_back(static_cast<uint8_t>(report.operation));
  reasons_.push_back(static_cast<uint8_t>(report.reason));
  concealed_pct_.push_back(ConcealedPct(tick.statistics));
  const auto [low, high] = std::minmax_element(tick.audio.begin(), tick.audio.end());
  lowest_.push_back(tick.audio.empty() ? int16_t{0} : *low);
  highest_.push_back(tick.audio.empty() ? int16_t{0} : *high);
  is_sound_whole_ = target_ms_.size() <= kMaxSoundTicks;
  if (is_sound_whole_) sound_.insert(sound_.end(), tick.audio.begin(), tick.audio.end());
}

uint8_t ReplayPageRecorder::ConcealedPct(const Statistics& statistics) {
  const uint64_t played = statistics.total_samples_received - samples_before_;
  const uint64_t concealed = statistics.concealed_samples - concealed_before_;
  samples_before_ = statistics.total_samples_received;
  concealed_before_ = statistics.concealed_samples;
  if (played == 0) return 0;
  return static_cast<uint8_t>(std::min<uint64_t>(100 * concealed / played, 100));
}

Result<std::string> ReplayPage(const ReplayReport& report, const ReplayPageRecorder& recorder) {
  Json data = {{"figures", Figures(report)},
               {"parameters", Json::parse(ListParams(report.config, ListFormat::kJson))},
               {"defaults", ConfigToJson(Config())},
               {"statistics", Json::parse(ListStatistics(ListFormat::kJson))},
               {"operations", Names<Operation>()},
               {"reasons", Names<Reason>()},
               {"codec", report.stream.format.Encoding()},
               {"tick_ms", ToMs(kTick)},
               {"ticks",
                {{"target_ms", PackedNumbers<float>(recorder.target_ms_)},
                 {"level_ms", PackedNumbers<float>(recorder.level_ms_)},
                 {"playout_ms", PackedNumbers<float>(recorder.playout_ms_)},
                 {"operation", PackedNumbers<uint8_t>(recorder.operations_)},
                 {"reason", PackedNumbers<uint8_t>(recorder.reasons_)},
                 {"concealed_pct", PackedNumbers<uint8_t>(recorder.concealed_pct_)},
                 {"lowest", PackedNumbers<int16_t>(recorder.lowest_)},
                 {"highest", PackedNumbers<int16_t>(recorder.highest_)}}},
               {"arrivals", ArrivalsJson(report, recorder.begin_ms_)},
               {"bound", BoundSection(report)},
               {"sound", nullptr}};
  if (recorder.is_sound_whole_) {
    const auto flac = EncodeFlac(recorder.sound_, SampleRate(report.result.output_sample_rate_hz),
                                 report.result.output_channels);
    if (!flac.ok()) return flac.status();
    data["sound"] = "data:audio/flac;base64," + Base64(*flac);
  }
  return HtmlPage(PageKind::kReplay, report.input + " - neteq replay", data);
}

}  // namespace neteq::sim
