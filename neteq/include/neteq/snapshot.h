// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <optional>

#include "neteq/base/serial.h"
#include "neteq/base/units.h"
#include "neteq/clock_drift.h"
#include "neteq/delay_manager/delay_bounds.h"
#include "neteq/receiver_statistics.h"
#include "neteq/stall_meter.h"

namespace neteq {

/// Format that GetAudio() writes.
struct OutputFormat {
  int rate_hz = 0;
  int channels = 0;

  friend bool operator==(const OutputFormat&, const OutputFormat&) = default;
};

/// State of a NetEq at one moment, see NetEq::Inspect().
struct Snapshot {
  Duration target_delay{0};            ///< delay that playout aims at, within the bounds
  Duration unlimited_target_delay{0};  ///< the target before minimum and maximum
  Duration filtered_delay{0};          ///< smoothed buffer level plus decoded audio not played yet
  Duration unplayed{0};                ///< decoded audio not played yet
  delay::DelayBounds delay_bounds{};
  /// RTP timestamp following the last played sample. Empty before the first packet and during
  /// comfort noise.
  std::optional<RtpTimestamp> playout_timestamp{};
  StallReport stalls{};
  ReceiverReport receiver_report{};  ///< of the present SSRC; fraction_lost of the open interval
  ClockDrift clock_drift{};          ///< of the sender against the `now` of InsertPacket()
  /// As configured. With Config::output_rate_hz or output_channels 0: the format of the last tick,
  /// 0 before the first.
  OutputFormat output{};
};

}  // namespace neteq
