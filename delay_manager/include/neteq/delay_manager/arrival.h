// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "neteq/base/units.h"

namespace neteq::delay {

/// Longest audio in one packet (Opus, RFC 6716; NetEQ's longest frame).
inline constexpr Duration kMaxPacketLength = std::chrono::milliseconds(120);

/// How a packet compares with the others of the last seconds.
struct RelativeTiming {
  Duration delay{0};          ///< behind the fastest of them
  bool is_reordered = false;  ///< newer audio had come before
};

/// What the delay estimators see of one packet that arrived. Of a packet that carries several
/// pieces of audio, its own comes first and the redundant copies after it.
struct Arrival {
  int64_t sequence = 0;      ///< unwrapped RTP sequence number
  Duration media_time{0};    ///< its place on the sender's time line, from an arbitrary origin
  Timestamp time;            ///< when it arrived, on the caller's clock
  Duration frame_length{0};  ///< audio it holds; 0 = unknown
  bool is_speech =
      true;  ///< false: comfort noise, DTX refresh or telephone event; says little about pacing
  bool is_redundant = false;  ///< a copy of audio that had its own packet (RED, in-band FEC)
  /// Filled in by the DelayManager; none for duplicates, packets too old and the first.
  std::optional<RelativeTiming> relative{};
};

}  // namespace neteq::delay
