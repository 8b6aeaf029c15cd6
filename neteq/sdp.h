// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "base/status.h"
#include "base/units.h"
#include "neteq/audio_decoder.h"
#include "neteq/packet.h"

namespace neteq {

/// What a payload type of a session description stands for.
struct SdpPayload {
  uint8_t payload_type = 0;
  PayloadRole role = PayloadRole::kUnknown;
  RtpClockRate clock_rate;
  std::unique_ptr<AudioDecoder> decoder{};  ///< for PayloadRole::kSpeech, else null
};

/// [setup] Reads the lines that describe a payload type (RFC 8866), for example
/// "a=rtpmap:111 opus/48000/2" and "a=fmtp:111 stereo=1;useinbandfec=1". "a=" in front and line
/// ends behind may be missing, `fmtp` may be empty.
///
/// opus           48 kHz; mono, or with stereo=1 stereo: "/2" is part of the name (RFC 7587)
/// multiopus      48 kHz, 1 to 8 channels by channel_mapping, num_streams and coupled_streams
/// PCMU, PCMA     8000 Hz, 1 to 8 channels
/// G722           16 kHz on a clock of 8000 Hz, mono
/// L16            8 to 48 kHz, 1 to 8 channels
/// CN             8000, 16000, 32000 or 48000 Hz
/// red, telephone-event   any clock
///
/// Names in any case. `fmtp` is the receiver's: its stereo says what to decode to. Parameters that
/// do not change the decoder are ignored. kInvalidArgument or kUnsupported naming the line and the
/// part of it that cannot be used.
Result<SdpPayload> DecoderFromSdp(std::string_view rtpmap, std::string_view fmtp = {});

}  // namespace neteq
