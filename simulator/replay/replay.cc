// SPDX-License-Identifier: BSD-3-Clause
#include "simulator/replay/replay.h"

#include <algorithm>
#include <chrono>
#include <utility>
#include <vector>

#include "neteq/snapshot.h"
#include "simulator/replay/simulation.h"

namespace neteq::sim {
namespace {

using Clock = std::chrono::steady_clock;

double Share(uint64_t part, uint64_t whole) {
  return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
}

/// Reads the network statistics once per second.
class NetworkStatsReader {
 public:
  void OnTick(const TickRecord& tick) {
    constexpr int kTicksPerSecond = 100;
    if (ticks_++ % kTicksPerSecond == 0) Read(tick);
  }

  NetworkStatsMean Mean() const {
    NetworkStatsMean mean = sum_;
    for (double* value :
         {&mean.expand_rate, &mean.speech_expand_rate, &mean.accelerate_rate, &mean.preemptive_rate,
          &mean.preferred_buffer_size_ms, &mean.current_buffer_size_ms}) {
      *value /= mean.samples;
    }
    return mean;
  }

 private:
  void Read(const TickRecord& tick) {
    const Statistics& now = tick.statistics;
    const uint64_t played = now.total_samples_received - last_.total_samples_received;
    const uint64_t concealed = now.concealed_samples - last_.concealed_samples;
    const uint64_t silent = now.silent_concealed_samples - last_.silent_concealed_samples;
    const uint64_t removed =
        now.removed_samples_for_acceleration - last_.removed_samples_for_acceleration;
    const uint64_t inserted =
        now.inserted_samples_for_deceleration - last_.inserted_samples_for_deceleration;
    ++sum_.samples;
    sum_.expand_rate += Share(concealed, played);
    sum_.speech_expand_rate += Share(concealed - silent, played);
    sum_.accelerate_rate += Share(removed, played);
    sum_.preemptive_rate += Share(inserted, played);
    sum_.preferred_buffer_size_ms += ToMs(tick.report.target_delay);
    sum_.current_buffer_size_ms += ToMs(tick.report.current_buffer_size);
    last_ = now;
  }

  int ticks_ = 0;
  Statistics last_;
  NetworkStatsMean sum_;
};

/// Collects the per-tick figures of a replay.
class TickCollector {
 public:
  void OnTick(const TickRecord& tick) {
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
    network_stats_.OnTick(tick);
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

/// Measures the playout delay of each tick: playout time minus send time, where the fastest packet
/// has zero transit time.
class PlayoutDelayMeter {
 public:
  PlayoutDelayMeter(const Stream& stream, double min_transit_ms)
      : clock_(stream), min_transit_ms_(min_transit_ms) {}

  std::optional<double> Measure(Timestamp now, const TickReport& report) {
    if (!report.decoded_audio || !report.has_timestamps) return std::nullopt;
    const double send_ms = clock_.SendMs(report.frame_timestamp);
    return ToMs(now.time_since_epoch()) - send_ms - min_transit_ms_;
  }

 private:
  SendClock clock_;
  double min_transit_ms_;
};

/// Inserts the packets that have arrived; returns their number.
int InsertArrivals(Simulation& simulation, PacketFigures& packets) {
  int count = 0;
  for (; simulation.HasArrival(); ++count) {
    const SequenceNumber sequence = simulation.next_arrival().rtp.sequence;
    const InsertResult result = simulation.InsertNext().result;
    ++packets.by_result[static_cast<size_t>(result)];
    packets.fates.OnArrival(sequence, result);
  }
  return count;
}

/// Runs the pass that reports every tick.
void RunRecording(const Stream& stream, Simulation simulation, const ReplayObserver& observer,
                  ReplayResult& result) {
  std::chrono::nanoseconds get_audio{};
  PlayoutDelayMeter delay_meter(stream, result.packets.network.min_transit_ms);
  TickCollector collector;
  const Statistics& statistics = simulation.engine().statistics();
  bool is_in_stream = true;
  while (!simulation.IsDone()) {
    const Timestamp now = simulation.now();
    const int inserted = InsertArrivals(simulation, result.packets);
    const auto start = Clock::now();
    const TickReport& report = simulation.Pull();
    get_audio += Clock::now() - start;
    const TickRecord tick{now,
                          inserted,
                          report,
                          statistics,
                          delay_meter.Measure(now, report),
                          simulation.audio(),
                          simulation.engine()};
    collector.OnTick(tick);
    observer.on_tick(tick);
    if (is_in_stream && simulation.AllInserted()) {
      is_in_stream = false;
      result.lifetime_in_stream = statistics;
      result.ticks_in_stream = collector.count();
      result.stalls = simulation.engine().Inspect().stalls;
    }
  }
  result.lifetime = statistics;
  if (simulation.nack() != nullptr) result.nack = *simulation.nack();
  result.output_sample_rate_hz = simulation.engine().last_tick().sample_rate_hz;
  result.output_channels = simulation.engine().last_tick().channels;
  collector.Finish(result);
  result.timing.recording_get_audio_ns =
      static_cast<double>(get_audio.count()) / static_cast<double>(result.ticks.count);
}

PacketFigures MeasurePackets(const Stream& stream, const PayloadTypes& types) {
  PacketFigures figures;
  figures.network = MeasureNetwork(stream);
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
  const DecoderFormat decoder = (*MakeDecoder(stream.format))->format();
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
  result.packets = MeasurePackets(stream, types);
  const auto start = Clock::now();
  RunRecording(stream, std::move(*simulation), observer, result);
  const std::chrono::duration<double> wall = Clock::now() - start;

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
