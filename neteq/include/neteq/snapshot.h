// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <optional>

#include "neteq/base/serial.h"
#include "neteq/base/units.h"
#include "neteq/clock_drift.h"
#include "neteq/delay_manager/delay_bounds.h"
#include "neteq/delay_manager/service_level.h"
#include "neteq/receiver_statistics.h"
#include "neteq/stall_meter.h"

namespace neteq {

/// Format of the audio that GetAudio() writes.
struct OutputFormat {
  int rate_hz = 0;   ///< sample rate
  int channels = 0;  ///< channel count

  friend bool operator==(const OutputFormat&, const OutputFormat&) = default;
};

/// State of a NetEq at one moment, returned by NetEq::Inspect().
struct Snapshot {
  Duration target_delay{0};            ///< target delay, within delay_bounds
  Duration unlimited_target_delay{0};  ///< target before the delay bounds apply
  Duration filtered_delay{0};          ///< smoothed buffer level plus decoded audio not played yet
  Duration unplayed{0};                ///< decoded audio not played yet
  delay::DelayBounds delay_bounds{};   ///< as set by NetEq::SetDelayBounds()
  delay::ServiceReport service{};      ///< level set by NetEq::SetServiceLevel(), and its breaches
  /// RTP timestamp following the last played sample. Empty before the first packet and during
  /// comfort noise.
  std::optional<RtpTimestamp> playout_timestamp{};
  StallReport stalls{};  ///< runs of concealment since the first decoded audio
  ReceiverReport
      receiver_report{};     ///< for the current SSRC; fraction_lost covers the open interval
  ClockDrift clock_drift{};  ///< sender clock against the clock of InsertPacket()
  /// Audio that GetAudio() took at once at most in the last 5 to 10 s, as seen between two packets:
  /// the period of the audio device. One tick if the calls were even.
  Duration device_period{0};
  /// Timestamp step over decoded length of recent packets in sequence. 1 for a correct sender; 0.5
  /// if 20 ms of Opus advance the timestamp by 480. See Statistics::timestamp_step_mismatch.
  double timestamp_step_ratio = 1.0;
  /// The configured format. If Config::output_rate_hz or output_channels is 0: the value of the
  /// last tick, or 0 before the first tick.
  OutputFormat output{};
};

}  // namespace neteq
