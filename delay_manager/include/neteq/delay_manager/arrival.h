// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "neteq/base/units.h"

namespace neteq::delay {

/// Longest audio in one packet (Opus, RFC 6716; NetEQ's longest frame).
inline constexpr Duration kMaxPacketLength = std::chrono::milliseconds(120);

/// Timing of a packet relative to other packets of the last seconds.
struct RelativeTiming {
  Duration delay{0};          ///< arrival delay behind the fastest of these packets
  bool is_reordered = false;  ///< newer audio has arrived before
  Duration reference{0};      ///< arrival minus media time of the fastest of these packets
};

/// An arrived packet, as the delay estimators see it. A packet that carries several blocks of audio
/// reports its primary block first, then the redundant copies.
struct Arrival {
  int64_t sequence = 0;      ///< unwrapped RTP sequence number
  Duration media_time{0};    ///< position on the sender's timeline, arbitrary origin
  Timestamp time;            ///< arrival time on the caller's clock
  Duration frame_length{0};  ///< duration of the audio; 0 = unknown
  bool is_speech =
      true;  ///< false: comfort noise, DTX refresh or telephone event; says little about pacing
  bool is_redundant = false;  ///< copy of audio that also has its own packet (RED, in-band FEC)
  /// Set by the DelayManager; empty for duplicates, packets that are too old and the first packet.
  std::optional<RelativeTiming> relative{};
};

}  // namespace neteq::delay
