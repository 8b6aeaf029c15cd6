// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "neteq/base/realtime.h"
#include "neteq/config.h"
#include "neteq/internal/account/accounting.h"
#include "neteq/internal/account/tick_report.h"
#include "neteq/internal/play/decode_step.h"
#include "neteq/internal/receive/arrival_events.h"
#include "neteq/internal/receive/retransmission.h"
#include "neteq/internal/stream_state.h"
#include "neteq/internal/tick.h"
#include "neteq/neteq.h"
#include "neteq/receiver_statistics.h"
#include "neteq/research.h"

namespace neteq::internal {

/// The engine behind NetEq, which documents the contract. Owns the state of receive/, decide/,
/// play/ and account/, and passes values between them:
///
///     InsertPacket: receive -> arrival events -> delay manager, NACK, statistics
///     GetAudio: observe -> decide -> decode -> execute -> play -> account
class Session {
 public:
  Session(const Config& config, Controllers controllers);

  Status RegisterDecoder(uint8_t payload_type, std::unique_ptr<AudioDecoder> decoder);
  Status RegisterRole(uint8_t payload_type, PayloadRole role, RtpClockRate clock_rate);
  void RemovePayloadType(uint8_t payload_type);

  std::span<std::byte> ReserveSlot(size_t bytes) noexcept NETEQ_REALTIME;
  ArrivalReport InsertPacket(const RtpPacketView& rtp, Timestamp now) noexcept NETEQ_REALTIME;
  const TickReport& GetAudio(AudioView out) noexcept NETEQ_REALTIME;
  const TickReport& GetAudio(std::span<int16_t> out) noexcept NETEQ_REALTIME;
  void OverrideNextOperation(Operation operation) noexcept NETEQ_REALTIME {
    stream_.decider.Override(operation);
  }
  int NackList(Duration rtt, std::span<uint16_t> out) noexcept NETEQ_REALTIME;
  void Flush() noexcept NETEQ_REALTIME;

  delay::DelayManager& delay_manager() { return stream_.delay_manager; }
  const DecoderTable& decoders() const { return stream_.decoders; }
  ReceiverStatistics& receiver_statistics() { return receiver_statistics_; }
  const Statistics& statistics() const { return accounting_.statistics(); }
  StallReport stalls() const { return accounting_.stalls(); }
  NetworkStatistics TakeNetworkStatistics() noexcept NETEQ_REALTIME;
  const TickReport& last_tick() const { return report_; }
  std::span<const RtpPacketInfo> packet_infos() const;
  Duration unplayed() const;
  Duration device_period() const { return stream_.inbox.playout_clock.device_period(); }
  double timestamp_step_ratio() const { return stream_.inbox.tracker.step_ratio(); }

 private:
  void Learn(const RtpPacketView& rtp, Timestamp now) noexcept;
  const TickReport& Pull(const TickOutput& out) noexcept;
  void Account(const TickFacts& facts) noexcept;
  Delays DelaysNow() const noexcept;
  SampleRate counter_rate() const;

  StreamState stream_;
  Retransmission retransmission_;
  ReceiverStatistics receiver_statistics_;
  Accounting accounting_;
  ArrivalEvents arrival_;   ///< effects of the current packet
  DecodeOutcome decoding_;  ///< packets decoded in the current tick
  TickReport report_;
};

}  // namespace neteq::internal
