// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <type_traits>

#include "neteq/base/fields.h"
#include "neteq/base/serial.h"
#include "neteq/base/units.h"

/// What happened, returned by value or const reference from every call: the engine has no callbacks
/// and no log.
namespace neteq {

/// What the engine does in one tick.
enum class Operation : uint8_t {
  kNormal,
  kExpand,
  kMerge,
  kAccelerate,
  kFastAccelerate,
  kPreemptiveExpand,
  kComfortNoise,       ///< noise as the sender described it (RFC 3389)
  kCodecComfortNoise,  ///< noise that the decoder makes (Opus DTX)
  kCodecPlc,           ///< the decoder's own concealment
  kDtmf,               ///< a telephone key and nothing else
};
template <>
struct EnumNames<Operation> {
  static constexpr std::array<std::string_view, 10> kNames = {
      "normal",          "expand",
      "merge",           "accelerate",
      "fast_accelerate", "preemptive_expand",
      "comfort_noise",   "codec_comfort_noise",
      "codec_plc",       "dtmf"};
};

/// True for operations that invent what was lost.
constexpr bool IsConcealment(Operation operation) {
  return operation == Operation::kExpand || operation == Operation::kCodecPlc;
}
/// True for operations that play noise while the sender pauses.
constexpr bool IsComfortNoise(Operation operation) {
  return operation == Operation::kComfortNoise || operation == Operation::kCodecComfortNoise;
}
/// True for operations that play faster.
constexpr bool IsAccelerate(Operation operation) {
  return operation == Operation::kAccelerate || operation == Operation::kFastAccelerate;
}
/// True for operations that change the speed.
constexpr bool IsStretch(Operation operation) {
  return IsAccelerate(operation) || operation == Operation::kPreemptiveExpand;
}

/// What is heard (NetEQ's output type).
enum class SpeechType : uint8_t {
  kNormal,
  kComfortNoise,  ///< the sender pauses
  kPlc,           ///< concealment
  kPlcNoise,      ///< concealment that has faded out
};
template <>
struct EnumNames<SpeechType> {
  static constexpr std::array<std::string_view, 4> kNames = {"normal", "comfort_noise", "plc",
                                                             "plc_noise"};
};

/// Why the decision logic chose it.
enum class Reason : uint8_t {
  kBeforeFirstPacket,  ///< nothing has ever arrived: silence
  kExpectedPacket,     ///< the packet that continues the sound is there
  kBufferedAudio,      ///< enough decoded audio waits
  kNoPacket,           ///< nothing to decode
  kWaitingForMissing,  ///< a later packet is there; the missing one may still come
  kPostponed,          ///< after a long concealment: letting the buffer fill up first
  kGapReached,  ///< concealed as long as the gap is, or waited long enough: go on with the later
                ///< packet
  kAboveHighLimit,      ///< more delay than wished
  kFarAboveHighLimit,   ///< so much more that several periods may go
  kBelowLowLimit,       ///< less delay than wished
  kStretchNotPossible,  ///< would stretch, but there is too little audio at hand
  kStreamReset,         ///< new stream, new codec or jump of the time line
  kLongConcealment,     ///< concealed for so long that decoding starts afresh
  kDecodeError,         ///< the decoder refused the packet
  kSilenceDescriptor,   ///< a comfort-noise packet is due
  kSenderPauses,        ///< the sender sends nothing for want of speech
  kAwaitingTarget,      ///< speech is there after a pause; playing it now would be too early
  kTelephoneEvent,      ///< a telephone key sounds
  kOverride,            ///< the caller chose
};
template <>
struct EnumNames<Reason> {
  static constexpr std::array<std::string_view, 19> kNames = {"before_first_packet",
                                                              "expected_packet",
                                                              "buffered_audio",
                                                              "no_packet",
                                                              "waiting_for_missing",
                                                              "postponed",
                                                              "gap_reached",
                                                              "above_high_limit",
                                                              "far_above_high_limit",
                                                              "below_low_limit",
                                                              "stretch_not_possible",
                                                              "stream_reset",
                                                              "long_concealment",
                                                              "decode_error",
                                                              "silence_descriptor",
                                                              "sender_pauses",
                                                              "awaiting_target",
                                                              "telephone_event",
                                                              "override"};
};

template <class Enum>
constexpr std::string_view NameOf(Enum value) {
  return EnumNames<Enum>::kNames[static_cast<size_t>(value)];
}

/// Fate of an inserted packet.
enum class InsertResult : uint8_t {
  kInserted,            ///< waits in the buffer
  kInsertedOldDropped,  ///< waits; the buffer was full, so the oldest packet (or all, if so
                        ///< configured) went
  kReplaced,            ///< waits in the place of a worse copy
  kDuplicate,           ///< an equal or better copy waits already
  kTooLate,             ///< its time has passed
  kNoRoom,              ///< the buffer is full of newer packets
  kEmpty,               ///< no payload (padding); its sequence number counts as received
  kUnknownPayloadType,  ///< nothing registered, or a telephone event before any sound
  kUndecodable,         ///< the payload is too large or not of its codec
  kMalformedRed,        ///< not an RFC 2198 payload
  kTelephoneEvent,      ///< a telephone key, queued
};
template <>
struct EnumNames<InsertResult> {
  static constexpr std::array<std::string_view, 11> kNames = {
      "inserted",       "inserted_old_dropped",
      "replaced",       "duplicate",
      "too_late",       "no_room",
      "empty",          "unknown_payload_type",
      "undecodable",    "malformed_red",
      "telephone_event"};
};

/// Result of NetEq::InsertPacket.
struct ArrivalReport {
  InsertResult result = InsertResult::kInserted;
  bool timeline_changed =
      false;  ///< first packet, other SSRC, other codec: the time line starts anew
  Duration target_delay{0};
};

/// Result of NetEq::GetAudio: one tick. Lengths in samples are per channel, at the decoder's rate
/// unless said otherwise.
struct TickReport {
  // The decision and what became of it. They differ when the packet in the buffer could not be
  // decoded or did not fill the tick, and when a stretch found nothing to splice.
  Operation operation = Operation::kNormal;            ///< executed
  Reason reason = Reason::kBeforeFirstPacket;          ///< why that was executed
  Operation decided_operation = Operation::kNormal;    ///< chosen by the policy
  Reason decided_reason = Reason::kBeforeFirstPacket;  ///< why the policy chose it
  SpeechType speech_type = SpeechType::kNormal;

  bool decoded_audio = false;  ///< the tick begins with decoded audio, stretched or not
  bool muted = false;          ///< concealment has faded out completely
  bool dtmf = false;           ///< a telephone key sounds
  bool decode_error = false;   ///< a decoder refused a packet or returned no audio
  bool output_too_small =
      false;  ///< the output had no room for the tick; it was filled with silence
  uint8_t packets_decoded = 0;

  int sample_rate_hz = 0;       ///< of the output
  int channels = 0;             ///< of the output
  int samples_per_channel = 0;  ///< of the output: 10 ms

  int packets_in_buffer = 0;
  int stretched_samples = 0;  ///< > 0 inserted, < 0 removed
  int concealed_samples = 0;  ///< concealment in this tick
  int noise_samples = 0;      ///< comfort noise in this tick
  int pitch_lag_samples = 0;  ///< period of the stretch or the concealment; 0 = none
  float correlation = 0.0F;   ///< of the spliced periods, -1 to 1

  Duration target_delay{0};
  Duration unlimited_target_delay{0};  ///< the target before minimum and maximum
  Duration filtered_delay{0};          ///< smoothed buffer level plus decoded audio not played yet
  Duration recent_playout_delay{0};    ///< of the first sample, behind the fastest recent packet
  Duration current_buffer_size{0};     ///< waiting packets plus decoded audio not played yet

  bool has_timestamps = false;     ///< false before the first packet
  RtpTimestamp frame_timestamp;    ///< of the first sample played
  RtpTimestamp playout_timestamp;  ///< after the last sample played; continues during concealment,
                                   ///< never goes back
};
static_assert(std::is_trivially_copyable_v<TickReport> && sizeof(TickReport) <= 256);

}  // namespace neteq
