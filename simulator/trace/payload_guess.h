// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "simulator/trace/payload_types.h"
#include "simulator/trace/trace.h"

namespace neteq::sim {

/// Adapts `types` to a trace. First come the session descriptions in it; where they disagree about a
/// number, the one that describes the destination of its packets counts. Then the packets of each
/// dynamic number that is still open are compared with the formats that their bytes allow:
///
/// - Opus: valid packets (RFC 6716) with few different configurations, as long as the timestamp
///   steps say.
/// - L16 and G.711: payload sizes of two bytes, or one, per step of the timestamp.
/// - Telephone events: 4 bytes with a rising duration (RFC 4733).
///
/// An assumption that the bytes contradict is replaced, or removed if nothing fits, as is an
/// unregistered number that fits. Payloads that look encrypted (SRTP) are removed: even bytes, with
/// many different Opus configurations or an authentication tag behind the samples.
///
/// With `is_replaced`, the payloads will be replaced by another sound: no assumption is removed, and
/// the L16 formats that the replacement needs get numbers.
///
/// Returns one sentence for people about each change.
std::vector<std::string> RecognisePayloads(const Trace& trace, PayloadTypes& types,
                                           bool is_replaced = false);

}  // namespace neteq::sim
