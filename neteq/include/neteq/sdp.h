// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "neteq/audio_decoder.h"
#include "neteq/base/status.h"
#include "neteq/base/units.h"
#include "neteq/packet.h"

namespace neteq {

class NetEq;

/// An encoding in the terms of a session description (SDP), for example "opus/48000/2" with
/// "stereo=1".
struct SdpFormat {
  std::string name{};  ///< encoding name, spelled as in the list at ParseSdpFormat()
  PayloadRole role = PayloadRole::kUnknown;
  RtpClockRate clock_rate{8000};  ///< RTP clock rate in Hz
  int channels = 1;               ///< as written; Opus always has "/2" (RFC 7587)
  std::string parameters{};       ///< parameters of a=fmtp: "stereo=1;useinbandfec=1"

  /// [setup] Returns the encoding as in a=rtpmap, "opus/48000/2". Omits the channels if they have
  /// no meaning for the encoding.
  std::string Encoding() const;
  friend bool operator==(const SdpFormat&, const SdpFormat&) = default;
};

/// A speech codec that is not part of the core, such as G722Codec() of neteq/g722.h or one of the
/// application.
struct SdpCodec {
  std::string_view name;  ///< encoding name; must outlive the use of this struct
  /// Creates the decoder, or returns an error whose message names the line ("rtpmap", "fmtp").
  Result<std::unique_ptr<AudioDecoder>> (*make)(const SdpFormat&) = nullptr;
};

/// [setup] Parses the text after the payload type in a=rtpmap (`encoding`) and a=fmtp
/// (`parameters`), RFC 8866. Supported encodings:
/// - opus: 48 kHz; mono, or stereo with stereo=1
/// - multiopus: 48 kHz, 1 to 8 channels, set by channel_mapping, num_streams and coupled_streams
/// - PCMU, PCMA: 8000 Hz, 1 to 8 channels
/// - G722: 16 kHz mono on an RTP clock of 8000 Hz; its decoder needs G722Codec()
/// - L16: 8 to 48 kHz, 1 to 8 channels
/// - CN: 8000, 16000, 32000 or 48000 Hz
/// - red, telephone-event: any clock rate
/// - those in `codecs`
///
/// Encoding names are case-insensitive. Errors: kInvalidArgument or kUnsupported; the message names
/// the line ("rtpmap") and its unusable part. MakeDecoder() reports errors that only a decoder can
/// detect.
Result<SdpFormat> ParseSdpFormat(std::string_view encoding, std::string_view parameters = {},
                                 std::span<const SdpCodec> codecs = {});

/// [setup] Creates the decoder for a format with PayloadRole::kSpeech; returns null for other
/// roles. The parameters are those of the receiver: stereo selects the channels to decode to.
/// Parameters that do not affect the decoder are ignored. A codec in `codecs` takes precedence over
/// one of the core with the same name. Errors: kInvalidArgument or kUnsupported,
/// as for ParseSdpFormat().
Result<std::unique_ptr<AudioDecoder>> MakeDecoder(const SdpFormat& format,
                                                  std::span<const SdpCodec> codecs = {});

/// A payload type of a session description, ready to be registered.
struct SdpPayload {
  uint8_t payload_type = 0;  ///< RTP payload type, 0 to 127
  PayloadRole role = PayloadRole::kUnknown;
  RtpClockRate clock_rate;                  ///< RTP clock rate in Hz
  std::unique_ptr<AudioDecoder> decoder{};  ///< for PayloadRole::kSpeech; otherwise null
};

/// [setup] Parses the lines that describe a payload type, for example "a=rtpmap:111 opus/48000/2"
/// and "a=fmtp:111 stereo=1;useinbandfec=1", and creates its decoder. The prefix "a=" and line ends
/// are optional; `fmtp` may be empty. Supports the formats of ParseSdpFormat() and returns the
/// errors of ParseSdpFormat() and MakeDecoder().
Result<SdpPayload> DecoderFromSdp(std::string_view rtpmap, std::string_view fmtp = {},
                                  std::span<const SdpCodec> codecs = {});

/// [setup] Registers the payload type that these lines describe, with its decoder if it is speech.
/// Returns the errors of DecoderFromSdp(), NetEq::RegisterDecoder() and
/// NetEq::RegisterPayloadType(). Must not overlap with other calls on `neteq`.
Status RegisterSdp(NetEq& neteq, std::string_view rtpmap, std::string_view fmtp = {},
                   std::span<const SdpCodec> codecs = {});

}  // namespace neteq
