// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string_view>
#include <vector>

#include "simulator/trace/trace.h"

namespace neteq::sim {

/// True if the text has a session description with audio, for example as the body of a SIP message.
bool HasSdp(std::string_view text);

/// Reads the audio parts of a session description (RFC 8866) and of text around it: addresses and
/// ports to receive at, and the payload types of a=rtpmap and a=fmtp. Lines that cannot be read are
/// skipped.
std::vector<TraceSdp> ParseSdpText(std::string_view text);

}  // namespace neteq::sim
