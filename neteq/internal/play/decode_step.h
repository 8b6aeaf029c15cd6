// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <optional>

#include "neteq/base/fixed_vector.h"
#include "neteq/base/realtime.h"
#include "neteq/base/units.h"
#include "neteq/internal/decoder_table.h"
#include "neteq/internal/play/format_chains.h"
#include "neteq/internal/play/signal_path.h"
#include "neteq/internal/play/timeline.h"
#include "neteq/internal/receive/packet_buffer.h"
#include "neteq/packet.h"
#include "neteq/policy.h"

namespace neteq::internal {

/// The decoder in use.
struct DecoderInUse {
  int payload_type = -1;       ///< -1: none; the next packet resets its decoder
  int last_frame_samples = 0;  ///< length of the last decoded frame
};

/// A packet that was decoded.
struct DecodedPacket {
  PacketPriority priority{};
  Duration waiting{0};  ///< time in the packet buffer
  Duration ahead{0};    ///< length of the decoded audio played before it
  int samples = 0;      ///< length
};

/// The first packet decoded in a tick.
struct FirstPacket {
  int64_t sequence = 0;  ///< unwrapped
  MediaTime media_time{};
  bool follows_pause = false;  ///< see Packet
};

/// Relation between media time and the sender's timestamps.
struct TimestampAnchor {
  MediaTime start{};         ///< start of the packet
  int64_t origin_ticks = 0;  ///< see Packet
};

/// Everything that the decoding of one tick has caused. The session reuses one object.
struct DecodeOutcome {
  /// Maximum number of packets decoded in one tick. Heuristic: bundled codecs need at most 12 (2.5
  /// ms).
  static constexpr size_t kMaxPackets = 64;
  /// Maximum number of packets whose RtpPacketInfo is kept.
  static constexpr size_t kMaxInfos = 32;

  /// Results that are single values.
  struct Summary {
    Operation operation = Operation::kNormal;  ///< operation to execute after decoding
    DecodedAudio audio{};
    DecodingEvent event{};
    std::optional<FirstPacket> first{};
    std::optional<TimestampAnchor> anchor{};  ///< anchor of the last decoded packet
    bool decode_error = false;
  };

  Summary summary{};
  FixedVector<DecodedPacket, kMaxPackets> packets;
  FixedVector<RtpPacketInfo, kMaxInfos> infos;
  int attempts = 0;  ///< packets passed to a decoder, including refused ones

  void Clear() {
    summary = {};
    packets.Clear();
    infos.Clear();
    attempts = 0;
  }
};

/// Decodes the audio that one decision requests: packets from the buffer, or noise or concealment
/// from the decoder. Writes into the active chain. Lives for one tick.
class DecodeStep {
 public:
  /// The parts of the session that a step works on.
  struct Parts {
    PacketBuffer& buffer;
    DecoderTable& decoders;
    FormatChains& chains;
    DecoderInUse& decoder;
    DecodeOutcome& outcome;
  };

  /// `now`: time of the tick on the playout clock. `timeline`: state before the tick.
  /// `timeline_pending`: the waiting packets belong to the next timeline and are not decoded.
  DecodeStep(const Parts& parts, const Timeline& timeline, Timestamp now, bool timeline_pending)
      : parts_(parts),
        timeline_(timeline),
        now_(now),
        timeline_pending_(timeline_pending),
        outcome_(parts.outcome.summary),
        until_{timeline.decoded_until, timeline.pause} {}

  /// [stream] Call once. `previous`: operation of the previous tick. The outcome must be cleared
  /// before.
  void Run(const Decision& decision, Operation previous) noexcept NETEQ_REALTIME;

 private:
  void DecodePackets(const Decision& decision) noexcept;
  bool DecodeFront() noexcept;
  void SwitchDecoder(const Packet& packet, const DecoderEntry& entry) noexcept;
  void AddPacket(const Packet& packet, int samples) noexcept;
  void ContinueAt(MediaTime time, PauseNoise pause) noexcept;
  void ReadSilenceDescriptor() noexcept;
  void DecodeNoise() noexcept;
  bool DecodePlc() noexcept;
  void MakeRoomForTone(Operation previous) noexcept;

  AudioDecoder* decoder() const;
  SignalPath& path() const { return parts_.chains.active()->path; }
  SampleRate rate() const { return path().rate(); }
  int missing_samples() const { return rate().tick_samples() - path().sync().playable(); }

  Parts parts_;
  const Timeline& timeline_;
  Timestamp now_;
  bool timeline_pending_;
  DecodeOutcome::Summary& outcome_;
  DecodedUntil until_;  ///< end of the audio decoded so far
};

}  // namespace neteq::internal
