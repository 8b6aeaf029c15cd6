// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <chrono>
#include <cstdint>

#include "base/units.h"

namespace neteq::delay {

/// Longest audio in one packet (Opus, RFC 6716; NetEQ's longest frame).
inline constexpr Duration kMaxPacketLength = std::chrono::milliseconds(120);

/// What the delay estimators see of one packet that arrived.
struct Arrival {
  int64_t sequence = 0;      ///< unwrapped RTP sequence number
  Duration media_time{0};    ///< its place on the sender's time line, from an arbitrary origin
  Timestamp time;            ///< when it arrived, on the caller's clock
  Duration frame_length{0};  ///< audio it holds; 0 = unknown
  bool is_speech =
      true;  ///< false: comfort noise, DTX refresh or telephone event; says little about pacing
};

}  // namespace neteq::delay
