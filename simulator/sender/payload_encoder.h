// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "neteq/base/status.h"
#include "neteq/base/units.h"
#include "neteq/sdp.h"

namespace neteq::sim {

enum class Codec : uint8_t { kOpus, kPcmu, kPcma, kG722, kL16 };

/// Parses a codec name in any case. Fails with kInvalidArgument, listing the known names.
Result<Codec> ParseCodec(std::string_view name);

/// Codec and its parameters.
struct EncoderOptions {
  Codec codec = Codec::kOpus;
  int channels = 1;         ///< G.722: 1; others 1 to 8 (Opus above 2: multiopus)
  double frame_ms = 20;     ///< Opus: 2.5, 5, 10, 20, 40, 60, 80, 100 or 120; others: 2.5 to 120
  int rate_hz = 48000;      ///< L16 only
  int bitrate_bps = 24000;  ///< this and all members below: Opus only
  int complexity = 10;
  int expected_loss_pct = 0;
  bool fec = false;
  bool dtx = false;
};

/// Encodes frames of sound as RTP payloads.
class PayloadEncoder {
 public:
  virtual ~PayloadEncoder() = default;
  /// SDP format that the receiver needs.
  virtual SdpFormat format() const = 0;
  /// Sample rate of the input of Encode.
  virtual SampleRate rate() const = 0;
  /// Encodes one frame of interleaved samples. All frames have the same length.
  virtual std::vector<std::byte> Encode(std::span<const float> frame) = 0;
  /// True if the payload only signals a pause (DTX) and need not be sent.
  virtual bool IsDtx(std::span<const std::byte> /*payload*/) const { return false; }
};

/// Makes an encoder; Opus uses variable bitrate and the speech mode. Fails with kInvalidArgument,
/// naming the invalid option of `neteq trace encode`.
Result<std::unique_ptr<PayloadEncoder>> MakeEncoder(const EncoderOptions& options);

}  // namespace neteq::sim
