// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <optional>

#include "neteq/base/status.h"
#include "simulator/support/audio_file.h"
#include "simulator/trace/payload_types.h"
#include "simulator/trace/trace.h"

namespace neteq::sim {

/// Gives one stream of a trace sound that can be decoded, where payloads were not captured or are
/// encrypted: each packet gets the stretch of `audio` (its first channel, again and again) that its
/// RTP timestamp points to, as L16 at the RTP clock rate under the number that `types` has for it.
/// Everything that the network did stays.
///
/// Length    up to the timestamp of the next sequence number, if that is 2.5 to 120 ms away, else
///           the most common length
/// DTX       packets whose payload had up to 2 bytes, as Opus sends in silence, get silence
/// CN        stays comfort noise, of -127 dBov
/// Padding   stays empty
///
/// kInvalidArgument as SelectStream; kUnsupported for telephone events and for clock rates without
/// an L16 payload type.
Result<Trace> ReplaceAudio(const Trace& trace, const PayloadTypes& types,
                           std::optional<uint32_t> ssrc, const AudioFile& audio);

}  // namespace neteq::sim
