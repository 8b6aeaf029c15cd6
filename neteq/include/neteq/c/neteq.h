// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "neteq/base/export.h"
#include "neteq/c/declarations.h"

/// The jitter buffer for C11 and for languages that call C. Each function calls the C++ function
/// named in its description; neteq/neteq.h has the contract.
///
/// - Errors: functions return a status. neteq_last_error() explains the last failure of the calling
///   thread. No C++ exception leaves a function. A null pointer, a wrong size and a value outside
///   an enumeration give NETEQ_INVALID_ARGUMENT or NETEQ_OUT_OF_RANGE. An error changes nothing.
/// - Structs: the first member of a struct is its size, which the caller sets: `neteq_statistics s
///   = {.size = sizeof s};`. Later versions only append members. A function fills as many members as `size`
///   covers and sets bytes beyond the library's version to zero. As input, members that `size`
///   leaves out are zero; a member that the library does not know must be zero. The size is at most
///   4096.
/// - Tags: as in neteq/neteq.h, [setup] functions may allocate, [stream] functions do not.
/// - Threads: calls on one engine must not overlap; calls on different engines may.
/// - Times are in microseconds. Booleans are int32_t, 0 or 1.

#ifdef __cplusplus
#define NETEQ_NOEXCEPT noexcept
extern "C" {
#else
#define NETEQ_NOEXCEPT
#endif

/// A jitter buffer, neteq::NetEq.
typedef struct neteq_engine neteq_engine;

/// Outcome of a call: one of the values below.
typedef int32_t neteq_status;
enum {
  NETEQ_OK = 0,
  NETEQ_INVALID_ARGUMENT = 1,  ///< malformed, contradictory or null
  NETEQ_OUT_OF_RANGE = 2,      ///< well-formed, outside the declared range
  NETEQ_UNSUPPORTED = 3,       ///< known, but not supported
  NETEQ_UNREADABLE = 4,        ///< the bytes are not an RTP packet
  NETEQ_OUT_OF_MEMORY = 5,
  NETEQ_INTERNAL_ERROR = 6,  ///< an exception of another kind, for example from a callback
};

/// [stream] Returns what a status means, in a few words: "out of range". Null for a number that is
/// no status.
NETEQ_EXPORT const char* neteq_status_text(neteq_status status) NETEQ_NOEXCEPT;
/// [stream] Returns the message of the last failed call of this thread, empty before the first
/// failure: "delay.min_delay_ms = '-1': expected an integer from 0 to 10000 ms". Calls that succeed
/// and NETEQ_UNREADABLE keep the message. At most 511 bytes. Valid until the next failure.
NETEQ_EXPORT const char* neteq_last_error(void) NETEQ_NOEXCEPT;
/// [stream] Returns the version of the library, for example "0.1.0". neteq/version.h has the
/// version of the headers.
NETEQ_EXPORT const char* neteq_version(void) NETEQ_NOEXCEPT;

/// A parameter: its dotted name (docs/parameters.md) and its value as text.
typedef struct neteq_setting {
  const char* name;   ///< for example "delay.max_delay_ms", "output.rate_hz" or "seed"
  const char* value;  ///< for example "200" or "true"
} neteq_setting;

/// [setup] Creates a jitter buffer (NetEq::Create): the parameters of `preset`, changed by
/// `settings`. Null selects the preset "default"; `settings` may be null if `setting_count` is 0.
/// The output is 48 kHz mono unless output.rate_hz and output.channels say otherwise. Writes the
/// engine to `engine`, or null on failure.
NETEQ_EXPORT neteq_status neteq_create(const char* preset, const neteq_setting* settings,
                                       size_t setting_count, neteq_engine** engine) NETEQ_NOEXCEPT;
/// [setup] Destroys the engine and its decoders. Does nothing if `engine` is null.
NETEQ_EXPORT void neteq_destroy(neteq_engine* engine) NETEQ_NOEXCEPT;
/// [stream] Returns the name of a preset, "default" first; null if `index` is not below the number
/// of presets.
NETEQ_EXPORT const char* neteq_preset_name(size_t index) NETEQ_NOEXCEPT;

/// Kind of content of a payload type, neteq::PayloadRole.
enum {
  NETEQ_ROLE_SPEECH = 1,           ///< registered with a decoder
  NETEQ_ROLE_COMFORT_NOISE = 2,    ///< RFC 3389
  NETEQ_ROLE_RED = 3,              ///< RFC 2198
  NETEQ_ROLE_TELEPHONE_EVENT = 4,  ///< RFC 4733
};

/// [setup] Registers the payload type that lines of a session description describe (RegisterSdp in
/// neteq/sdp.h): "a=rtpmap:111 opus/48000/2" and "a=fmtp:111 stereo=1". `fmtp` may be null.
NETEQ_EXPORT neteq_status neteq_register_sdp(neteq_engine* engine, const char* rtpmap,
                                             const char* fmtp) NETEQ_NOEXCEPT;
/// [setup] Registers a payload type without a decoder (NetEq::RegisterPayloadType): comfort noise,
/// RED or telephone events.
NETEQ_EXPORT neteq_status neteq_register_role(neteq_engine* engine, int32_t payload_type,
                                              int32_t role, int32_t clock_rate_hz) NETEQ_NOEXCEPT;
/// [setup] Removes a payload type and discards its waiting packets (NetEq::RemovePayloadType).
NETEQ_EXPORT neteq_status neteq_remove_payload_type(neteq_engine* engine,
                                                    int32_t payload_type) NETEQ_NOEXCEPT;

/// Content of a payload, read from its header without decoding (neteq::PacketInfo).
typedef struct neteq_payload_info {
  size_t size;            ///< set by the library
  int32_t frame_samples;  ///< per channel, at the decoder's rate; 0: unreadable
  int32_t is_dtx;         ///< refreshes a silence period
  int32_t fec_samples;    ///< preceding audio that the in-band FEC holds; 0: none
} neteq_payload_info;

/// Result of a decoding callback.
enum {
  NETEQ_DECODED_SPEECH = 0,
  NETEQ_DECODED_COMFORT_NOISE = 1,
  NETEQ_DECODED_ERROR = 2,
  NETEQ_DECODED_UNSUPPORTED = 3,
};

/// Room for decoded audio: planar float, full scale +-1.0. Sample i of channel c is
/// `data[c * stride + i]`.
typedef struct neteq_decoder_output {
  size_t size;  ///< set by the library
  float* data;
  int32_t channels;                      ///< as in neteq_decoder
  int32_t stride;                        ///< distance of two channels in samples
  int32_t capacity_samples_per_channel;  ///< at least 120 ms
  int32_t samples_per_channel;           ///< set by the callback: samples written
} neteq_decoder_output;

/// A codec of the application (neteq::AudioDecoder, neteq/audio_decoder.h). The callbacks run in
/// the calls that insert packets and pull audio. They must not throw, and must not allocate or lock
/// if these calls must not.
typedef struct neteq_decoder {
  size_t size;             ///< sizeof(neteq_decoder), set by the caller
  void* state;             ///< first argument of each callback
  int32_t sample_rate_hz;  ///< 8000 to 48000, a multiple of 100
  int32_t clock_rate_hz;   ///< RTP clock rate
  int32_t channels;        ///< 1 to 8
  /// Each decoded sample is finite and within +-16, so the engine need not check it.
  int32_t is_output_bounded;
  /// Required. Reads the header of a payload of arbitrary bytes.
  void (*inspect)(const void* state, const uint8_t* payload, size_t payload_bytes,
                  neteq_payload_info* info);
  /// Required. Decodes a payload. Returns NETEQ_DECODED_...
  int32_t (*decode)(void* state, const uint8_t* payload, size_t payload_bytes,
                    neteq_decoder_output* output);
  /// Required. Returns the decoder to its initial state.
  void (*reset)(void* state);
  /// Null: no in-band FEC. Decodes the in-band FEC of a payload instead of a lost packet.
  int32_t (*decode_fec)(void* state, const uint8_t* payload, size_t payload_bytes,
                        neteq_decoder_output* output);
  /// Null: no concealment. Conceals at least `samples` samples per channel.
  int32_t (*decode_plc)(void* state, int32_t samples, neteq_decoder_output* output);
  /// Null: payloads are not split. Returns the size of the pieces of a payload in bytes.
  size_t (*split_bytes)(const void* state, size_t payload_bytes);
  /// Null: nothing to do. Called when the engine no longer needs the decoder.
  void (*destroy)(void* state);
} neteq_decoder;

/// [setup] Registers a codec of the application (NetEq::RegisterDecoder). The engine copies the
/// struct and calls `destroy` when the payload type is removed or the engine is destroyed. If the
/// call fails, `destroy` is not called and the state remains the caller's.
NETEQ_EXPORT neteq_status neteq_register_decoder(neteq_engine* engine, int32_t payload_type,
                                                 const neteq_decoder* decoder) NETEQ_NOEXCEPT;

/// Bounds of the target delay, 0 to 10 s; zero means unset.
typedef struct neteq_delay_bounds {
  size_t size;
  int64_t minimum_us;
  int64_t maximum_us;
  int64_t base_minimum_us;  ///< a second minimum, which gives way to the other bounds
} neteq_delay_bounds;
/// [stream] Sets the bounds of the target delay (NetEq::SetDelayBounds). Only the error message
/// allocates.
NETEQ_EXPORT neteq_status neteq_set_delay_bounds(neteq_engine* engine,
                                                 const neteq_delay_bounds* bounds) NETEQ_NOEXCEPT;

/// Limits that playout is to keep, each alone or both; zero means unset.
typedef struct neteq_service_level {
  size_t size;
  double max_late_percent;  ///< share of late audio, 0 to 100 %
  int64_t max_delay_us;     ///< playout delay that 95 % of the audio stays below, 0 to 10 s
} neteq_service_level;
/// [stream] Sets the service level (NetEq::SetServiceLevel). Only the error message allocates.
NETEQ_EXPORT neteq_status neteq_set_service_level(neteq_engine* engine,
                                                  const neteq_service_level* level) NETEQ_NOEXCEPT;

/// Header data of a packet that the engine only passes on (neteq::PacketMetadata).
typedef struct neteq_packet_metadata {
  uint32_t csrcs[15];  ///< contributing sources
  int32_t csrc_count;  ///< 0 to 15
  int32_t has_audio_level;
  int32_t audio_level_dbov;  ///< dB below full scale, 0 to 127
  int32_t has_voice;
  int32_t has_capture_time;
  int32_t has_capture_clock_offset;
  uint64_t capture_ntp;          ///< Q32.32 seconds
  int64_t capture_clock_offset;  ///< Q32.32 seconds
} neteq_packet_metadata;

/// A received RTP packet (neteq::RtpPacketView).
typedef struct neteq_rtp_packet {
  size_t size;
  const uint8_t* payload;  ///< may be null if payload_bytes is 0
  size_t payload_bytes;
  uint32_t timestamp;
  uint32_t ssrc;
  int32_t sequence;      ///< 0 to 65535
  int32_t payload_type;  ///< 0 to 127
  int32_t marker;
  neteq_packet_metadata metadata;
} neteq_rtp_packet;

/// Result of an insertion (neteq::ArrivalReport).
typedef struct neteq_arrival_report {
  size_t size;
  int32_t result;            ///< NETEQ_INSERT_...
  int32_t timeline_changed;  ///< first packet, new SSRC or new codec
  int64_t target_delay_us;   ///< target delay after this packet
} neteq_arrival_report;

/// [stream] Parses an RTP packet (ParseRtp in neteq/rtp_parser.h). The payload points into `bytes`.
/// Returns NETEQ_UNREADABLE if the bytes are not a complete RTP packet.
NETEQ_EXPORT neteq_status neteq_parse_rtp(const uint8_t* bytes, size_t byte_count,
                                          neteq_rtp_packet* packet) NETEQ_NOEXCEPT;
/// [stream] Inserts a packet that arrived at `now_us` on a monotonic clock with any origin
/// (NetEq::InsertPacket). Copies the payload. A refused packet is no error: `report`, which may be
/// null, says why it was refused.
NETEQ_EXPORT neteq_status neteq_insert_packet(neteq_engine* engine, const neteq_rtp_packet* packet,
                                              int64_t now_us,
                                              neteq_arrival_report* report) NETEQ_NOEXCEPT;
/// [stream] Parses and inserts a datagram as a socket receives it. Returns NETEQ_UNREADABLE if it
/// is no RTP packet.
NETEQ_EXPORT neteq_status neteq_insert_datagram(neteq_engine* engine, const uint8_t* bytes,
                                                size_t byte_count, int64_t now_us,
                                                neteq_arrival_report* report) NETEQ_NOEXCEPT;

/// Receives each packet that the engine refuses: `result` is neither NETEQ_INSERT_INSERTED,
/// _INSERTED_OLD_DROPPED, _REPLACED, _EMPTY nor _TELEPHONE_EVENT. Valid during the call only. Runs
/// in the call that inserts the packet and must not throw.
typedef void (*neteq_refused_packet_log)(void* user, const neteq_rtp_packet* packet,
                                         int32_t result);
/// [stream] Sets the log of refused packets. A null `log` turns it off.
NETEQ_EXPORT neteq_status neteq_set_log(neteq_engine* engine, neteq_refused_packet_log log,
                                        void* user) NETEQ_NOEXCEPT;

/// Description of one tick of 10 ms (neteq::TickReport in neteq/reports.h). Sample counts are per
/// channel.
typedef struct neteq_tick_report {
  size_t size;
  int32_t operation;          ///< executed: NETEQ_OPERATION_...
  int32_t reason;             ///< reason for the executed operation: NETEQ_REASON_...
  int32_t decided_operation;  ///< chosen by the policy
  int32_t decided_reason;
  int32_t speech_type;  ///< NETEQ_SPEECH_TYPE_...
  int32_t decoded_audio;
  int32_t muted;
  int32_t dtmf;
  int32_t decode_error;
  int32_t output_too_small;  ///< the output was filled with silence
  int32_t packets_decoded;
  int32_t sample_rate_hz;       ///< sample rate of the output
  int32_t channels;             ///< channels of the output
  int32_t samples_per_channel;  ///< length of the output
  int32_t packets_in_buffer;
  int32_t stretched_samples;  ///< positive: inserted, negative: removed
  int32_t concealed_samples;
  int32_t noise_samples;
  int32_t pitch_lag_samples;
  float correlation;
  int64_t target_delay_us;
  int64_t unlimited_target_delay_us;
  int64_t filtered_delay_us;
  int64_t recent_playout_delay_us;
  int64_t current_buffer_size_us;
  int32_t has_timestamps;
  uint32_t frame_timestamp;
  uint32_t playout_timestamp;
} neteq_tick_report;

/// [stream] Produces the next 10 ms as interleaved 16-bit PCM (NetEq::GetAudio). `capacity` is the
/// size of `out` in samples: channels x samples per 10 ms, 480 for 48 kHz mono. `report` may be
/// null. If `out` is too small, it is filled with silence, the report has output_too_small, and the
/// call returns NETEQ_OUT_OF_RANGE; the tick counts as played.
NETEQ_EXPORT neteq_status neteq_get_audio_s16(neteq_engine* engine, int16_t* out, size_t capacity,
                                              neteq_tick_report* report) NETEQ_NOEXCEPT;
/// [stream] Produces the next 10 ms as planar float, full scale +-1.0. Sample i of channel c is
/// `out[c * samples_per_channel + i]`; `out` holds `channels` x `samples_per_channel` samples, which
/// must be at least the output format. Otherwise as above.
NETEQ_EXPORT neteq_status neteq_get_audio_planar(neteq_engine* engine, float* out, int32_t channels,
                                                 int32_t samples_per_channel,
                                                 neteq_tick_report* report) NETEQ_NOEXCEPT;
/// [stream] Writes the report of the last tick, or a default report (NetEq::last_tick).
NETEQ_EXPORT neteq_status neteq_get_last_tick(const neteq_engine* engine,
                                              neteq_tick_report* report) NETEQ_NOEXCEPT;

/// A packet that was decoded for the last tick (neteq::RtpPacketInfo).
typedef struct neteq_packet_info {
  size_t size;
  uint32_t ssrc;
  uint32_t timestamp;  ///< timestamp of the audio, even if a later packet carried it
  int32_t sequence;    ///< sequence number of the packet that carried the audio
  int32_t payload_type;
  int32_t is_redundant;  ///< recovered from RED or in-band FEC; `metadata` is then empty
  int64_t receive_time_us;
  neteq_packet_metadata metadata;
} neteq_packet_info;
/// [stream] Returns how many packets the last tick decoded (NetEq::packet_infos), at most 32; 0 if
/// `engine` is null.
NETEQ_EXPORT size_t neteq_packet_info_count(const neteq_engine* engine) NETEQ_NOEXCEPT;
/// [stream] Describes one of these packets, the oldest at index 0.
NETEQ_EXPORT neteq_status neteq_get_packet_info(const neteq_engine* engine, size_t index,
                                                neteq_packet_info* info) NETEQ_NOEXCEPT;

/// [stream] Writes the sequence numbers worth a retransmission request, oldest first
/// (NetEq::NackList), and their count, at most `capacity`. An `rtt_us` of zero or less means
/// unknown. `out` may be null if `capacity` is 0.
NETEQ_EXPORT neteq_status neteq_nack_list(neteq_engine* engine, int64_t rtt_us, uint16_t* out,
                                          size_t capacity, size_t* count) NETEQ_NOEXCEPT;
/// [stream] Discards waiting packets and unplayed audio (NetEq::Flush).
NETEQ_EXPORT neteq_status neteq_flush(neteq_engine* engine) NETEQ_NOEXCEPT;

/// State of an engine (neteq::Snapshot). The functions below it read its other parts.
typedef struct neteq_snapshot {
  size_t size;
  int64_t target_delay_us;
  int64_t unlimited_target_delay_us;
  int64_t filtered_delay_us;
  int64_t unplayed_us;
  int64_t minimum_delay_us;       ///< as set by neteq_set_delay_bounds()
  int64_t maximum_delay_us;       ///< as set by neteq_set_delay_bounds()
  int64_t base_minimum_delay_us;  ///< as set by neteq_set_delay_bounds()
  int32_t has_playout_timestamp;
  uint32_t playout_timestamp;
  int32_t output_rate_hz;
  int32_t output_channels;
  int64_t device_period_us;
  double timestamp_step_ratio;
} neteq_snapshot;
/// [stream] Writes the state (NetEq::Inspect). This function and the four below it take tens of
/// microseconds.
NETEQ_EXPORT neteq_status neteq_inspect(const neteq_engine* engine,
                                        neteq_snapshot* snapshot) NETEQ_NOEXCEPT;
/// [stream] Writes Snapshot::stalls.
NETEQ_EXPORT neteq_status neteq_get_stalls(const neteq_engine* engine,
                                           neteq_stall_report* stalls) NETEQ_NOEXCEPT;
/// [stream] Writes Snapshot::clock_drift.
NETEQ_EXPORT neteq_status neteq_get_clock_drift(const neteq_engine* engine,
                                                neteq_clock_drift* drift) NETEQ_NOEXCEPT;
/// The service level, and since when it is not kept (neteq::delay::ServiceReport).
typedef struct neteq_service_report {
  size_t size;
  double max_late_percent;  ///< as set by neteq_set_service_level()
  int64_t max_delay_us;     ///< as set by neteq_set_service_level()
  int32_t is_late_share_broken;
  int32_t is_delay_broken;
  int64_t late_since_us;  ///< arrival time; 0 unless is_late_share_broken
  int64_t slow_since_us;  ///< arrival time; 0 unless is_delay_broken
} neteq_service_report;
/// [stream] Writes Snapshot::service.
NETEQ_EXPORT neteq_status neteq_get_service(const neteq_engine* engine,
                                            neteq_service_report* report) NETEQ_NOEXCEPT;
/// [stream] Writes Snapshot::receiver_report, which starts no interval.
NETEQ_EXPORT neteq_status neteq_get_receiver_report(const neteq_engine* engine,
                                                    neteq_receiver_report* report) NETEQ_NOEXCEPT;
/// [stream] Writes the RTCP receiver report and starts the next interval of fraction_lost
/// (NetEq::CloseReceiverInterval).
NETEQ_EXPORT neteq_status
neteq_close_receiver_interval(neteq_engine* engine, neteq_receiver_report* report) NETEQ_NOEXCEPT;
/// [stream] Writes the lifetime counters (NetEq::statistics).
NETEQ_EXPORT neteq_status neteq_get_statistics(const neteq_engine* engine,
                                               neteq_statistics* statistics) NETEQ_NOEXCEPT;
/// [stream] Writes the statistics since the last call and starts the next interval
/// (NetEq::TakeNetworkStatistics).
NETEQ_EXPORT neteq_status neteq_take_network_statistics(
    neteq_engine* engine, neteq_network_statistics* statistics) NETEQ_NOEXCEPT;

/// [stream] Return the name of an enumerator as in JSON, for example "fast_accelerate"; null for a
/// number that is none.
NETEQ_EXPORT const char* neteq_operation_name(int32_t operation) NETEQ_NOEXCEPT;
NETEQ_EXPORT const char* neteq_reason_name(int32_t reason) NETEQ_NOEXCEPT;
NETEQ_EXPORT const char* neteq_speech_type_name(int32_t speech_type) NETEQ_NOEXCEPT;
NETEQ_EXPORT const char* neteq_insert_name(int32_t insert) NETEQ_NOEXCEPT;

#ifdef __cplusplus
}  // extern "C"
#endif
