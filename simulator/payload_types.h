// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/status.h"
#include "neteq/audio_decoder.h"

namespace neteq::sim {

enum class Codec : uint8_t { kOpus, kPcmu, kPcma, kL16 };

/// What a payload type number stands for.
struct PayloadFormat {
  Codec codec = Codec::kOpus;
  int clock_rate_hz = 48000;
  int channels = 1;  ///< decoded

  /// As in SDP: "opus/48000/2", "PCMU/8000/1".
  std::string Label() const;
  friend bool operator==(const PayloadFormat&, const PayloadFormat&) = default;
};

std::unique_ptr<AudioDecoder> MakeDecoder(const PayloadFormat& format);

/// kInvalidArgument listing the known names; any case.
Result<Codec> ParseCodec(std::string_view name);

/// Which payload type number means what.
class PayloadTypes {
 public:
  /// No payload type at all.
  PayloadTypes() = default;
  /// The static numbers of RFC 3551 and the dynamic ones that WebRTC's tools use: Opus 111, L16
  /// 93-96, 103-105, 107 and 108.
  static PayloadTypes Defaults();

  /// Takes "NUMBER=name/rate[/channels]" or "NUMBER=none", for example "96=opus/48000/2". Opus is
  /// decoded to mono unless ";stereo=1" follows (RFC 7587). kInvalidArgument naming the option.
  Status Set(std::string_view assignment);

  const std::optional<PayloadFormat>& Find(uint8_t payload_type) const {
    return formats_[payload_type & 0x7FU];
  }
  /// "111 opus/48000/2", "13 not registered".
  std::string Label(uint8_t payload_type) const;

 private:
  std::array<std::optional<PayloadFormat>, 128> formats_;
};

}  // namespace neteq::sim
