// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "neteq/base/status.h"
#include "neteq/config.h"
#include "neteq/reports.h"
#include "simulator/replay/simulation.h"
#include "simulator/support/timing.h"

namespace neteq::sim {

/// Time of the ticks of one operation.
struct OperationTiming {
  int64_t ticks = 0;
  double floor_mean_ns = 0.0;
  double engine_ns = 0.0;  ///< without decoder and clock readings
};

/// Speed of a replay. Without timing passes (`repeat` is 0) only the wall time and
/// `recording_get_audio_ns` are known.
struct Timing {
  int repeat = 0;
  double recording_get_audio_ns = 0.0;  ///< mean of a GetAudio call in the recording pass
  double timer_overhead_ns = 0.0;       ///< included in the time of every call
  CallTimes get_audio;
  CallTimes insert_packet;
  /// Time of decoder calls within each GetAudio call, from separate passes with more clock
  /// readings.
  CallTimes decoding;
  std::vector<Operation> operations;  ///< one per tick
  double wall_s = 0.0;                ///< mean duration of the passes that time calls
  double realtime_factor = 0.0;

  using ByOperation = std::array<OperationTiming, EnumNames<Operation>::kNames.size()>;
  ByOperation OfOperations() const;
  /// Mean time of a tick outside the decoder, in ns. At least 0: ticks and decoder calls are timed
  /// in separate passes, so interruptions could make the difference negative.
  double EngineNs() const;
};

/// Plays the stream twice more: once with a clock around InsertPacket and GetAudio, once with a
/// clock around the decoder. Returns the hash of the second pass's output.
Result<uint64_t> RunTimingPass(const Stream& stream, const PayloadTypes& types,
                               const Config& config, const EngineParts& parts, Timing& timing);

}  // namespace neteq::sim
