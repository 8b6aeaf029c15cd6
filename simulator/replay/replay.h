// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>

#include "neteq/base/status.h"
#include "neteq/config.h"
#include "neteq/reports.h"
#include "neteq/stall_meter.h"
#include "neteq/statistics.h"
#include "simulator/quality/e_model.h"
#include "simulator/quality/voip_metrics.h"
#include "simulator/replay/retransmission.h"
#include "simulator/replay/simulation.h"
#include "simulator/replay/timing_pass.h"
#include "simulator/support/metrics.h"
#include "simulator/trace/payload_types.h"
#include "simulator/trace/stream.h"

namespace neteq::sim {

/// One played tick; valid only during the callback.
struct TickRecord {
  Timestamp time;
  int packets_inserted;  ///< since the previous tick
  const TickReport& report;
  const Statistics& statistics;
  std::optional<double> playout_delay_ms;  ///< only if the tick played decoded audio
  std::span<const int16_t> audio;          ///< interleaved
  const NetEq& engine;                     ///< for its other reports
};

/// Callbacks of a replay.
struct ReplayObserver {
  std::function<void(const TickRecord&)> on_tick;
  std::function<void(int done)> on_timing_pass;  ///< called after each pass
};

/// Mean of NetEQ's network statistics, read at the first tick and every second after it until the
/// last packet. Rates refer to the samples played since the previous reading. Pauses of the sender
/// are no concealment.
struct NetworkStatsMean {
  int samples = 0;
  double expand_rate = 0.0;
  double speech_expand_rate = 0.0;
  double accelerate_rate = 0.0;
  double preemptive_rate = 0.0;
  double preferred_buffer_size_ms = 0.0;
  double current_buffer_size_ms = 0.0;
};

template <class Enum>
using CountByName = std::array<int64_t, EnumNames<Enum>::kNames.size()>;

/// Packet counts of a stream.
struct PacketFigures {
  std::map<uint8_t, int64_t> by_payload_type;
  std::map<uint8_t, int64_t> red_blocks;  ///< inside RED packets, by payload type
  CountByName<InsertResult> by_result{};
  /// Packets that the engine could not use: unregistered, undecodable, malformed RED.
  std::map<uint8_t, int64_t> refused_by_payload_type;
  PacketFates fates;
  NetworkFigures network;
};

/// Summary of all ticks of a replay.
struct TickFigures {
  int64_t count = 0;
  int64_t muted = 0;
  CountByName<Operation> by_operation{};
  CountByName<Reason> by_reason{};
  CountByName<Operation> by_decided_operation{};
  CountByName<Reason> by_decided_reason{};
  Summary playout_delay_ms;
  Summary current_buffer_size_ms;
  Summary target_delay_ms;
  Summary filtered_delay_ms;
};

/// All results of a replay.
struct ReplayResult {
  PacketFigures packets;
  TickFigures ticks;
  Statistics lifetime;  ///< at the end of the replay
  /// At the first tick after the last packet, or after the time of the packets that --network lost
  /// at the end. An interruption of at least 150 ms that has not ended by then is counted.
  Statistics lifetime_in_stream;
  int64_t ticks_in_stream = 0;  ///< ticks until then
  double drift_ppm = 0.0;       ///< drift of the sender's clock that the delays exclude
  NetworkStatsMean network_stats_mean;
  StallReport stalls;                    ///< until then
  std::optional<NackFigures> nack;       ///< only with a return path
  std::optional<EModelFigures> e_model;  ///< unset if no packet could be decoded
  double timestamp_step_ratio = 1.0;     ///< see Snapshot
  int output_sample_rate_hz = 0;
  int output_channels = 0;
  uint64_t pcm_hash = 0;
  bool is_deterministic = true;  ///< all timing passes gave the same sound
  Timing timing;
};

/// Whether any packet of the stream could be decoded. If not, there is nothing to assess.
inline bool HasSound(const ReplayResult& result) {
  return result.lifetime.jitter_buffer_emitted_count > 0;
}

/// Returns `config` with a fixed output format. A format left open becomes that of the stream's
/// first packet, at the lowest output rate that keeps its bandwidth.
Config WithOutputFormat(const Stream& stream, Config config);

/// Plays the stream once with `on_tick` for every tick, then `repeat` more times for timing.
Result<ReplayResult> Replay(const Stream& stream, const PayloadTypes& types, const Config& config,
                            int repeat, const ReplayObserver& observer,
                            const EngineParts& parts = {});

}  // namespace neteq::sim
