// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "neteq/base/fixed_vector.h"
#include "neteq/config.h"
#include "neteq/delay_manager/delay_manager.h"
#include "neteq/delay_manager/level_filter.h"
#include "neteq/internal/accounting.h"
#include "neteq/internal/decoder_table.h"
#include "neteq/internal/receiver.h"
#include "neteq/internal/track.h"
#include "neteq/neteq.h"
#include "neteq/packet.h"
#include "neteq/policy.h"
#include "neteq/reports.h"

namespace neteq::internal {

/// The whole of NetEq behind its public face. The way of a packet is Receiver's; the way of a tick
/// is here: observe, decide, decode, execute, play, account. See NetEq for the contract.
class Engine {
 public:
  Engine(const Config& config, Controllers controllers);

  Status RegisterDecoder(uint8_t payload_type, std::unique_ptr<AudioDecoder> decoder);
  Status RegisterRole(uint8_t payload_type, PayloadRole role, RtpClockRate clock_rate);
  void RemovePayloadType(uint8_t payload_type);

  std::span<std::byte> ReceiveBuffer(size_t bytes) noexcept NETEQ_REALTIME;
  ArrivalReport InsertPacket(const RtpPacketView& rtp, Timestamp now) noexcept NETEQ_REALTIME;
  const TickReport& GetAudio(AudioView out) noexcept NETEQ_REALTIME;
  const TickReport& GetAudio(std::span<int16_t> out) noexcept NETEQ_REALTIME;
  void OverrideNextOperation(Operation operation) noexcept NETEQ_REALTIME { override_ = operation; }
  int NackList(Duration rtt, std::span<uint16_t> out) noexcept NETEQ_REALTIME;
  void Flush() noexcept NETEQ_REALTIME;

  delay::DelayManager& delay_manager() { return delay_manager_; }
  const DecoderTable& decoders() const { return decoders_; }
  Receiver& receiver() { return receiver_; }
  const Statistics& statistics() const { return accounting_.statistics(); }
  StallReport stalls() const { return accounting_.stalls(); }
  NetworkStatistics TakeNetworkStatistics() noexcept NETEQ_REALTIME;
  const TickReport& last_tick() const { return frame_; }
  std::span<const RtpPacketInfo> packet_infos() const {
    return {packet_infos_.begin(), packet_infos_.size()};
  }
  Duration unplayed() const;
  int max_output_frames() const { return float_output_.capacity(); }
  int max_output_channels() const { return float_output_.channels(); }

 private:
  /// Where on the time line playout is, beyond the sync buffer.
  struct Position {
    MediaTime end_time;                          // just after the newest decoded audio
    PauseNoise pause_noise = PauseNoise::kNone;  // what is played after it, ...
    int64_t noise_samples = 0;                   // ... for so long
    int concealed_ticks = 0;                     // or for so long concealment
  };
  /// The decoder in use.
  struct Decoding {
    int payload_type = -1;  // none yet
    int last_frame_samples = 0;
  };

  Track* FindOrMakeTrack(SampleRate rate, int channels);
  Track* TrackOfClock(RtpClockRate clock_rate);

  void BeginLineIfDue() noexcept;
  bool IsTooEarlyToStart(const Packet& first) const;
  void GoOnWith(Track* track) noexcept;
  void RenderTail() noexcept;
  void FadeOverTail(AudioView out) noexcept;
  void DiscardLatePackets() noexcept;
  void SkipBacklog() noexcept;
  bool IsMuted() const;
  PolicyInput Observe() noexcept;
  void ObserveNext(PolicyInput& input) const;
  Decision DecideTick(const PolicyInput& input) noexcept;
  Outcome Execute(const Decision& decision) noexcept;
  DecodedAudio DecodePackets(const Decision& decision) noexcept;
  bool DecodeFront(DecodedAudio& decoded) noexcept;
  void SwitchDecoder(const Packet& packet, const DecoderEntry& entry) noexcept;
  void NoteDecoded(const Packet& packet, int frames) noexcept;
  void TakeSilenceDescriptor() noexcept;
  void AskDecoderForNoise(DecodedAudio& decoded) noexcept;
  bool AskDecoderForPlc(DecodedAudio& decoded) noexcept;
  void MakeRoomForTone(DecodedAudio& decoded) noexcept;
  void Play(const Decision& decision, const Outcome& outcome, AudioView out) noexcept;
  void AddTone(AudioView tick) noexcept;
  void PlaySilence(AudioView out) noexcept;
  void PlayMuted(AudioView out) noexcept;
  void Follow(const Outcome& outcome) noexcept;
  void FinishTick() noexcept;

  Duration playout_time_of_tick() const { return ticks_ * kTick; }
  SampleRate rate() const { return track_->path.rate(); }
  MediaTime next_to_play() const {
    return position_.end_time + position_.noise_samples - track_->path.sync().playable();
  }

  Config config_;
  std::vector<std::unique_ptr<Track>> tracks_;  // one for each format
  DecoderTable decoders_;
  delay::DelayManager delay_manager_;
  Accounting accounting_;
  Receiver receiver_;
  delay::LevelFilter level_filter_;
  std::unique_ptr<DecisionPolicy> policy_;
  PreviousTick previous_;
  std::optional<Operation> override_;

  Track* track_ = nullptr;    // in use; null before the first packet
  MediaClock line_clock_;     // of the audio in the track
  bool line_begins_ = false;  // this tick begins a time line
  Position position_;
  Decoding decoding_;
  std::optional<DtmfEvent> key_;  // that sounds in this tick
  int skip_backlog_ms_;           // of config_, which is far from what else a tick needs
  bool can_mute_;                 // likewise
  int tail_frames_ = 0;           // of tail_; 0: it has been faded over
  MediaTime playout_time_;        // just after the last sample played, as the application is told
  int64_t ticks_ = 0;
  TickReport frame_;
  FixedVector<RtpPacketInfo, 32> packet_infos_;
  AudioBuffer float_output_;  // of the 16-bit GetAudio; as large as any output can be
  AudioBuffer tail_;          // one tick more of the track before, to fade over; likewise
};

}  // namespace neteq::internal
