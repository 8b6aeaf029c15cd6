// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "neteq/base/realtime.h"
#include "neteq/delay_manager/delay_manager.h"
#include "neteq/internal/account/accounting.h"
#include "neteq/internal/account/tick_report.h"
#include "neteq/internal/decide/decider.h"
#include "neteq/internal/decoder_table.h"
#include "neteq/internal/play/decode_step.h"
#include "neteq/internal/play/format_chains.h"
#include "neteq/internal/play/timeline.h"
#include "neteq/internal/receive/arrival_events.h"
#include "neteq/internal/receive/inbox.h"
#include "neteq/internal/receive/insertion.h"
#include "neteq/internal/receive/retransmission.h"
#include "neteq/neteq.h"
#include "neteq/receiver_statistics.h"

namespace neteq::internal {

/// The engine behind NetEq, which states the contract. Owns the state of every wing and passes values
/// between them:
///
///   InsertPacket   receive -> what arrived -> delay manager, NACK, statistics
///   GetAudio       observe -> decide -> decode -> execute -> play -> account
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
    decider_.Override(operation);
  }
  int NackList(Duration rtt, std::span<uint16_t> out) noexcept NETEQ_REALTIME;
  void Flush() noexcept NETEQ_REALTIME;

  delay::DelayManager& delay_manager() { return delay_manager_; }
  const DecoderTable& decoders() const { return decoders_; }
  ReceiverStatistics& receiver_statistics() { return receiver_statistics_; }
  const Statistics& statistics() const { return accounting_.statistics(); }
  StallReport stalls() const { return accounting_.stalls(); }
  NetworkStatistics TakeNetworkStatistics() noexcept NETEQ_REALTIME;
  const TickReport& last_tick() const { return report_; }
  std::span<const RtpPacketInfo> packet_infos() const;
  Duration unplayed() const;
  int max_output_frames() const { return chains_.scratch().capacity(); }
  int max_output_channels() const { return chains_.scratch().channels(); }

 private:
  /// Where playout stands.
  struct Position {
    Timeline timeline{};
    MediaClock clock{};            ///< of the timeline
    bool timeline_starts = false;  ///< this tick is its first
    DecoderInUse decoder{};
    PreviousTick previous{};
    int64_t ticks = 0;  ///< pulls made
  };

  /// Where a tick is written.
  struct Output {
    AudioView audio;
    size_t interleaved_room = SIZE_MAX;  ///< samples of all channels that fit in the end

    bool Fits(TickFormat format) const;
  };

  void Learn(const RtpPacketView& rtp, Timestamp now) noexcept;

  const TickReport& Tick(const Output& out) noexcept;
  void BeginTimelineIfDue() noexcept;
  bool IsTooEarlyToStart(const Packet& first) const;
  bool IsMuted() const;
  TickFacts Run(const Output& out) noexcept;
  TickFacts RunSilentTick(const Output& out) const noexcept;
  TickFacts RunMutedTick(const Output& out) noexcept;
  TickFacts RunTick(const Output& out) noexcept;
  void DiscardObsolete() noexcept;
  PolicyInput ObserveTick(bool is_tone_due) const noexcept;
  void Decode(const Decision& decision) noexcept;
  void AdvanceTimeline(TickFacts& facts) noexcept;
  SyncBuffer::Popped Render(const std::optional<DtmfEvent>& key, const Output& out,
                            const TickFacts& facts) noexcept;
  Delays DelaysNow() const noexcept;
  void Account(const TickFacts& facts) noexcept;

  SampleRate counter_rate() const;
  SampleRate rate() const { return chains_.active()->path.rate(); }
  MediaTime next_to_play() const {
    return position_.timeline.NextToPlay(chains_.active()->path.sync().playable());
  }
  Timestamp tick_time() const { return Timestamp(position_.ticks * kTick); }
  Timestamp caller_time() const { return inbox_.playout_clock.TimeOf(position_.ticks - 1); }

  Config config_;
  FormatChains chains_;
  DecoderTable decoders_;
  delay::DelayManager delay_manager_;
  Inbox inbox_;
  Retransmission retransmission_;
  ReceiverStatistics receiver_statistics_;
  Decider decider_;
  Position position_;
  Accounting accounting_;
  /// What the present call has caused.
  struct {
    ArrivalEvents arrival;
    DecodeOutcome decoding;
  } events_;
  TickReport report_;
};

}  // namespace neteq::internal
