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

/// Parameters of a transmission.
struct SenderOptions {
  EncoderOptions encoder{};
  std::optional<uint8_t> payload_type{};  ///< default: as in PayloadTypes::Defaults(), else 97
  bool comfort_noise = false;             ///< send RFC 3389 in pauses; not with Opus
  int red_distance = 0;                   ///< earlier payloads in each packet, 0 to 9
  uint8_t red_payload_type = 117;
  std::vector<std::string> keys{};  ///< "KEYS@SECONDS", see ParseKeyPresses
  uint16_t first_sequence = 0;
  uint32_t first_timestamp = 0;
  uint32_t ssrc = 0x6E657465;
};

/// The sent packets and their format.
struct Transmission {
  Trace trace{};
  SdpFormat format;
  uint8_t payload_type = 0;
};

/// Sends `audio` in frames, starting at time 0. Each frame is sent at the time of its first sample;
/// the last one is padded with silence. The encoder uses the first channels of the file and repeats
/// the last one if the file has too few.
///
/// - Comfort noise: once a pause is detected, descriptors replace sound, see SilenceEncoder.
/// - Opus DTX: of each run of payloads of 1 or 2 bytes only the first is sent.
/// - Keys: start at a frame and last for whole frames; no other sound is sent meanwhile.
/// - RED: contains everything except telephone events.
/// - Marker: set on the first packet of a key and on the first packet with sound after a pause.
///
/// Sequence numbers count the packets sent; timestamps also advance during pauses. Fails with
/// kInvalidArgument, naming the option.
Result<Transmission> Send(const AudioFile& audio, const SenderOptions& options,
                          const Delays& delays);

}  // namespace neteq::sim
