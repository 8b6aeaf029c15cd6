// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/html/replay_page.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <string_view>

#include <nlohmann/json.hpp>

#include "neteq/research.h"
#include "simulator/bound/bound.h"
#include "simulator/html/page.h"
#include "simulator/support/audio_file.h"
#include "simulator/support/file_io.h"
#include "simulator/support/param_io.h"

namespace neteq::sim {
namespace {

using Json = nlohmann::ordered_json;

// Two minutes of 48 kHz mono speech take about 4 MB in the page.
constexpr size_t kMaxSoundTicks = 12'000;
constexpr size_t kWavesPerTick = 10;  // 1 ms each: finer than a pixel of a 200 ms window
// This many waveform columns take about half a megabyte in the page.
constexpr size_t kMaxWaves = 200'000;
// Packets x levels of the bound. A million take 1.6 s on one core of a 3.2 GHz AMD EPYC.
constexpr double kMaxBoundWork = 1e6;
constexpr size_t kTicksPerCurve = 100;   // 32 costs of two memories: 20 kB per minute in the page
constexpr size_t kMostCandidates = 64;   // twice those of the adaptive estimator
constexpr double kCoarsestGridMs = 5.0;  // as FieldsOf(BoundParams) allows

/// Names of an enum, in order.
template <class Enum>
Json Names() {
  Json names = Json::array();
  for (const std::string_view name : EnumNames<Enum>::kNames) names.push_back(name);
  return names;
}

/// Arrival time and transit time above the fastest packet of each speech packet.
Json ArrivalsJson(const ReplayReport& report, double begin_ms) {
  std::vector<double> times_s;
  std::vector<float> transits_ms;
  const auto& transit = report.result.packets.network.relative_transit_ms;
  for (const TracePacket& packet : report.stream.packets) {
    if (report.stream.event_types[packet.rtp.payload_type]) continue;
    const double time_ms = ToMs(packet.arrival.time_since_epoch()) - begin_ms;
    transits_ms.push_back(static_cast<float>(transit[times_s.size()]));
    times_s.push_back(time_ms / 1000.0);
  }
  return {{"time_s", PackedNumbers<double>(times_s)},
          {"transit_ms", PackedNumbers<float>(transits_ms)}};
}

/// Finest grid within the work limit; nullopt if there is none.
std::optional<double> BoundGridMs(const std::vector<BoundPacket>& packets,
                                  const BoundParams& params) {
  double largest_ms = 0.0;
  for (const BoundPacket& packet : packets) {
    largest_ms = std::max(largest_ms, packet.delay_ms.value_or(0.0));
  }
  const double levels_of_1_ms = std::min(largest_ms, params.max_delay_ms) + 1.0;
  const double grid_ms = levels_of_1_ms * static_cast<double>(packets.size()) / kMaxBoundWork;
  if (packets.empty() || grid_ms > kCoarsestGridMs) return std::nullopt;
  return std::max(params.grid_ms, std::ceil(grid_ms));
}

/// Lower bound of the delay; null if it takes too long to compute.
Json BoundSection(const ReplayReport& report) {
  const std::vector<BoundPacket> packets = BoundPackets(report.stream);
  BoundParams params;
  const auto grid_ms = BoundGridMs(packets, params);
  if (!grid_ms) return nullptr;
  params.grid_ms = *grid_ms;
  return Json::parse(BoundJson(FindBound(packets, params), params, report.input));
}

/// Best of every `group` values: the smallest or the largest.
template <class Better>
std::vector<int8_t> Thinned(const std::vector<int8_t>& values, size_t group, Better better) {
  std::vector<int8_t> thinned;
  for (size_t i = 0; i < values.size(); i += group) {
    const auto end = values.begin() + static_cast<ptrdiff_t>(std::min(i + group, values.size()));
    thinned.push_back(*std::min_element(values.begin() + static_cast<ptrdiff_t>(i), end, better));
  }
  return thinned;
}

/// Waveform in columns of 1 ms, or of one tick if there are too many.
Json WaveJson(const std::vector<int8_t>& lowest, const std::vector<int8_t>& highest) {
  const size_t group = lowest.size() > kMaxWaves ? kWavesPerTick : 1;
  return {{"per_tick", kWavesPerTick / group},
          {"lowest", PackedNumbers<int8_t>(Thinned(lowest, group, std::less<>()))},
          {"highest", PackedNumbers<int8_t>(Thinned(highest, group, std::greater<>()))}};
}

/// Figures of the report without timing, which differs from run to run.
Json Figures(const ReplayReport& report) {
  Json json = Json::parse(JsonReport(report));
  json.erase("timing");
  return json;
}

}  // namespace

void ReplayPageRecorder::OnTick(const TickRecord& tick) {
  const TickReport& report = tick.report;
  if (target_ms_.empty()) begin_ms_ = ToMs(tick.time.time_since_epoch());
  target_ms_.push_back(static_cast<float>(ToMs(report.target_delay)));
  level_ms_.push_back(static_cast<float>(ToMs(report.current_buffer_size)));
  playout_ms_.push_back(
      static_cast<float>(tick.playout_delay_ms.value_or(std::numeric_limits<double>::quiet_NaN())));
  operations_.push_back(static_cast<uint8_t>(report.operation));
  reasons_.push_back(static_cast<uint8_t>(report.reason));
  decided_operations_.push_back(static_cast<uint8_t>(report.decided_operation));
  decided_reasons_.push_back(static_cast<uint8_t>(report.decided_reason));
  concealed_pct_.push_back(ConcealedPct(tick.statistics));
  AddWave(tick);
  AddSound(tick);
  AddCosts(tick);
}

void ReplayPageRecorder::AddWave(const TickRecord& tick) {
  for (size_t i = 0; i < kWavesPerTick; ++i) {
    const size_t begin = tick.audio.size() * i / kWavesPerTick;
    const auto part =
        tick.audio.subspan(begin, tick.audio.size() * (i + 1) / kWavesPerTick - begin);
    const auto [low, high] = std::minmax_element(part.begin(), part.end());
    envelope_.lowest.push_back(part.empty() ? int8_t{0} : static_cast<int8_t>(*low / 256));
    envelope_.highest.push_back(part.empty() ? int8_t{0} : static_cast<int8_t>(*high / 256));
  }
}

void ReplayPageRecorder::AddSound(const TickRecord& tick) {
  is_sound_whole_ = target_ms_.size() <= kMaxSoundTicks;
  if (is_sound_whole_) {
    sound_.insert(sound_.end(), tick.audio.begin(), tick.audio.end());
  } else {
    sound_.clear();
  }
}

void ReplayPageRecorder::AddCosts(const TickRecord& tick) {
  if ((target_ms_.size() - 1) % kTicksPerCurve != 0) return;
  std::array<delay::CandidateCost, kMostCandidates> candidates;
  const size_t count = CandidateCostsOf(tick.engine, candidates);
  const bool is_first = costs_.targets_ms.empty();
  for (const delay::CandidateCost& candidate : std::span(candidates).first(count)) {
    if (is_first) costs_.targets_ms.push_back(static_cast<float>(ToMs(candidate.target)));
    costs_.fast.push_back(static_cast<float>(candidate.fast_cost));
    costs_.slow.push_back(static_cast<float>(candidate.slow_cost));
  }
}

uint8_t ReplayPageRecorder::ConcealedPct(const Statistics& statistics) {
  const uint64_t played = statistics.total_samples_received - samples_before_;
  const uint64_t concealed =
      statistics.concealed_samples - std::min(concealed_before_, statistics.concealed_samples);
  samples_before_ = statistics.total_samples_received;
  concealed_before_ = statistics.concealed_samples;
  if (played == 0) return 0;
  return static_cast<uint8_t>(std::min<uint64_t>(100 * concealed / played, 100));
}

Result<std::string> ReplayPage(const ReplayReport& report, const ReplayPageRecorder& recorder) {
  Json data = {{"figures", Figures(report)},
               {"parameters", Json::parse(ListParams(report.config, ListFormat::kJson))},
               {"defaults", ConfigToJson(ToolConfig())},
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
                 {"decided_operation", PackedNumbers<uint8_t>(recorder.decided_operations_)},
                 {"decided_reason", PackedNumbers<uint8_t>(recorder.decided_reasons_)},
                 {"concealed_pct", PackedNumbers<uint8_t>(recorder.concealed_pct_)}}},
               {"costs", nullptr},
               {"ticks_in_stream", report.result.ticks_in_stream},
               {"wave", WaveJson(recorder.envelope_.lowest, recorder.envelope_.highest)},
               {"arrivals", ArrivalsJson(report, recorder.begin_ms_)},
               {"bound", BoundSection(report)},
               {"sound", nullptr}};
  if (!recorder.costs_.targets_ms.empty()) {
    data["costs"] = {{"ticks_per_curve", kTicksPerCurve},
                     {"targets_ms", recorder.costs_.targets_ms},
                     {"fast", PackedNumbers<float>(recorder.costs_.fast)},
                     {"slow", PackedNumbers<float>(recorder.costs_.slow)}};
  }
  if (recorder.is_sound_whole_) {
    const auto flac = EncodeFlac(recorder.sound_, SampleRate(report.result.output_sample_rate_hz),
                                 report.result.output_channels);
    if (!flac.ok()) return flac.status();
    data["sound"] = "data:audio/flac;base64," + Base64(*flac);
  }
  return HtmlPage(PageKind::kReplay, report.input + " - neteq replay", data);
}

Status WriteReplayPage(const std::string& path, const ReplayReport& report,
                       const ReplayPageRecorder& recorder) {
  const auto page = ReplayPage(report, recorder);
  return page.ok() ? WriteFile(path, *page) : page.status();
}

}  // namespace neteq::sim
