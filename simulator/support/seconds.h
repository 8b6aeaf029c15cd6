// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <string_view>

#include "neteq/base/status.h"

namespace neteq::sim {

/// Reads a time of at least 0 as seconds: "90", "1:30" and "0:01:30.0" are the same. Fails with
/// kInvalidArgument, naming the expected text.
Result<double> ParseSeconds(std::string_view text);

/// Formats seconds as "1:30.00", or "1:01:30.00" from an hour on.
std::string FormatTime(double seconds);

}  // namespace neteq::sim
