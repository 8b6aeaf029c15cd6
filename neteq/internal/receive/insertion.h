// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "neteq/base/realtime.h"
#include "neteq/base/units.h"
#include "neteq/internal/decoder_table.h"
#include "neteq/internal/receive/arrival_events.h"
#include "neteq/internal/receive/inbox.h"
#include "neteq/internal/receive/red.h"
#include "neteq/packet.h"
#include "neteq/reports.h"

namespace neteq::internal {

/// State of playout when a packet arrives.
struct PlayoutState {
  MediaTime decoded_until{};      ///< end of the newest decoded audio
  int64_t ticks = 0;              ///< number of pulls so far
  bool is_comfort_noise = false;  ///< RFC 3389 noise follows the decoded audio

  Timestamp time() const { return Timestamp(ticks * kTick); }
};

/// Inserts one packet into the inbox:
///
///   RTP packet -> blocks (RED) -> timeline -> pieces (split, in-band FEC) -> packet buffer
///
/// An insertion object handles a single packet. It changes the inbox and reports everything it did
/// as ArrivalEvents. It does not depend on the delay manager, NACK or the statistics.
class Insertion {
 public:
  Insertion(const RtpPacketView& rtp, Timestamp now, const PlayoutState& playout,
            const DecoderTable& decoders, Inbox& inbox, ArrivalEvents& events)
      : rtp_(rtp),
        now_(now),
        playout_(playout),
        decoders_(decoders),
        inbox_(inbox),
        events_(events) {}

  /// [stream] Call once. `events` must be cleared before.
  void Run() noexcept NETEQ_REALTIME;

 private:
  /// Audio that arrived with this packet.
  struct ArrivalSample {
    MediaTime media_time{};
    int samples = 0;  ///< length; 0 = unknown
    bool is_speech = true;
    bool is_redundant = false;
  };
  /// State of splitting a payload.
  struct SplitPayload {
    MediaTime end{};                          ///< start of the next piece
    ArrivalSample whole{};                    ///< all pieces so far
    ArrivalSample fec{.is_redundant = true};  ///< in-band FEC, if any
    FateCounts fates{};                       ///< fates of all pieces so far
    bool is_last = true;                      ///< no piece follows
  };

  void InsertEmpty() noexcept;
  InsertResult InsertRed() noexcept;
  InsertResult InsertBlocks(std::span<const RedBlock> blocks) noexcept;
  bool FollowTimeline(const DecoderEntry& entry) noexcept;
  void BeginTimeline() noexcept;
  InsertResult InsertBlock(const RedBlock& block, const DecoderEntry& entry) noexcept;
  InsertResult InsertAudio(const RedBlock& block, const AudioDecoder& decoder,
                           MediaTime time) noexcept;
  InsertResult InsertPiece(const RedBlock& block, std::span<const std::byte> piece,
                           const PacketInfo& info, SplitPayload& split) noexcept;
  void InsertFec(const RedBlock& block, std::span<const std::byte> piece,
                 const ArrivalSample& fec) noexcept;
  InsertResult InsertComfortNoise(const RedBlock& block, MediaTime time) noexcept;
  InsertResult InsertTelephoneEvent(const RedBlock& block, RtpClockRate clock_rate,
                                    MediaTime time) noexcept;
  InsertResult Store(Packet packet, std::span<const std::byte> payload) noexcept;
  InsertResult StoreWhole(const Packet& packet, std::span<const std::byte> payload) noexcept;
  void FillInfo(const Packet& packet, RtpPacketInfo& info) const noexcept;
  bool IsTooLate(const Packet& packet) const;
  void Count(PacketPriority priority, const FateCounts& pieces) noexcept;
  void AddArrival(const ArrivalSample& sample) noexcept;
  SampleRate media_rate() const { return SampleRate(inbox_.tracker.clock().sample_hz); }

  const RtpPacketView& rtp_;
  const Timestamp now_;
  const PlayoutState& playout_;
  const DecoderTable& decoders_;
  Inbox& inbox_;
  ArrivalEvents& events_;
};

}  // namespace neteq::internal
