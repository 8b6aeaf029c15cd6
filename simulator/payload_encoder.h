// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "simulator/payload_types.h"

namespace neteq::sim {

/// Turns frames of sound into RTP payloads.
class PayloadEncoder {
 public:
  virtual ~PayloadEncoder() = default;
  /// Interleaved samples of one frame; every frame is equally long.
  virtual std::vector<std::byte> Encode(std::span<const float> frame) = 0;
};

/// `bitrate_bps` is for Opus only (variable bitrate, complexity 10, for speech). Null for a format
/// that the codec does not have.
std::unique_ptr<PayloadEncoder> MakeEncoder(const PayloadFormat& format, int bitrate_bps);

}  // namespace neteq::sim
