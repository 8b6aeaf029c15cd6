// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "neteq/base/status.h"
#include "neteq/base/units.h"
#include "simulator/trace/network_profile.h"
#include "simulator/trace/payload_types.h"
#include "simulator/trace/trace.h"

/// Traces out of traces. All of them copy; payloads stay as they are.
namespace neteq::sim {

/// A trace with the packets and RTCP of one stream. kInvalidArgument naming --ssrc if there is
/// none.
Result<Trace> OnlySsrc(const Trace& trace, uint32_t ssrc);

/// What arrived in [from, to). kInvalidArgument if that is no RTP packet.
Result<Trace> Cut(const Trace& trace, Timestamp from, Timestamp to);

/// Where a trace shall begin; what is not given stays.
struct NewStart {
  std::optional<uint16_t> sequence{};   ///< of the first packet of each stream to arrive
  std::optional<uint32_t> timestamp{};  ///< of the same packet
  std::optional<Timestamp> arrival{};   ///< of the first packet of the trace
};
/// Sequence numbers and RTP timestamps keep their distances; the RTP timestamps of sender reports
/// move along.
Trace ShiftTo(const Trace& trace, const NewStart& start);

/// One trace after the other: the first packet of each arrives `gap` after the last of the one
/// before. With `types` each is one stream that goes on as that of the first trace: its SSRC, the
/// next sequence number, and the RTP timestamp that the clock of its first payload type has after
/// `gap`; RTCP of other clocks is left out. kInvalidArgument for traces of several streams and
/// unregistered payload types. Without `types` nothing but times changes.
Result<Trace> Concatenate(std::span<const Trace> traces, Duration gap, const PayloadTypes* types);

/// Sends everything over a network, on top of the delay that it has; RTCP gets through at once.
/// kInvalidArgument if no packet arrives.
Result<Trace> SendOver(const Trace& trace, const NetworkProfile& network, const QueueParams& queue);

}  // namespace neteq::sim
