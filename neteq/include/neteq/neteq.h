// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "neteq/audio_decoder.h"
#include "neteq/base/audio_view.h"
#include "neteq/base/realtime.h"
#include "neteq/base/status.h"
#include "neteq/base/units.h"
#include "neteq/delay_manager/delay_bounds.h"
#include "neteq/delay_manager/service_level.h"
#include "neteq/packet.h"
#include "neteq/reports.h"

/// The jitter buffer. Types that only some callers need are in separate headers, which keeps this
/// header cheap to include.
///
/// Stability (neteq/version.h has the version):
/// - Minor versions: below 1.0, a minor version (0.1 to 0.2) may change anything, including the
///   sound of a preset. find_package therefore accepts the same minor version only.
/// - Patch versions: a patch version (0.1.0 to 0.1.1) changes neither names nor behaviour that the
///   stable headers document.
/// - Stable headers: neteq/base/, and the headers directly in neteq/ except research.h and
///   reserved_slot.h.
/// - Unstable headers: neteq/research.h, neteq/reserved_slot.h, neteq/dsp/ and
///   neteq/delay_manager/ may change in any version, except the names that a stable header uses.
namespace neteq {

struct Config;             // neteq/config.h
struct NetworkStatistics;  // neteq/network_statistics.h
struct ReceiverReport;     // neteq/receiver_statistics.h
struct Snapshot;           // neteq/snapshot.h
struct Statistics;         // neteq/statistics.h

namespace internal {
class Session;
struct SessionAccess;
}  // namespace internal

using delay::DelayBounds;
using delay::ServiceLevel;

/// An audio jitter buffer with packet loss concealment.
///
/// Use:
///  1. Create it, then register every payload type that the stream may use. [setup]
///  2. Call InsertPacket() for each packet as it arrives. [stream]
///  3. Call GetAudio() once for each 10 ms that the audio device plays. [stream]
///  4. Read the reports that these calls return, statistics() or Inspect(). [stream]
///
/// - Tags: [setup] functions allocate memory. [stream] functions never allocate, lock, throw, make
///   a system call or read a clock, and their work is bounded.
/// - Threads: the class has no threads and no locks. Calls on one object must not overlap; calls on
///   different objects may. ThreadedNetEq (neteq/threaded.h) connects a network thread and an audio
///   thread.
/// - Time: only InsertPacket() takes a time. Each call of GetAudio() advances playout by 10 ms.
/// - Lengths: samples are counted per channel.
class NetEq {
 public:
  /// [setup] Creates a jitter buffer. Memory, output format and parameters are fixed at creation.
  /// Errors: kOutOfRange names the parameter and its range; kInvalidArgument names parameters that
  /// contradict each other.
  static Result<std::unique_ptr<NetEq>> Create(const Config& config);
  ~NetEq();
  NetEq(const NetEq&) = delete;
  NetEq& operator=(const NetEq&) = delete;

  /// [setup] Registers `decoder` for packets of `payload_type`, 0 to 127. Also allowed between
  /// ticks of a running stream, but it allocates. The decoder must produce 1 to 8 channels at 8 to
  /// 48 kHz, a multiple of 100 Hz. Errors: kOutOfRange for another payload type or decoder format;
  /// kInvalidArgument when the payload type is in use or `decoder` is null. An error changes
  /// nothing.
  Status RegisterDecoder(uint8_t payload_type, std::unique_ptr<AudioDecoder> decoder);
  /// [setup] Registers the decoder that a function such as MakeOpusDecoder() returned. Returns the
  /// error of `decoder` if it holds one; otherwise registers as above, with the same errors.
  Status RegisterDecoder(uint8_t payload_type, Result<std::unique_ptr<AudioDecoder>> decoder);

  /// [setup] Registers a payload type without a decoder: comfort noise (clock rate 8000, 16000,
  /// 32000 or 48000 Hz), RED or telephone events (any positive clock rate). Errors: kOutOfRange for
  /// another clock rate or a payload type above 127; kInvalidArgument when the payload type is in
  /// use or `role` is another one. An error changes nothing.
  Status RegisterPayloadType(uint8_t payload_type, PayloadRole role, RtpClockRate clock_rate);

  /// [setup] Removes a payload type and discards its waiting packets. InsertPacket() then refuses
  /// packets of this type, and RED packets with a block of this type, as kUnknownPayloadType. Does
  /// nothing when the payload type is not registered.
  void RemovePayloadType(uint8_t payload_type);

  /// [stream] Inserts one RTP packet that arrived at `now`. Copies the payload. Accepts any bytes
  /// in any order; the report says whether the packet was inserted and, if not, why. An empty
  /// payload (padding) only marks its sequence number as received.
  ///
  /// `now` is a time on a monotonic clock with any origin. It feeds the estimates of delay, jitter
  /// and clock drift and the receive time in packet_infos(). It affects neither the order nor the
  /// time of playout. A step back of `now` is not an error, but the packet appears to be faster
  /// than the others by that step: target delay and jitter are too high until the step has left
  /// their windows (2 to 10 s). The clock drift ignores arrivals before its newest second and
  /// restarts after a step of more than 5 s.
  ArrivalReport InsertPacket(const RtpPacketView& packet, Timestamp now) noexcept NETEQ_REALTIME;

  /// [stream] Produces the next 10 ms as planar float, limited to full scale +-1.0. `out` needs the
  /// rows (channels) and the row length (10 ms) of the output format: 1 x 480 for 48 kHz mono. Plays
  /// silence before the first packet. Never writes outside `out`; if `out` is too small, it is
  /// filled with silence and TickReport::output_too_small is set.
  ///
  /// The report describes the executed operation and its reason. Its `channels` and
  /// `samples_per_channel` give the valid part of `out`. It is valid until the next call.
  const TickReport& GetAudio(AudioView out) noexcept NETEQ_REALTIME;
  /// [stream] Produces the next 10 ms as interleaved 16-bit PCM. `out` needs channels x samples per
  /// 10 ms: 480 for 48 kHz mono. Otherwise identical to the planar overload.
  const TickReport& GetAudio(std::span<int16_t> out) noexcept NETEQ_REALTIME;

  /// [stream] Writes the sequence numbers worth a retransmission request into `out`, oldest first.
  /// Returns the count, at most out.size(). `rtt` is the round-trip time; zero or less means
  /// unknown. Returns 0 unless nack.enabled. With nack.reserve_enabled, regular calls raise the
  /// target delay to leave time for retransmissions.
  [[nodiscard]] int NackList(Duration rtt, std::span<uint16_t> out) noexcept NETEQ_REALTIME;

  /// [stream] Discards waiting packets and unplayed audio. The next packet restarts the stream.
  /// Keeps payload types, delay bounds, statistics and the learned network delay.
  void Flush() noexcept NETEQ_REALTIME;

  /// [stream] Sets the bounds of the target delay, effective immediately. Zero removes a bound.
  /// `base_minimum` is stored unchanged and takes effect within the other bounds. Errors:
  /// kOutOfRange for a bound outside 0 to 10 s, a minimum above the maximum or above 75 % of the
  /// packet buffer, or a maximum below one packet; the message names the bound, its value and its
  /// range. An error changes nothing. Only the error message allocates.
  Status SetDelayBounds(const DelayBounds& bounds);
  /// [stream] Sets the largest share of late audio, the playout delay that 95 % of the audio stays
  /// below, or both; zero removes a limit. The target delay is the cheapest that has kept both
  /// limits in the last half minute. If there is none, the target is the cheapest of all, and
  /// Snapshot::service tells which limit is not kept, and since when. Errors: kOutOfRange for a
  /// share outside 0 to 100 % or a delay outside 0 to 10 s, kUnsupported unless
  /// delay.estimator=adaptive. An error changes nothing. Only the error message allocates.
  Status SetServiceLevel(const ServiceLevel& level);

  /// [stream] Returns the lifetime counters (neteq/statistics.h). The reference stays valid; the
  /// values change with every call.
  [[nodiscard]] const Statistics& statistics() const noexcept;
  /// [stream] Returns the report of the last GetAudio(), or a default report before the first call.
  [[nodiscard]] const TickReport& last_tick() const noexcept;
  /// [stream] Returns the packets that the last GetAudio() decoded, oldest first, at most 32. Valid
  /// until the next call.
  [[nodiscard]] std::span<const RtpPacketInfo> packet_infos() const noexcept;
  /// [stream] Returns the current state (neteq/snapshot.h): delays and their bounds, playout
  /// position, stalls, RTCP figures, clock drift and output format. Computing the clock drift
  /// takes tens of microseconds: call Inspect() a few times per second, and use last_tick() for
  /// per-tick values.
  [[nodiscard]] Snapshot Inspect() const noexcept NETEQ_REALTIME;

  /// [stream] Returns the network statistics since the last call (neteq/network_statistics.h) and
  /// starts the next interval.
  NetworkStatistics TakeNetworkStatistics() noexcept NETEQ_REALTIME;
  /// [stream] Returns the RTCP receiver report of the current SSRC (neteq/receiver_statistics.h)
  /// and starts the next interval of fraction_lost. Call it once for each RTCP report sent.
  /// Inspect() reads the same report without starting an interval.
  ReceiverReport CloseReceiverInterval() noexcept NETEQ_REALTIME;

 private:
  friend struct internal::SessionAccess;
  NetEq(std::unique_ptr<internal::Session> session, const Config& config);

  std::unique_ptr<internal::Session> session_;
  int output_rate_hz_;   // as configured: 0 selects the decoder's rate
  int output_channels_;  // as configured: 0 selects the decoder's channels
};

}  // namespace neteq
