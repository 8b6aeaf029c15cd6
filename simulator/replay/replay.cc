// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/replay/replay.h"

#include <algorithm>
#include <chrono>
#include <utility>
#include <vector>

#include "neteq/snapshot.h"
#include "simulator/replay/call_quality.h"
#include "simulator/replay/simulation.h"
#include "simulator/support/codecs.h"

namespace neteq::sim {
namespace {

using Clock = std::chrono::steady_clock;

double Share(uint64_t part, uint64_t whole) {
  return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
}

/// Reads the network statistics once per second of the stream.
class NetworkStatsReader {
 public:
  void OnTick(const TickRecord& tick) {
    constexpr int kTicksPerSecond = 100;
    if (ticks_++ % kTicksPerSecond != 0) return;
    readings_.push_back(tick.statistics);
    sum_.preferred_buffer_size_ms += ToMs(tick.report.target_delay);
    sum_.current_buffer_size_ms += ToMs(tick.report.current_buffer_size);
  }

  NetworkStatsMean Mean() {
    RemovePauses();
    NetworkStatsMean mean = sum_;
    mean.samples = static_cast<int>(readings_.size());
    Statistics before;
    for (const Statistics& now : readings_) {
      Add(before, now, mean);
      before = now;
    }
    for (double* value :
         {&mean.expand_rate, &mean.speech_expand_rate, &mean.accelerate_rate, &mean.preemptive_rate,
          &mean.preferred_buffer_size_ms, &mean.current_buffer_size_ms}) {
      *value /= mean.samples;
    }
    return mean;
  }

 private:
  /// Counters of concealment decrease when a pause of the sender has ended. Readings within the
  /// pause have counted it.
  void RemovePauses() {
    for (size_t i = readings_.size(); i-- > 1;) {
      const Statistics& later = readings_[i];
      Statistics& earlier = readings_[i - 1];
      earlier.concealed_samples = std::min(earlier.concealed_samples, later.concealed_samples);
      earlier.silent_concealed_samples =
          std::min(earlier.silent_concealed_samples, later.silent_concealed_samples);
    }
  }

  static void Add(const Statistics& before, const Statistics& now, NetworkStatsMean& sum) {
    const uint64_t played = now.total_samples_received - before.total_samples_received;
    const uint64_t concealed = now.concealed_samples - before.concealed_samples;
    const uint64_t silent = now.silent_concealed_samples - before.silent_concealed_samples;
    const uint64_t removed =
        now.removed_samples_for_acceleration - before.removed_samples_for_acceleration;
    const uint64_t inserted =
        now.inserted_samples_for_deceleration - before.inserted_samples_for_deceleration;
    sum.expand_rate += Share(concealed, played);
    sum.speech_expand_rate += Share(concealed - std::min(silent, concealed), played);
    sum.accelerate_rate += Share(removed, played);
    sum.preemptive_rate += Share(inserted, played);
  }

  int ticks_ = 0;
  std::vector<Statistics> readings_;
  NetworkStatsMean sum_;
};

/// Collects the per-tick figures of a replay.
class TickCollector {
 public:
  /// `is_in_stream`: the last packet has not been inserted before this tick.
  void OnTick(const TickRecord& tick, bool is_in_stream) {
    const TickReport& report = tick.report;
    ++figures_.count;
    figures_.muted += report.muted ? 1 : 0;
    ++figures_.by_operation[static_cast<size_t>(report.operation)];
    ++figures_.by_reason[static_cast<size_t>(report.reason)];
    ++figures_.by_decided_operation[static_cast<size_t>(report.decided_operation)];
    ++figures_.by_decided_reason[static_cast<size_t>(report.decided_reason)];
    if (tick.playout_delay_ms) playout_delay_ms_.push_back(*tick.playout_delay_ms);
    current_buffer_size_ms_.push_back(ToMs(report.current_buffer_size));
    target_delay_ms_.push_back(ToMs(report.target_delay));
    filtered_delay_ms_.push_back(ToMs(report.filtered_delay));
    hash_.Update(tick.audio);
    if (is_in_stream) network_stats_.OnTick(tick);
  }

  int64_t count() const { return figures_.count; }

  void Finish(ReplayResult& result) {
    figures_.playout_delay_ms = Summarize(std::move(playout_delay_ms_));
    figures_.current_buffer_size_ms = Summarize(std::move(current_buffer_size_ms_));
    figures_.target_delay_ms = Summarize(std::move(target_delay_ms_));
    figures_.filtered_delay_ms = Summarize(std::move(filtered_delay_ms_));
    result.ticks = figures_;
    result.network_stats_mean = network_stats_.Mean();
    result.pcm_hash = hash_.value();
  }

 private:
  TickFigures figures_;
  std::vector<double> playout_delay_ms_;
  std::vector<double> current_buffer_size_ms_;
  std::vector<double> target_delay_ms_;
  std::vector<double> filtered_delay_ms_;
  Fnv1a hash_;
  NetworkStatsReader network_stats_;
};

/// Playout delay of a tick behind the baseline of the packet's time line.
std::optional<double> PlayoutDelayMs(Timestamp now, const TickReport& report, TimeLines& lines) {
  if (!report.decoded_audio || !report.has_timestamps) return std::nullopt;
  return lines.DelayMs(report.frame_timestamp, now);
}

bool IsRefused(InsertResult result) {
  return result == InsertResult::kUnknownPayloadType || result == InsertResult::kUndecodable ||
         result == InsertResult::kMalformedRed;
}

/// Inserts the packets that have arrived; returns their number.
int InsertArrivals(Simulation& simulation, const TimeLines& lines, PacketFigures& packets) {
  int count = 0;
  for (; simulation.HasArrival(); ++count) {
    const PacketPlace& place = lines.places()[simulation.next_index()];
    const uint8_t type = simulation.next_arrival().rtp.payload_type;
    const InsertResult result = simulation.InsertNext().result;
    ++packets.by_result[static_cast<size_t>(result)];
    if (IsRefused(result)) ++packets.refused_by_payload_type[type];
    if (!place.is_stray) packets.fates.OnArrival(place.sequence, result);
  }
  return count;
}

/// Length of the concealment that lasts until now.
class OpenConcealment {
 public:
  void OnTick(const TickReport& report) {
    const bool is_concealed = report.concealed_samples > 0 || report.muted;
    ms_ = is_concealed ? ms_ + ToMs(kTick) : 0.0;
  }
  /// Counts it as an interruption, if it is one. The engine does so when sound returns.
  void AddTo(Statistics& statistics) const {
    constexpr double kInterruptionMs = 150.0;  // WebRTC
    if (ms_ < kInterruptionMs) return;
    ++statistics.interruption_count;
    statistics.total_interruption_duration_ms += static_cast<uint64_t>(ms_);
  }

 private:
  double ms_ = 0.0;
};

/// Runs the pass that reports every tick.
void RunRecording(TimeLines& lines, Simulation simulation, const ReplayObserver& observer,
                  ReplayResult& result) {
  std::chrono::nanoseconds get_audio{};
  TickCollector collector;
  OpenConcealment concealment;
  const Statistics& statistics = simulation.engine().statistics();
  bool is_in_stream = true;
  while (!simulation.IsDone()) {
    const Timestamp now = simulation.now();
    const int inserted = InsertArrivals(simulation, lines, result.packets);
    const auto start = Clock::now();
    const TickReport& report = simulation.Pull();
    get_audio += Clock::now() - start;
    const TickRecord tick{now,
                          inserted,
                          report,
                          statistics,
                          PlayoutDelayMs(now, report, lines),
                          simulation.audio(),
                          simulation.engine()};
    collector.OnTick(tick, is_in_stream);
    concealment.OnTick(report);
    observer.on_tick(tick);
    if (is_in_stream && simulation.IsAfterStream()) {
      is_in_stream = false;
      result.lifetime_in_stream = statistics;
      concealment.AddTo(result.lifetime_in_stream);
      result.ticks_in_stream = collector.count();
      result.stalls = simulation.engine().Inspect().stalls;
    }
  }
  result.lifetime = statistics;
  result.timestamp_step_ratio = simulation.engine().Inspect().timestamp_step_ratio;
  if (simulation.nack() != nullptr) result.nack = *simulation.nack();
  result.output_sample_rate_hz = simulation.engine().last_tick().sample_rate_hz;
  result.output_channels = simulation.engine().last_tick().channels;
  collector.Finish(result);
  result.timing.recording_get_audio_ns =
      static_cast<double>(get_audio.count()) / static_cast<double>(result.ticks.count);
}

PacketFigures MeasurePackets(const Stream& stream, const PayloadTypes& types,
                             const TimeLines& lines) {
  PacketFigures figures;
  figures.network = MeasureNetwork(stream, lines);
  for (const TracePacket& packet : stream.packets) {
    ++figures.by_payload_type[packet.rtp.payload_type];
    if (types.RoleOf(packet.rtp.payload_type) != PayloadRole::kRed) continue;
    for (const uint8_t type : types.TypesIn(packet.rtp)) ++figures.red_blocks[type];
  }
  return figures;
}

}  // namespace

Config WithOutputFormat(const Stream& stream, Config config) {
  constexpr std::array kOutputRatesHz = {8000, 16000, 32000, 44100, 48000};
  const DecoderFormat decoder = (*MakeToolDecoder(stream.format))->format();
  if (config.output_rate_hz == 0) {
    config.output_rate_hz = *std::lower_bound(kOutputRatesHz.begin(), kOutputRatesHz.end() - 1,
                                              decoder.sample_rate.hz());
  }
  if (config.output_channels == 0) config.output_channels = decoder.channels;
  return config;
}

Result<ReplayResult> Replay(const Stream& stream, const PayloadTypes& types, const Config& config,
                            int repeat, const ReplayObserver& observer, const EngineParts& parts) {
  auto simulation = Simulation::Create(stream, types, config, parts);
  if (!simulation.ok()) return simulation.status();

  ReplayResult result;
  TimeLines lines(stream);
  result.packets = MeasurePackets(stream, types, lines);
  result.drift_ppm = lines.drift_ppm();
  const auto start = Clock::now();
  RunRecording(lines, std::move(*simulation), observer, result);
  const std::chrono::duration<double> wall = Clock::now() - start;

  if (HasSound(result)) result.e_model = AssessCall(stream, config, result).figures;
  Timing& timing = result.timing;
  timing.repeat = repeat;
  if (repeat == 0) {
    timing.wall_s = wall.count();
  } else {
    timing.timer_overhead_ns = MeasureTimerOverheadNs();
  }
  for (int i = 0; i < repeat; ++i) {
    const auto hash = RunTimingPass(stream, types, config, parts, timing);
    if (!hash.ok()) return hash.status();
    result.is_deterministic = result.is_deterministic && *hash == result.pcm_hash;
    observer.on_timing_pass(i + 1);
  }
  const double audio_s = static_cast<double>(result.ticks.count) * ToMs(kTick) / 1000.0;
  timing.realtime_factor = audio_s / timing.wall_s;
  return result;
}

}  // namespace neteq::sim
