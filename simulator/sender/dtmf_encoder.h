// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "neteq/base/status.h"
#include "neteq/base/units.h"

namespace neteq::sim {

/// A telephone key held from `start` to `end`.
struct KeyPress {
  uint8_t event = 0;  ///< 0 to 15: 0-9 * # A-D (RFC 4733)
  Duration start{0};
  Duration end{0};
};

/// Parses "KEYS@SECONDS", for example "12#@3.5": 100 ms per key with pauses of 100 ms. Fails with
/// kInvalidArgument, naming --dtmf.
Result<std::vector<KeyPress>> ParseKeyPresses(std::string_view text);

/// A telephone-event payload that reports how long a key has been held.
struct KeyReport {
  Duration time{0};  ///< sending time
  bool is_first = false;
  std::vector<std::byte> payload;
};

/// Reports of a key, every 20 ms from its start. Each gives the duration at the time of the next
/// report. The last one ends the event and is sent three times (RFC 4733 section 2.5.1).
std::vector<KeyReport> ReportsOf(const KeyPress& key, RtpClockRate clock);

}  // namespace neteq::sim
