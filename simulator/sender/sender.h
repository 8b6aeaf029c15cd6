// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "neteq/base/status.h"
#include "neteq/sdp.h"
#include "simulator/sender/payload_encoder.h"
#include "simulator/support/audio_file.h"
#include "simulator/trace/delays.h"
#include "simulator/trace/trace.h"

namespace neteq::sim {

/// How audio is turned into RTP packets.
struct SenderOptions {
  EncoderOptions encoder{};
  std::optional<uint8_t> payload_type{};  ///< none: that of PayloadTypes::Defaults(), else 97
  bool comfort_noise = false;             ///< RFC 3389 in pauses; not for Opus
  int red_distance = 0;                   ///< earlier payloads in each packet, 0 to 9
  uint8_t red_payload_type = 117;
  std::vector<std::string> keys{};  ///< "KEYS@SECONDS", see ParseKeyPresses
  uint16_t first_sequence = 0;
  uint32_t first_timestamp = 0;
  uint32_t ssrc = 0x6E657465;
};

/// What was sent, and as what.
struct Transmission {
  Trace trace{};
  SdpFormat format;
  uint8_t payload_type = 0;
};

/// Sends `audio` from time 0 in frames, each at the time of its first sample, the last one filled
/// up with silence. The encoder takes the first channels of the file, the last one again where it
/// has fewer.
///
/// Comfort noise   from when a pause is recognised a descriptor in place of sound, as
///                 SilenceEncoder says
/// Opus DTX        payloads of 1 or 2 bytes: of each run only the first is sent
/// Keys            begin with a frame and last for whole frames; no other sound meanwhile
/// RED             around everything but telephone events
/// Marker          on the first packet of a key and on the first with sound after a pause
///
/// Sequence numbers count packets sent, timestamps run on. kInvalidArgument naming the option.
Result<Transmission> Send(const AudioFile& audio, const SenderOptions& options,
                          const Delays& delays);

}  // namespace neteq::sim
