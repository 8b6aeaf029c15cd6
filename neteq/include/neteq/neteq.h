// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "neteq/audio_decoder.h"
#include "neteq/base/audio_view.h"
#include "neteq/base/realtime.h"
#include "neteq/base/status.h"
#include "neteq/base/units.h"
#include "neteq/config.h"
#include "neteq/delay_manager/delay_estimator.h"
#include "neteq/network_statistics.h"
#include "neteq/packet.h"
#include "neteq/policy.h"
#include "neteq/receiver_statistics.h"
#include "neteq/reports.h"
#include "neteq/stall_meter.h"
#include "neteq/statistics.h"

namespace neteq {

namespace internal {
class Session;
}

/// Parts of the caller's own; null takes what the parameters choose.
struct Controllers {
  std::unique_ptr<delay::DelayEstimator> delay_estimator{};
  std::unique_ptr<DecisionPolicy> policy{};
};

/// An audio jitter buffer with packet loss concealment.
///
/// Driving contract
///  1. Create, then register every payload type to come. [setup]
///  2. Insert packets as they arrive, with a `now` that does not go back. [stream]
///  3. Pull exactly one tick for each 10 ms of device time. [stream]
///  4. Read statistics(), last_tick() or what the calls return, whenever wanted, between calls.
///  [stream]
///
/// Tags      [setup] may allocate. [stream] never allocates, locks, throws, reads a clock or does
/// unbounded work. Threads   none inside; calls on one object must not overlap. Time      `now` is
/// on the caller's clock, any origin; it is used for nothing but arrival statistics and waiting
///           times. The playout clock is the number of pulls.
class NetEq {
 public:
  /// [setup] kOutOfRange naming the parameter; kInvalidArgument for a maximum delay below the
  /// minimum.
  static Result<std::unique_ptr<NetEq>> Create(const Config& config, Controllers controllers = {});
  ~NetEq();
  NetEq(const NetEq&) = delete;
  NetEq& operator=(const NetEq&) = delete;

  /// [setup] kOutOfRange for a payload type above 127 or a format outside 8 to 48 kHz and 1 to 8
  /// channels; kInvalidArgument when the payload type is taken or `decoder` is null.
  Status RegisterDecoder(uint8_t payload_type, std::unique_ptr<AudioDecoder> decoder);
  /// [setup] A payload type that needs no decoder: comfort noise at 8, 16, 32 or 48 kHz, RED or
  /// telephone events. Errors as above; kInvalidArgument for other roles.
  Status RegisterPayloadType(uint8_t payload_type, PayloadRole role, RtpClockRate clock_rate);
  /// [setup] Either, from the lines of a session description: "a=rtpmap:111 opus/48000/2" and
  /// "a=fmtp:111 stereo=1". Errors as DecoderFromSdp and above.
  Status RegisterSdp(std::string_view rtpmap, std::string_view fmtp = {});
  /// [setup] Throws away what waits of this type. Unknown ones are fine.
  void RemovePayloadType(uint8_t payload_type);
  void RemoveAllPayloadTypes();
  /// What is registered; null for none and for roles without a decoder.
  PayloadRole payload_role(uint8_t payload_type) const noexcept;
  const AudioDecoder* decoder(uint8_t payload_type) const noexcept;

  /// [stream] Takes one RTP packet that arrived at `now`. Any bytes, any header.
  ArrivalReport InsertPacket(const RtpPacketView& packet, Timestamp now) noexcept NETEQ_REALTIME;
  /// [stream] Memory of the packet buffer, of `bytes`, for the datagram or the payload to come: a
  /// payload that lies in it when InsertPacket is called stays where it is instead of being copied.
  /// Empty for more than 2048 bytes or when the packet buffer is full; then receive elsewhere. May
  /// be asked for again; holds until the next InsertPacket.
  ///
  ///   auto buffer = neteq->ReceiveBuffer(1500);
  ///   buffer = buffer.first(recv(socket, buffer.data(), buffer.size(), 0));
  ///   if (const auto packet = ParseRtp(buffer)) neteq->InsertPacket(*packet, now);
  std::span<std::byte> ReceiveBuffer(size_t bytes) noexcept NETEQ_REALTIME;
  /// [stream] A packet without audio (padding): its sequence number is not lost. The same as
  /// InsertPacket with an empty payload.
  void InsertEmptyPacket(const RtpPacketView& packet, Timestamp now) noexcept NETEQ_REALTIME;

  /// [stream] Produces the next 10 ms. `out` has room for the output format: output_channels (or
  /// the most channels of any decoder) rows of 10 ms at output_rate (or at the highest decoder
  /// rate). What is valid: report.channels rows of report.frames samples. Silence before the first
  /// packet.
  const TickReport& GetAudio(AudioView out) noexcept NETEQ_REALTIME;
  /// [stream] The same as interleaved 16-bit PCM, channels x frames.
  const TickReport& GetAudio(std::span<int16_t> out) noexcept NETEQ_REALTIME;

  /// [stream] The operation of the next tick, whatever the policy would choose; what cannot be
  /// carried out turns into the nearest thing (see DecisionFor).
  void OverrideNextOperation(Operation operation) noexcept NETEQ_REALTIME;

  /// [stream] Sequence numbers worth asking for again, oldest first, into `out`; returns how many.
  /// `rtt` <= 0 is unknown. Nothing unless nack.enabled. The target delay makes room for the
  /// answers when asked regularly (nack.reserve_enabled).
  int NackList(Duration rtt, std::span<uint16_t> out) noexcept NETEQ_REALTIME;

  /// [stream] Throws away waiting packets and unplayed audio; the next packet is treated as the
  /// first.
  void Flush() noexcept NETEQ_REALTIME;

  /// [stream] Bounds of the target delay, in effect at once. False, and nothing changed, when
  /// refused: outside [0, 10 s], minimum above maximum, minimum above 75 % of the packet buffer.
  /// Zero removes a bound.
  bool SetMinimumDelay(Duration minimum) noexcept;
  bool SetMaximumDelay(Duration maximum) noexcept;
  /// The application's own floor; kept as given, applied as far as the other bounds allow.
  bool SetBaseMinimumDelay(Duration base_minimum) noexcept;

  /// [stream] Target delay; the same before minimum and maximum; smoothed buffer level plus decoded
  /// audio not played yet; decoded audio not played yet.
  Duration target_delay() const noexcept;
  Duration unlimited_target_delay() const noexcept;
  Duration filtered_delay() const noexcept;
  Duration unplayed() const noexcept;
  Duration base_minimum_delay() const noexcept;
  /// [stream] RTP timestamp just after the last sample played, and where the sender is in its
  /// pauses nothing: before the first packet and during comfort noise.
  std::optional<RtpTimestamp> playout_timestamp() const noexcept;

  /// [stream]
  const Statistics& statistics() const noexcept;
  /// Since the last call.
  NetworkStatistics TakeNetworkStatistics() noexcept;
  StallReport stalls() const noexcept;
  /// Of the present SSRC. CloseReceiverInterval begins the next interval of fraction_lost.
  ReceiverReport receiver_report() const noexcept;
  ReceiverReport CloseReceiverInterval() noexcept;
  ClockDrift clock_drift() const noexcept;
  delay::EstimatorReport estimator_report() const noexcept;
  const TickReport& last_tick() const noexcept;
  /// The packets decoded in the last tick, oldest first. Valid until the next call.
  std::span<const RtpPacketInfo> packet_infos() const noexcept;
  /// Most samples per channel and most channels that GetAudio can write.
  int max_output_frames() const noexcept;
  int max_output_channels() const noexcept;

 private:
  explicit NetEq(std::unique_ptr<internal::Session> engine);
  std::unique_ptr<internal::Session> engine_;
};

}  // namespace neteq
