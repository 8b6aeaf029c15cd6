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

/// kInvalidArgument listing the known names; any case.
Result<Codec> ParseCodec(std::string_view name);

/// How sound is coded.
struct EncoderOptions {
  Codec codec = Codec::kOpus;
  int channels = 1;         ///< G.722: 1; others 1 to 8 (Opus above 2: multiopus)
  double frame_ms = 20;     ///< Opus: 2.5, 5, 10, 20, 40, 60, 80, 100 or 120; others: 2.5 to 120
  int rate_hz = 48000;      ///< L16 only
  int bitrate_bps = 24000;  ///< this and all below: Opus only
  int complexity = 10;
  int expected_loss_pct = 0;
  bool fec = false;
  bool dtx = false;
};

/// Turns frames of sound into RTP payloads.
class PayloadEncoder {
 public:
  virtual ~PayloadEncoder() = default;
  /// What the receiver has to know.
  virtual SdpFormat format() const = 0;
  /// Of the sound that Encode takes.
  virtual SampleRate rate() const = 0;
  /// Interleaved samples of one frame; every frame is equally long.
  virtual std::vector<std::byte> Encode(std::span<const float> frame) = 0;
  /// The encoder pauses: the payload says only that there is nothing to send.
  virtual bool IsDtx(std::span<const std::byte> /*payload*/) const { return false; }
};

/// Opus at variable bitrate, for speech. kInvalidArgument naming the option of `neteq trace encode`
/// that cannot be used.
Result<std::unique_ptr<PayloadEncoder>> MakeEncoder(const EncoderOptions& options);

}  // namespace neteq::sim
