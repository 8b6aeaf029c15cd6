// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <type_traits>

#include "neteq/base/fields.h"
#include "neteq/base/serial.h"
#include "neteq/base/units.h"

/// Reports of the engine. Calls return them by value or const reference; the engine has no
/// callbacks and no log.
namespace neteq {

/// The operation that produces the audio of one tick (10 ms).
enum class Operation : uint8_t {
  kNormal,            ///< plays decoded audio at its own speed
  kExpand,            ///< conceals by extrapolating the audio played so far
  kMerge,             ///< joins decoded audio to a preceding concealment
  kAccelerate,        ///< removes one pitch period, or plays faster (stretch.method), to lower the
                      ///< delay
  kFastAccelerate,    ///< as kAccelerate, with a lower correlation threshold and as many periods as
                      ///< fit into 15 ms
  kPreemptiveExpand,  ///< inserts one pitch period, or plays slower, to raise the delay
  kComfortNoise,      ///< noise with the spectrum that the sender described (RFC 3389)
  kCodecComfortNoise,  ///< noise that the decoder generates (Opus DTX)
  kCodecPlc,           ///< concealment by the decoder
  kDtmf,               ///< the tone of a telephone event, without decoded audio
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

/// Returns true for operations that synthesise missing audio.
constexpr bool IsConcealment(Operation operation) {
  return operation == Operation::kExpand || operation == Operation::kCodecPlc;
}
/// Returns true for operations that play noise during a pause of the sender.
constexpr bool IsComfortNoise(Operation operation) {
  return operation == Operation::kComfortNoise || operation == Operation::kCodecComfortNoise;
}
/// Returns true for operations that shorten the audio.
constexpr bool IsAccelerate(Operation operation) {
  return operation == Operation::kAccelerate || operation == Operation::kFastAccelerate;
}
/// Returns true for operations that shorten or lengthen the audio.
constexpr bool IsStretch(Operation operation) {
  return IsAccelerate(operation) || operation == Operation::kPreemptiveExpand;
}

/// Kind of audio in the output (NetEQ's output type).
enum class SpeechType : uint8_t {
  kNormal,        ///< decoded audio
  kComfortNoise,  ///< noise during a pause of the sender
  kPlc,           ///< concealment
  kPlcNoise,      ///< concealment that has faded out
};
template <>
struct EnumNames<SpeechType> {
  static constexpr std::array<std::string_view, 4> kNames = {"normal", "comfort_noise", "plc",
                                                             "plc_noise"};
};

/// Reason for an operation.
enum class Reason : uint8_t {
  kBeforeFirstPacket,   ///< playout has not started: silence
  kExpectedPacket,      ///< the next packet is available and due
  kBufferedAudio,       ///< the decoded audio not played yet fills the tick
  kNoPacket,            ///< no packet is waiting, or the decoded audio does not fill the tick
  kWaitingForMissing,   ///< a later packet is available; the missing one may still arrive
  kPostponed,           ///< concealment has faded: the buffer fills up first
  kGapReached,          ///< concealment covers the gap, or has waited long enough: the later packet
                        ///< follows
  kAboveHighLimit,      ///< the delay is above the target range
  kFarAboveHighLimit,   ///< the delay is far above the target range: several periods may be removed
  kBelowLowLimit,       ///< the delay is below the target range
  kStretchNotPossible,  ///< a stretch was chosen, but too little audio is available
  kStreamReset,         ///< decoding restarts: new stream, new format, jump of the timestamps or
                        ///< decoding error
  kLongConcealment,     ///< decoding restarts after a long concealment
  kDecodeError,         ///< the decoder refused the packet or returned invalid audio
  kSilenceDescriptor,   ///< a comfort-noise packet is due
  kSenderPauses,        ///< the sender transmits nothing during a pause (DTX)
  kAwaitingTarget,      ///< speech after a pause is held back until the delay reaches the target
  kTelephoneEvent,      ///< the tone of a telephone event plays instead of concealment
  kOverride,            ///< the caller chose the operation (OverrideNextOperation)
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

/// Returns the name of an enumerator in reports, for example "fast_accelerate". `value` must be one
/// of the enumerators.
template <class Enum>
constexpr std::string_view NameOf(Enum value) {
  return EnumNames<Enum>::kNames[static_cast<size_t>(value)];
}

/// Outcome for an inserted packet.
enum class InsertResult : uint8_t {
  kInserted,            ///< stored in the buffer
  kInsertedOldDropped,  ///< stored; the buffer was full and dropped its oldest packet, or all
                        ///< packets with buffer.flush_when_full
  kReplaced,            ///< stored instead of a worse copy
  kDuplicate,           ///< discarded: an equal or better copy is in the buffer
  kTooLate,             ///< discarded: its playout time has passed, or its timestamp or sequence
                        ///< number contradicts the stream
  kNoRoom,              ///< discarded: the buffer is full of newer packets
  kEmpty,               ///< no payload (padding); its sequence number counts as received
  kUnknownPayloadType,  ///< not registered, or a telephone event before any audio
  kUndecodable,         ///< the payload is too large, invalid for its codec, or an unsupported
                        ///< telephone event
  kMalformedRed,        ///< the payload violates RFC 2198
  kTelephoneEvent,      ///< a telephone event, queued
  kForeign,             ///< discarded: another SSRC, which has not taken over
};
template <>
struct EnumNames<InsertResult> {
  static constexpr std::array<std::string_view, 12> kNames = {
      "inserted",        "inserted_old_dropped",
      "replaced",        "duplicate",
      "too_late",        "no_room",
      "empty",           "unknown_payload_type",
      "undecodable",     "malformed_red",
      "telephone_event", "foreign"};
};

/// Result of NetEq::InsertPacket.
struct ArrivalReport {
  InsertResult result = InsertResult::kInserted;
  /// The timeline restarts: first packet, new SSRC or new codec.
  bool timeline_changed = false;
  Duration target_delay{0};  ///< target delay after this packet
};

/// Result of NetEq::GetAudio: one tick. Sample counts are per channel, at the decoder's rate unless
/// noted otherwise.
struct TickReport {
  // The executed operation differs from the decided one if the packet could not be decoded or did
  // not fill the tick, if the decoder has no concealment, or if a stretch falls into noise or a
  // cross-fade. A stretch that finds no similar periods is executed with stretched_samples = 0.
  Operation operation = Operation::kNormal;            ///< executed
  Reason reason = Reason::kBeforeFirstPacket;          ///< reason for the executed operation
  Operation decided_operation = Operation::kNormal;    ///< chosen by the policy
  Reason decided_reason = Reason::kBeforeFirstPacket;  ///< reason for the decided operation
  SpeechType speech_type = SpeechType::kNormal;

  bool decoded_audio = false;  ///< the executed operation is neither concealment nor noise
  bool muted = false;          ///< concealment has faded out completely
  bool dtmf = false;           ///< the tone of a telephone event plays
  bool decode_error = false;   ///< a decoder refused a packet or returned invalid audio
  /// The output buffer was too small for the tick and was filled with silence.
  bool output_too_small = false;
  uint8_t packets_decoded = 0;

  int sample_rate_hz = 0;       ///< sample rate of the output
  int channels = 0;             ///< channels of the output
  int samples_per_channel = 0;  ///< length of the output: 10 ms at sample_rate_hz

  int packets_in_buffer = 0;
  int stretched_samples = 0;  ///< positive: inserted, negative: removed
  int concealed_samples = 0;  ///< samples of concealment in this tick
  int noise_samples = 0;      ///< samples of comfort noise in this tick
  int pitch_lag_samples = 0;  ///< spliced length of a stretch, or period of concealment; 0: none
  float correlation = 0.0F;   ///< correlation of the spliced periods, -1 to 1

  Duration target_delay{0};
  Duration unlimited_target_delay{0};  ///< target before the delay bounds apply
  Duration filtered_delay{0};          ///< smoothed buffer level plus decoded audio not played yet
  /// Delay of the first sample behind the fastest packet of the last seconds; 0 in ticks that the
  /// muted state skips.
  Duration recent_playout_delay{0};
  Duration current_buffer_size{0};  ///< waiting packets plus decoded audio not played yet

  bool has_timestamps = false;   ///< false until playout starts
  RtpTimestamp frame_timestamp;  ///< RTP timestamp of the first sample played
  /// RTP timestamp following the last played sample. Also advances during concealment and noise.
  /// Decreases only when the timeline changes.
  RtpTimestamp playout_timestamp;
};
static_assert(std::is_trivially_copyable_v<TickReport> && sizeof(TickReport) <= 256);

}  // namespace neteq
