// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

#include "neteq/base/status.h"
#include "neteq/config.h"
#include "simulator/trace/payload_types.h"
#include "simulator/trace/trace.h"

namespace neteq::sim::cli {

/// Outputs of ReplayAll; empty names: none.
struct AllOutputs {
  std::string json;  // '-' prints it instead of the table
  std::string wav;   // one channel per stream
};

/// Replays every stream of a trace with speech and prints one row per stream. Streams that cannot be
/// played are reported on stderr; fails with kUnreadable if none can.
Status ReplayAll(const std::string& input, const std::string& preset, const Trace& trace,
                 const PayloadTypes& types, const Config& config, const AllOutputs& outputs);

}  // namespace neteq::sim::cli
