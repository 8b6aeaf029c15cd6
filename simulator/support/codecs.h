// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <memory>

#include "neteq/g722.h"
#include "neteq/sdp.h"

namespace neteq::sim {

/// Returns the codecs of the tools in addition to those of the core.
inline std::array<SdpCodec, 1> ToolCodecs() { return {G722Codec()}; }

/// MakeDecoder() with ToolCodecs().
inline Result<std::unique_ptr<AudioDecoder>> MakeToolDecoder(const SdpFormat& format) {
  return MakeDecoder(format, ToolCodecs());
}

}  // namespace neteq::sim
