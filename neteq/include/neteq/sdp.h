// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "neteq/audio_decoder.h"
#include "neteq/base/status.h"
#include "neteq/base/units.h"
#include "neteq/packet.h"

namespace neteq {

class NetEq;

/// An encoding as a session description names it, for example "opus/48000/2" with "stereo=1".
struct SdpFormat {
  std::string name{};  ///< in the spelling of the list at ParseSdpFormat
  PayloadRole role = PayloadRole::kUnknown;
  RtpClockRate clock_rate{8000};
  int channels = 1;          ///< as written: the "/2" of Opus is part of its name (RFC 7587)
  std::string parameters{};  ///< those of a=fmtp: "stereo=1;useinbandfec=1"

  /// "opus/48000/2"; without channels where they mean nothing.
  std::string Encoding() const;
  friend bool operator==(const SdpFormat&, const SdpFormat&) = default;
};

/// [setup] Reads what a=rtpmap and a=fmtp say behind the payload type (RFC 8866).
///
/// opus           48 kHz; mono, or stereo with stereo=1
/// multiopus      48 kHz, 1 to 8 channels by channel_mapping, num_streams and coupled_streams
/// PCMU, PCMA     8000 Hz, 1 to 8 channels
/// G722           16 kHz on a clock of 8000 Hz, mono
/// L16            8 to 48 kHz, 1 to 8 channels
/// CN             8000, 16000, 32000 or 48000 Hz
/// red, telephone-event   any clock
///
/// Names in any case. kInvalidArgument or kUnsupported naming the line ("rtpmap") and the part of
/// it that cannot be used; what only a decoder minds is found by MakeDecoder.
Result<SdpFormat> ParseSdpFormat(std::string_view encoding, std::string_view parameters = {});

/// [setup] The decoder of a format in PayloadRole::kSpeech; null for other roles. The parameters
/// are the receiver's: stereo says what to decode to. Those that do not change the decoder are
/// ignored. Errors as ParseSdpFormat.
Result<std::unique_ptr<AudioDecoder>> MakeDecoder(const SdpFormat& format);

/// What a payload type of a session description stands for.
struct SdpPayload {
  uint8_t payload_type = 0;
  PayloadRole role = PayloadRole::kUnknown;
  RtpClockRate clock_rate;
  std::unique_ptr<AudioDecoder> decoder{};  ///< for PayloadRole::kSpeech, else null
};

/// [setup] Reads the lines that describe a payload type, for example "a=rtpmap:111 opus/48000/2"
/// and "a=fmtp:111 stereo=1;useinbandfec=1". "a=" in front and line ends behind may be missing,
/// `fmtp` may be empty. Formats and errors as ParseSdpFormat and MakeDecoder.
Result<SdpPayload> DecoderFromSdp(std::string_view rtpmap, std::string_view fmtp = {});

/// [setup] Registers the payload type that these lines describe, with its decoder if it is speech.
/// Errors as DecoderFromSdp(), NetEq::RegisterDecoder() and NetEq::RegisterPayloadType(). The thread
/// rules of NetEq hold.
Status RegisterSdp(NetEq& neteq, std::string_view rtpmap, std::string_view fmtp = {});

}  // namespace neteq
