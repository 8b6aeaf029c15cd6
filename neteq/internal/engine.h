// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "delay_manager/delay_manager.h"
#include "delay_manager/level_filter.h"
#include "neteq/config.h"
#include "neteq/internal/accounting.h"
#include "neteq/internal/decision_logic.h"
#include "neteq/internal/decoder_table.h"
#include "neteq/internal/output_stage.h"
#include "neteq/internal/packet_buffer.h"
#include "neteq/internal/signal_path.h"
#include "neteq/internal/stream_tracker.h"
#include "neteq/packet.h"
#include "neteq/reports.h"

namespace neteq::internal {

/// A signal path with what brings its ticks to the output format.
struct Track {
  Track(const DecoderFormat& format, const Config& config);
  SignalPath path;
  OutputStage output;
};

/// The whole of NetEq behind its public face: the way of a packet and the way of a tick. See NetEq
/// for the contract.
class Engine {
 public:
  explicit Engine(const Config& config);

  Status RegisterDecoder(uint8_t payload_type, std::unique_ptr<AudioDecoder> decoder);
  ArrivalReport InsertPacket(const RtpPacketView& rtp, Timestamp now) noexcept NETEQ_REALTIME;
  const FrameReport& GetAudio(AudioView out) noexcept NETEQ_REALTIME;
  const FrameReport& GetAudio(std::span<int16_t> out) noexcept NETEQ_REALTIME;
  void Flush() noexcept NETEQ_REALTIME;

  delay::DelayManager& delay_manager() { return delay_manager_; }
  const Statistics& statistics() const { return accounting_.statistics(); }
  const FrameReport& last_frame() const { return frame_; }
  int max_output_frames() const { return float_output_.capacity(); }
  int max_output_channels() const { return float_output_.channels(); }

 private:
  // The way of a packet.
  void FollowStream(const RtpPacketView& rtp, const DecoderEntry& entry,
                    ArrivalReport& report) noexcept;
  InsertResult Store(const RtpPacketView& rtp, const PacketInfo& info, SampleRate rate) noexcept;
  void LearnArrival(const PacketInfo& info, SampleRate rate, Timestamp now) noexcept;

  // The way of a tick.
  void StartStreamIfDue() noexcept;
  void DiscardLatePackets() noexcept;
  PolicyInput Observe() noexcept;
  int Decode(const Decision& decision) noexcept;
  bool DecodeFront(int* decoded) noexcept;
  void Play(const Decision& decision, const Outcome& outcome, AudioView out) noexcept;
  void PlaySilence(AudioView out) noexcept;
  void Account(const Decision& decision, const Outcome& outcome) noexcept;

  Duration playout_clock() const { return ticks_ * kTick; }
  int64_t max_age_samples(SampleRate rate) const {
    return rate.Samples(std::chrono::milliseconds(config_.params.buffer.max_age_ms));
  }

  Config config_;
  std::vector<std::unique_ptr<Track>> tracks_;  // one for each decoder format
  DecoderTable decoders_;
  StreamTracker tracker_;
  PacketBuffer buffer_;
  delay::DelayManager delay_manager_;
  delay::LevelFilter level_filter_;
  PolicyState policy_state_;
  PreviousTick previous_;
  Accounting accounting_;

  Track* track_ = nullptr;       // in use; null before the first packet
  MediaClock playing_clock_;     // of the audio in the track
  bool stream_pending_ = false;  // the waiting packets begin a new time line
  bool stream_starts_ = false;   // this tick begins it
  MediaTime end_time_;           // just after the newest decoded audio
  MediaTime playout_time_;       // just after the last sample played, as the application is told
  int last_frame_samples_ = 0;
  int concealed_ticks_ = 0;
  int64_t ticks_ = 0;
  FrameReport frame_;
  AudioBuffer float_output_;  // of the 16-bit GetAudio; as large as any output can be
};

}  // namespace neteq::internal
