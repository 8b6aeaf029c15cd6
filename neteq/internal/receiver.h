// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "neteq/base/realtime.h"
#include "neteq/base/units.h"
#include "neteq/config.h"
#include "neteq/delay_manager/delay_manager.h"
#include "neteq/internal/accounting.h"
#include "neteq/internal/decoder_table.h"
#include "neteq/internal/dtmf_queue.h"
#include "neteq/internal/nack_tracker.h"
#include "neteq/internal/packet_buffer.h"
#include "neteq/internal/playout_clock.h"
#include "neteq/internal/redundancy.h"
#include "neteq/internal/retransmission_reserve.h"
#include "neteq/internal/stream_tracker.h"
#include "neteq/packet.h"
#include "neteq/receiver_statistics.h"
#include "neteq/reports.h"

namespace neteq::internal {

/// Where playout stands when a packet arrives.
struct Playhead {
  MediaTime end_time{};      ///< just after the newest decoded audio
  int64_t ticks = 0;         ///< pulls made
  bool is_noise_on = false;  ///< comfort noise is what follows there (RFC 3389)

  Duration clock() const { return ticks * kTick; }
};

/// The way of a packet: from the network to the frames that wait to be decoded, and to all that
/// learns from arrivals on the way.
///
///   RTP packet -> blocks (RED) -> time line -> frames (split, in-band FEC) -> packet buffer
///
/// What is cold here and below is not on the way of a packet in a stream that goes on: kept apart,
/// it leaves the cache to what is.
class Receiver {
 public:
  /// [setup] The references must outlive the receiver.
  Receiver(const Config& config, DecoderTable& decoders, delay::DelayManager& delay_manager,
           Accounting& accounting);

  ArrivalReport Insert(const RtpPacketView& rtp, Timestamp now,
                       const Playhead& playhead) noexcept NETEQ_REALTIME;
  /// For the payload of the packet to come, see NetEq::ReceiveBuffer.
  std::span<std::byte> ReceiveBuffer(size_t bytes) noexcept NETEQ_REALTIME {
    return buffer_.Room(bytes);
  }
  /// Forgets the stream; the next packet is the first one.
  [[gnu::cold]] void Flush() noexcept NETEQ_REALTIME;
  /// [setup] Throws away what waits of a payload type.
  void Discard(uint8_t payload_type) noexcept;

  /// What waits belongs to a time line that playout has not begun yet.
  bool line_pending() const { return line_pending_; }
  void OnLineBegun() noexcept NETEQ_REALTIME { line_pending_ = false; }
  /// First packet decoded in a tick.
  void OnDecoded(int64_t sequence, MediaTime time) noexcept NETEQ_REALTIME {
    if (nack_) nack_->OnDecoded(sequence, time);
  }
  /// A tick has ended; `ticks` pulls have been made.
  void OnTick(int64_t ticks) noexcept NETEQ_REALTIME;
  int NackList(Duration rtt, std::span<uint16_t> out, int64_t ticks) noexcept NETEQ_REALTIME;

  PacketBuffer& buffer() { return buffer_; }
  const PacketBuffer& buffer() const { return buffer_; }
  DtmfQueue& dtmf() { return dtmf_; }
  const DtmfQueue& dtmf() const { return dtmf_; }
  const MediaClock& clock() const { return tracker_.clock(); }
  const PlayoutClock& playout_clock() const { return playout_clock_; }
  ReceiverStatistics& statistics() { return statistics_; }

 private:
  /// A packet on its way.
  struct Incoming {
    const RtpPacketView& rtp;
    Timestamp now;
    const Playhead& playhead;
    bool is_here;  ///< in the room of the packet buffer
  };
  /// What the delay manager may learn from: the media time that came.
  struct Lesson {
    MediaTime media_time{};
    int samples = 0;  ///< 0 = unknown
    bool is_speech = true;
    bool is_redundant = false;
  };

  /// Of a payload, as far as its pieces are known.
  struct Sound {
    Packet packet;    ///< the newest piece
    MediaTime end{};  ///< where the next one begins
    Lesson whole{};
    Lesson fec{.is_redundant = true};
  };

  InsertResult Take(const Incoming& in, bool& line_changed) noexcept NETEQ_REALTIME;
  [[gnu::cold]] void TakeEmpty(const Incoming& in) noexcept NETEQ_REALTIME;
  InsertResult TakeRed(const Incoming& in, bool& line_changed) noexcept;
  InsertResult TakeBlocks(const Incoming& in, std::span<const RedBlock> blocks,
                          bool& line_changed) noexcept;
  bool FollowLine(const Incoming& in, const DecoderEntry& entry, bool& line_changed) noexcept;
  [[gnu::cold]] void BeginLine(StreamTracker::Change change) noexcept;
  InsertResult TakeBlock(const Incoming& in, const RedBlock& block,
                         const DecoderEntry& entry) noexcept;
  InsertResult TakeSound(const Incoming& in, const RedBlock& block, const AudioDecoder& decoder,
                         MediaTime time) noexcept;
  bool Append(const Incoming& in, const RedBlock& block, std::span<const std::byte> piece,
              const PacketInfo& info, Sound& sound) noexcept;
  void StoreFec(const Incoming& in, const RedBlock& block, const Lesson& fec,
                std::span<const std::byte> payload) noexcept;
  InsertResult TakeSilence(const Incoming& in, const RedBlock& block, MediaTime time) noexcept;
  InsertResult Store(const Incoming& in, Packet& packet,
                     std::span<const std::byte> payload) noexcept;
  void FillIn(const Incoming& in, const Packet& packet, RtpPacketInfo& info) const noexcept;
  bool IsTooLate(const Packet& packet, const Playhead& playhead) const;
  void LearnArrival(const Incoming& in, const Lesson& lesson) noexcept;
  void LearnGaps(const Incoming& in, PayloadRole role) noexcept;
  SampleRate media_rate() const { return SampleRate(tracker_.clock().sample_hz); }

  // What every packet needs is together.
  RetransmissionReserve reserve_;
  std::optional<NackTracker> nack_;  ///< when enabled
  BufferParams params_;
  DecoderTable& decoders_;
  delay::DelayManager& delay_manager_;
  Accounting& accounting_;
  bool line_pending_ = false;
  PlayoutClock playout_clock_;
  StreamTracker tracker_;
  PacketBuffer buffer_;
  DtmfQueue dtmf_;
  ReceiverStatistics statistics_;
};

}  // namespace neteq::internal
