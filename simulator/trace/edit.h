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

/// Operations that make new traces from existing ones. All copy; payloads are unchanged.
namespace neteq::sim {

/// Keeps the RTP and RTCP packets of one SSRC. Fails with kInvalidArgument if there is none.
Result<Trace> OnlySsrc(const Trace& trace, uint32_t ssrc);

/// Keeps the RTP packets of one stream and the RTCP packets of its SSRC.
Trace OnlyStream(const Trace& trace, const TraceStream& stream);

/// Keeps packets that arrive in [from, to). Fails with kInvalidArgument if no RTP packet does.
Result<Trace> Cut(const Trace& trace, Timestamp from, Timestamp to);

/// New start values of a trace; unset members keep the old ones.
struct NewStart {
  std::optional<uint16_t> sequence{};   ///< for the first packet of each stream to arrive
  std::optional<uint32_t> timestamp{};  ///< for the same packet
  std::optional<Timestamp> arrival{};   ///< for the first packet of the trace
};
/// Shifts sequence numbers, RTP timestamps and arrival times by constants. RTP timestamps in sender
/// reports are shifted too.
Trace ShiftTo(const Trace& trace, const NewStart& start);

/// Joins traces: the first packet of each arrives `gap` after the last packet of the previous one.
///
/// With `types` each trace continues the stream of the first one: it takes that SSRC, the next
/// sequence number, and the RTP timestamp that the clock of the first payload type reaches after
/// `gap`. RTCP of the later traces is omitted because it refers to another clock. Fails with
/// kInvalidArgument for a trace with several streams or an unregistered payload type.
///
/// Without `types` only arrival times change.
Result<Trace> Concatenate(std::span<const Trace> traces, Duration gap, const PayloadTypes* types);

/// Sends all packets over a network, on top of the delays they already have. RTCP passes without
/// delay. Fails with kInvalidArgument if no packet arrives.
Result<Trace> SendOver(const Trace& trace, const NetworkProfile& network, const QueueParams& queue);

}  // namespace neteq::sim
