// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "simulator/audio_file.h"
#include "simulator/payload_types.h"
#include "simulator/trace.h"

namespace neteq::sim {

/// How audio is turned into RTP packets.
struct SenderOptions {
  Codec codec = Codec::kOpus;
  int frame_ms = 20;        ///< Opus: 5, 10, 20, 40 or 60; others: 5 to 120
  int bitrate_bps = 24000;  ///< Opus only
  int rate_hz = 48000;      ///< L16 only
  uint8_t payload_type = 111;
  uint16_t first_sequence = 0;
  uint32_t first_timestamp = 0;
  uint32_t ssrc = 0x6E657465;
};

/// Transit times, one a packet in order of sending; nullopt is a lost packet.
using Delays = std::vector<std::optional<Duration>>;

/// One line a packet: milliseconds, or "lost". kUnreadable naming the file and the line.
Result<Delays> ParseDelays(std::string_view text, const std::string& name);

/// Sends `audio` from time 0 in frames of frame_ms, the last one filled up with silence. The delays
/// repeat when there are fewer of them than packets; without any the network takes no time.
/// kInvalidArgument naming the option.
Result<Trace> Send(const AudioFile& audio, const SenderOptions& options, const Delays& delays);

}  // namespace neteq::sim
