// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <vector>

#include "simulator/trace/stream.h"

namespace neteq::sim {

/// Every stream of a trace with speech in a registered payload type, in order of its first packet.
/// SSRCs that take over on a path continue its stream, as in SelectStream.
std::vector<Stream> SelectAllStreams(const Trace& trace, const PayloadTypes& types);

}  // namespace neteq::sim
