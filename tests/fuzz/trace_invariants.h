// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <cstdlib>

#include "neteq/base/status.h"
#include "simulator/trace/trace.h"

namespace neteq::sim {

inline void Require(bool condition) {
  if (!condition) std::abort();
}

/// Checks the invariants of every trace, or error, that a reader returns.
inline void CheckTrace(const Result<Trace>& trace) {
  if (!trace.ok()) {
    Require(trace.status().code() == StatusCode::kUnreadable);
    Require(trace.status().detail().starts_with("fuzz: "));
    return;
  }
  Require(!trace->packets().empty());
  Timestamp last = trace->packets().front().arrival;
  for (const TracePacket& packet : trace->packets()) {
    Require(packet.arrival >= last);
    last = packet.arrival;
    Require(packet.bytes.size() >= 12 && packet.rtp.payload_type < 128);
    const std::byte* begin = packet.rtp.payload.data();
    Require(begin >= packet.bytes.data() + 12);
    Require(begin + packet.rtp.payload.size() <= packet.bytes.data() + packet.bytes.size());
  }
}

}  // namespace neteq::sim
