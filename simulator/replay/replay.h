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
#include "simulator/quality/voip_metrics.h"
#include "simulator/replay/retransmission.h"
#include "simulator/replay/simulation.h"
#include "simulator/replay/timing_pass.h"
#include "simulator/support/metrics.h"
#include "simulator/trace/payload_types.h"
#include "simulator/trace/stream.h"

namespace neteq::sim {

/// One tick as it has just been played; valid during the call that passes it.
struct TickRecord {
  Timestamp time;
  int packets_inserted;  ///< before this tick, since the one before
  const TickReport& report;
  const Statistics& statistics;
  std::optional<double> playout_delay_ms;  ///< of ticks with decoded audio
  std::span<const int16_t> audio;          ///< interleaved
  const NetEq& engine;                     ///< for all that it tells of itself
};

/// Whom a replay keeps informed.
struct ReplayObserver {
  std::function<void(const TickRecord&)> on_tick;
  std::function<void(int done)> on_timing_pass;  ///< after each of them, with their number so far
};

/// NetEQ's network statistics: read at the first tick and every second after it, then averaged.
/// Rates are of the samples played since the reading before.
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

/// What happened to the packets of a stream.
struct PacketFigures {
  std::map<uint8_t, int64_t> by_payload_type;
  std::map<uint8_t, int64_t> red_blocks;  ///< within RED packets, by their payload type
  CountByName<InsertResult> by_result{};
  PacketFates fates;
  NetworkFigures network;
};

/// The series of a replay, summed up.
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

/// Everything that a replay finds out.
struct ReplayResult {
  PacketFigures packets;
  TickFigures ticks;
  Statistics lifetime;            ///< at the end
  Statistics lifetime_in_stream;  ///< after the tick that follows the last packet
  int64_t ticks_in_stream = 0;    ///< up to there
  NetworkStatsMean network_stats_mean;
  StallReport stalls;               ///< up to there too
  std::optional<NackFigures> nack;  ///< if packets could be asked for again
  int output_sample_rate_hz = 0;
  int output_channels = 0;
  uint64_t pcm_hash = 0;
  bool is_deterministic = true;  ///< the timing passes gave the same sound
  Timing timing;
};

/// `config` with the output format fixed: where it leaves it open, that of the stream's first
/// packet (the lowest output rate that keeps its bandwidth).
Config WithOutputFormat(const Stream& stream, Config config);

/// Plays the stream once, showing every tick, then `repeat` more times for the clock.
Result<ReplayResult> Replay(const Stream& stream, const PayloadTypes& types, const Config& config,
                            int repeat, const ReplayObserver& observer,
                            const EngineParts& parts = {});

}  // namespace neteq::sim
