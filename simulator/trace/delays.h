// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "neteq/base/status.h"
#include "neteq/base/units.h"

namespace neteq::sim {

/// Transit times, one a packet in order of sending; nullopt is a lost packet.
using Delays = std::vector<std::optional<Duration>>;

/// One line a packet: milliseconds, or "lost" or -1. kUnreadable naming the file and the line, also
/// for an empty list.
Result<Delays> ParseDelays(std::string_view text, const std::string& name);
Result<Delays> ReadDelays(const std::string& path);

/// What becomes of packet `index`: the list repeats when it is too short. Without a list the
/// network takes no time.
std::optional<Duration> DelayOf(const Delays& delays, size_t index);

}  // namespace neteq::sim
