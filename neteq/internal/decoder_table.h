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

/// Registration of a payload type.
struct DecoderEntry {
  PayloadRole role = PayloadRole::kUnknown;
  RtpClockRate clock_rate{1};
  SampleRate sample_rate{1};                ///< rate of `chain`; without a chain, the clock rate
  std::unique_ptr<AudioDecoder> decoder{};  ///< speech only
  /// Plays the decoded audio. Plays comfort noise if no speech came before.
  FormatChain* chain = nullptr;
};

/// Maps payload types to decoders and roles. Filled before the stream starts.
class DecoderTable {
 public:
  static constexpr int kPayloadTypes = 128;

  /// [setup] See NetEq::RegisterDecoder.
  Status Register(uint8_t payload_type, std::unique_ptr<AudioDecoder> decoder, FormatChain* chain);
  /// [setup] Returns the error that Register would return, or OK.
  Status Check(uint8_t payload_type, const AudioDecoder* decoder) const;
  /// [setup] See NetEq::RegisterPayloadType.
  Status RegisterRole(uint8_t payload_type, PayloadRole role, RtpClockRate clock_rate,
                      FormatChain* chain);
  /// [setup] Returns the error that RegisterRole would return, or OK.
  Status CheckRole(uint8_t payload_type, PayloadRole role, RtpClockRate clock_rate) const;
  /// Does nothing if the payload type is not registered.
  void Remove(uint8_t payload_type);

  /// The chain of the first speech decoder with this RTP clock; null if there is none.
  FormatChain* ChainOfClock(RtpClockRate clock_rate) const;

  /// Null if the payload type is not registered.
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
