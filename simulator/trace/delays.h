// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "neteq/base/status.h"
#include "neteq/base/units.h"

namespace neteq::sim {

/// Transit times of packets in sending order; nullopt marks a lost packet.
using Delays = std::vector<std::optional<Duration>>;

/// Parses one line per packet: milliseconds (0 to 3,600,000), or "lost" or -1 for a lost packet.
/// Fails with kUnreadable, naming the file and the line. An empty list is an error.
Result<Delays> ParseDelays(std::string_view text, const std::string& name);
Result<Delays> ReadDelays(const std::string& path);

/// Transit time of packet `index`; nullopt if it is lost. The list repeats. An empty list means no
/// delay.
std::optional<Duration> DelayOf(const Delays& delays, size_t index);

}  // namespace neteq::sim
