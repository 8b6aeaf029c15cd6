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
#include "neteq/packet.h"
#include "neteq/reports.h"

/// The jitter buffer. Values that only some callers need have headers of their own, so that this one
/// stays cheap to include.
///
/// Stability  Below 1.0 a minor version (0.1 to 0.2) may change anything; find_package therefore
///            accepts the same minor version only. A patch version (0.1.0 to 0.1.1) changes neither
///            names nor behaviour that the stable headers document. Stable: the headers directly in
///            neteq/, except research.h and reserved_slot.h, and neteq/base. Unstable, subject to
///            change in any version: neteq/research.h, neteq/reserved_slot.h, neteq/dsp/ and
///            neteq/delay_manager/, except the names that a stable header uses. The sound of a
///            preset may change in a minor version. neteq/version.h has the version.
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

/// An audio jitter buffer with packet loss concealment.
///
/// Use
///  1. Create it, then register every payload type that may come. [setup]
///  2. Call InsertPacket() for each packet as it arrives. [stream]
///  3. Call GetAudio() once for each 10 ms that the audio device plays. [stream]
///  4. Read the reports that these calls return, statistics() or Inspect(). [stream]
///
/// Tags     [setup] functions allocate memory. [stream] functions never allocate, lock, throw, make
///          a system call or read a clock, and their work is bounded.
/// Threads  The class has no threads and no locks. Calls on one object must not overlap; calls on
///          different objects may. ThreadedNetEq (neteq/threaded.h) serves a network thread and an
///          audio thread.
/// Time     The caller passes the time to InsertPacket() only. GetAudio() counts 10 ms per call.
/// Lengths  Samples are counted per channel.
class NetEq {
 public:
  /// [setup] Creates a jitter buffer. Its memory, its output format and its parameters are fixed
  /// from here on. kOutOfRange names the parameter and its range; kInvalidArgument names parameters
  /// that contradict each other.
  static Result<std::unique_ptr<NetEq>> Create(const Config& config);
  ~NetEq();
  NetEq(const NetEq&) = delete;
  NetEq& operator=(const NetEq&) = delete;

  /// [setup] Registers `decoder` for packets of `payload_type`, 0 to 127. Also allowed between
  /// ticks of a running stream, where it allocates. kOutOfRange for another payload type, or for a
  /// decoder format outside 8 to 48 kHz (a multiple of 100 Hz) or 1 to 8 channels; kInvalidArgument
  /// when the payload type is in use or `decoder` is null. A refusal changes nothing.
  Status RegisterDecoder(uint8_t payload_type, std::unique_ptr<AudioDecoder> decoder);
  /// The same for the result of a maker such as MakeOpusDecoder(); an error is passed on.
  Status RegisterDecoder(uint8_t payload_type, Result<std::unique_ptr<AudioDecoder>> decoder);

  /// [setup] Registers a payload type without a decoder: comfort noise (clock rate 8000, 16000,
  /// 32000 or 48000 Hz), RED or telephone events (any positive clock rate). kOutOfRange for another
  /// clock rate or a payload type above 127; kInvalidArgument when the payload type is in use or
  /// `role` is another one. A refusal changes nothing.
  Status RegisterPayloadType(uint8_t payload_type, PayloadRole role, RtpClockRate clock_rate);

  /// [setup] Removes a payload type and discards its waiting packets; later packets of this type
  /// are refused. Does nothing when the payload type is not registered.
  void RemovePayloadType(uint8_t payload_type);

  /// [stream] Inserts one RTP packet that arrived at `now`. Copies the payload. Accepts any bytes
  /// in any order; the result says what became of the packet. An empty payload (padding) only marks
  /// its sequence number as received.
  ///
  /// `now` is a time on any clock that runs evenly; its origin does not matter. It feeds the
  /// estimates of delay, jitter and clock drift and the receive time of packet_infos(), not the
  /// order or the time of playout. When `now` goes back, nothing fails: the packet counts as that
  /// much faster than the others, so the target delay and the jitter are too high until the step
  /// has left their windows (2 to 10 s). The clock drift ignores arrivals before its newest second,
  /// and starts over after a step of more than 5 s.
  ArrivalReport InsertPacket(const RtpPacketView& packet, Timestamp now) noexcept NETEQ_REALTIME;

  /// [stream] Produces the next 10 ms as planar float, full scale +-1.0. `out` needs the rows
  /// (channels) and the row length (10 ms) of the output format: 1 x 480 for 48 kHz mono. Plays
  /// silence before the first packet. The report is valid until the next call.
  ///
  /// The report says what was played and why; its `channels` and `samples_per_channel` say which
  /// part of `out` is valid. Never writes outside `out`.
  const TickReport& GetAudio(AudioView out) noexcept NETEQ_REALTIME;
  /// [stream] The same as interleaved 16-bit PCM: `out` needs channels x 10 ms samples.
  const TickReport& GetAudio(std::span<int16_t> out) noexcept NETEQ_REALTIME;

  /// [stream] Writes the sequence numbers worth a retransmission request into `out`, oldest first;
  /// returns their number, at most out.size(). `rtt` is the round-trip time; zero or less means
  /// unknown. Returns 0 unless nack.enabled. With nack.reserve_enabled, regular calls raise the
  /// target delay to leave time for retransmissions.
  [[nodiscard]] int NackList(Duration rtt, std::span<uint16_t> out) noexcept NETEQ_REALTIME;

  /// [stream] Discards waiting packets and unplayed audio. The next packet starts the stream again.
  /// Payload types, delay bounds, statistics and the learned network delay stay.
  void Flush() noexcept NETEQ_REALTIME;

  /// [stream] Sets the bounds of the target delay, in effect at once. Zero removes a bound. Nothing
  /// changes when a bound is refused; the message names the bound, its value and its range:
  /// kOutOfRange for a bound outside 0 to 10 s, a minimum above the maximum or above 75 % of the
  /// packet buffer, and a maximum below one packet. `base_minimum` is kept as given and takes effect
  /// within the other bounds. Only the message of a refusal allocates.
  Status SetDelayBounds(const DelayBounds& bounds);

  /// [stream] Returns the lifetime counters (neteq/statistics.h). The reference stays valid; the
  /// values change with every call.
  [[nodiscard]] const Statistics& statistics() const noexcept;
  /// [stream] Returns the report of the last GetAudio(); a default one before the first.
  [[nodiscard]] const TickReport& last_tick() const noexcept;
  /// [stream] Returns the packets that the last GetAudio() decoded, oldest first, at most 32. Valid
  /// until the next call.
  [[nodiscard]] std::span<const RtpPacketInfo> packet_infos() const noexcept;
  /// [stream] Returns the present state (neteq/snapshot.h): delays and their bounds, playout
  /// position, stalls, RTCP figures, clock drift and output format. The clock drift takes
  /// tens of microseconds: call it a few times a second, and read last_tick() in every tick.
  [[nodiscard]] Snapshot Inspect() const noexcept NETEQ_REALTIME;

  /// [stream] Returns the network statistics since the last call (neteq/network_statistics.h), and
  /// starts the next interval.
  NetworkStatistics TakeNetworkStatistics() noexcept NETEQ_REALTIME;
  /// [stream] Returns the RTCP receiver report of the present SSRC (neteq/receiver_statistics.h),
  /// and starts the next interval of its fraction_lost. Call it once for each RTCP report sent;
  /// Inspect() reads the same figures without this effect.
  ReceiverReport CloseReceiverInterval() noexcept NETEQ_REALTIME;

 private:
  friend struct internal::SessionAccess;
  NetEq(std::unique_ptr<internal::Session> session, const Config& config);

  std::unique_ptr<internal::Session> session_;
  int output_rate_hz_;  // as configured: 0 is the decoder's
  int output_channels_;
};

}  // namespace neteq
