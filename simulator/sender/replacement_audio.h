// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <optional>

#include "neteq/base/status.h"
#include "simulator/support/audio_file.h"
#include "simulator/trace/payload_types.h"
#include "simulator/trace/trace.h"

namespace neteq::sim {

/// Replaces the payloads of one stream by audio that can be decoded, for traces whose payloads were
/// not captured or are encrypted. Each packet gets the part of `audio` at its RTP timestamp (first
/// channel, repeated), as L16 at the RTP clock rate under its number in `types`. Losses and arrival
/// times are unchanged.
///
/// - Length: up to the timestamp of the next sequence number if that is 2.5 to 120 ms later,
///   otherwise the most common length.
/// - DTX: a payload of at most 2 bytes, as Opus sends in silence, becomes silence.
/// - Comfort noise: stays comfort noise, at -127 dBov.
/// - Telephone events: stay as they were captured.
/// - Padding: stays empty.
///
/// Fails with kInvalidArgument like SelectStream; with kUnsupported for clock rates without an L16
/// payload type.
Result<Trace> ReplaceAudio(const Trace& trace, const PayloadTypes& types,
                           std::optional<uint32_t> ssrc, const AudioFile& audio);

}  // namespace neteq::sim
