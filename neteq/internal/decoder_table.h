// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstdint>
#include <memory>

#include "neteq/audio_decoder.h"
#include "neteq/base/realtime.h"
#include "neteq/base/status.h"
#include "neteq/packet.h"

namespace neteq::internal {

struct FormatChain;

/// What a payload type stands for.
struct DecoderEntry {
  PayloadRole role = PayloadRole::kUnknown;
  RtpClockRate clock_rate{1};
  SampleRate sample_rate{1};                ///< of what plays it; without that, its clock's
  std::unique_ptr<AudioDecoder> decoder{};  ///< of speech
  FormatChain* chain =
      nullptr;  ///< plays its format; comfort noise: what plays it before any speech
};

/// What payload types stand for. Filled before the stream starts.
class DecoderTable {
 public:
  static constexpr int kPayloadTypes = 128;

  /// [setup] See NetEq::RegisterDecoder.
  Status Register(uint8_t payload_type, std::unique_ptr<AudioDecoder> decoder, FormatChain* chain);
  /// [setup] What Register would refuse.
  Status Check(uint8_t payload_type, const AudioDecoder* decoder) const;
  /// [setup] See NetEq::RegisterPayloadType.
  Status RegisterRole(uint8_t payload_type, PayloadRole role, RtpClockRate clock_rate,
                      FormatChain* chain);
  /// [setup] What RegisterRole would refuse.
  Status CheckRole(uint8_t payload_type, PayloadRole role, RtpClockRate clock_rate) const;
  void Remove(uint8_t payload_type);

  /// The chain of the first speech decoder with this RTP clock; null when there is none.
  FormatChain* ChainOfClock(RtpClockRate clock_rate) const;

  /// Null when nothing is registered.
  DecoderEntry* Find(uint8_t payload_type) noexcept NETEQ_REALTIME {
    return role(payload_type) == PayloadRole::kUnknown ? nullptr : &entries_[payload_type];
  }
  const DecoderEntry* Find(uint8_t payload_type) const noexcept NETEQ_REALTIME {
    return role(payload_type) == PayloadRole::kUnknown ? nullptr : &entries_[payload_type];
  }
  PayloadRole role(uint8_t payload_type) const {
    return payload_type < kPayloadTypes ? entries_[payload_type].role : PayloadRole::kUnknown;
  }

 private:
  Status CheckNumber(uint8_t payload_type) const;

  std::array<DecoderEntry, kPayloadTypes> entries_;
};

}  // namespace neteq::internal
