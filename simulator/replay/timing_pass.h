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

/// What the ticks of one operation cost.
struct OperationTiming {
  int64_t ticks = 0;
  double floor_mean_ns = 0.0;
  double engine_ns = 0.0;  ///< without the decoder and the reading of clocks
};

/// Speed of a replay. Without timing passes (`repeat` is 0) only the wall time and
/// `recording_get_audio_ns` are known.
struct Timing {
  int repeat = 0;
  double recording_get_audio_ns = 0.0;  ///< mean of a GetAudio call in the recording pass
  double timer_overhead_ns = 0.0;       ///< contained in the time of every call
  CallTimes get_audio;
  CallTimes insert_packet;
  CallTimes
      decoding;  ///< within each GetAudio, from passes of their own, which read clocks more often
  std::vector<Operation> operations;  ///< by tick
  double wall_s = 0.0;                ///< mean of the first of the two passes
  double realtime_factor = 0.0;

  using ByOperation = std::array<OperationTiming, EnumNames<Operation>::kNames.size()>;
  ByOperation OfOperations() const;
  /// Mean time of a tick outside the decoder, in ns. Never negative: the passes that measure the
  /// decoder are not the ones that measure the tick, so on a busy machine the difference can be.
  double EngineNs() const;
};

/// Plays the stream twice more, once with a clock around InsertPacket and GetAudio and once around
/// the decoder. Returns the hash of the second pass's sound.
Result<uint64_t> RunTimingPass(const Stream& stream, const PayloadTypes& types,
                               const Config& config, const EngineParts& parts, Timing& timing);

}  // namespace neteq::sim
