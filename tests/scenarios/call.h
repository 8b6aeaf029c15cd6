// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "tests/support/red_payload.h"
#include "tests/support/stream_harness.h"

#include "neteq/base/audio_buffer.h"
#include "neteq/base/audio_view.h"
#include "neteq/config.h"
#include "neteq/neteq.h"

namespace neteq::test {

inline constexpr uint8_t kNoiseType = 13;   ///< comfort noise
inline constexpr uint8_t kEventType = 101;  ///< telephone events

/// A call in virtual time, tick by tick. The test acts as the sender.
class Call {
 public:
  explicit Call(const SenderSettings& settings = {}, const Config& config = InDecoderFormat())
      : settings_(settings),
        neteq_(MakeNetEq(settings, config)),
        out_(kMaxOutputChannels, kMaxOutputSamples),
        timestamp_(settings.first_timestamp),
        sequence_(settings.first_sequence) {
    const RtpClockRate clock(settings.rate.hz());
    for (const auto& [type, role] : {std::pair{kNoiseType, PayloadRole::kComfortNoise},
                                     std::pair{kEventType, PayloadRole::kTelephoneEvent},
                                     std::pair{kRedType, PayloadRole::kRed}}) {
      static_cast<void>(neteq_->RegisterPayloadType(type, role, clock));
    }
  }

  NetEq& neteq() { return *neteq_; }
  SampleRate rate() const { return settings_.rate; }
  int frame_samples() const { return settings_.rate.SamplesInMs(settings_.frame_ms); }
  /// Time of the next tick.
  Duration now() const { return now_; }
  uint32_t timestamp() const { return timestamp_; }
  uint16_t sequence() const { return sequence_; }
  /// All audio played so far, channel 0.
  const std::vector<float>& played() const { return played_; }
  const std::vector<TickReport>& frames() const { return frames_; }

  /// Advances the sender's numbers as if packets had been sent.
  void Skip(int packets) {
    sequence_ = static_cast<uint16_t>(sequence_ + packets);
    timestamp_ += static_cast<uint32_t>(packets * frame_samples());
  }
  void SkipTime(int samples) { timestamp_ += static_cast<uint32_t>(samples); }
  void JumpTo(uint16_t sequence, uint32_t timestamp) {
    sequence_ = sequence;
    timestamp_ = timestamp;
  }

  ArrivalReport Insert(uint8_t type, std::vector<std::byte> payload, Duration at) {
    const RtpPacketView packet{.payload_type = type,
                               .sequence = SequenceNumber(sequence_++),
                               .timestamp = RtpTimestamp(timestamp_),
                               .ssrc = ssrc,
                               .payload = payload};
    return neteq_->InsertPacket(packet, Timestamp(at));
  }
  /// One frame of a voice with gliding pitch.
  ArrivalReport InsertSpeech(Duration at) {
    const auto report = Insert(kPcm16Type, SpeechPayload(), at);
    timestamp_ += static_cast<uint32_t>(frame_samples());
    return report;
  }
  ArrivalReport InsertSpeech() { return InsertSpeech(now_); }
  /// A silence descriptor of level -50 dBov. Does not advance time.
  ArrivalReport InsertNoise(Duration at) { return Insert(kNoiseType, {std::byte{50}}, at); }

  std::vector<std::byte> SpeechPayload() const {
    std::vector<std::byte> payload;
    for (int i = 0; i < frame_samples(); ++i) {
      const double t =
          static_cast<double>(timestamp_ - settings_.first_timestamp + static_cast<uint32_t>(i)) /
          settings_.rate.hz();
      const auto sample = static_cast<float>(0.2 * std::sin(2.0 * std::numbers::pi * 170.0 * t) +
                                             0.1 * std::sin(2.0 * std::numbers::pi * 340.0 * t));
      for (int c = 0; c < settings_.channels; ++c) PutPcm16(sample, payload);
    }
    return payload;
  }

  const TickReport& Pull() {
    const TickReport& frame = neteq_->GetAudio(out_.First(out_.capacity()));
    const auto row = out_.First(frame.samples_per_channel).Channel(0);
    played_.insert(played_.end(), row.begin(), row.end());
    frames_.push_back(frame);
    now_ += kTick;
    return frame;
  }
  /// Report of the last tick.
  std::span<const float> Tick(int channel) const {
    return out_.First(frames_.back().samples_per_channel).Channel(channel);
  }
  /// Advances time without a tick.
  void Wait(Duration time) { now_ += time; }

  /// Plays speech that arrives on time, frame by frame.
  void Talk(Duration length) {
    for (const Duration end = now_ + length; now_ < end;) {
      InsertSpeech();
      for (int ms = 0; ms < settings_.frame_ms; ms += 10) Pull();
    }
  }
  void PullFor(Duration length) {
    for (const Duration end = now_ + length; now_ < end;) Pull();
  }

  uint32_t ssrc = 0x1234;

 private:
  SenderSettings settings_;
  std::unique_ptr<NetEq> neteq_;
  AudioBuffer out_;
  uint32_t timestamp_;
  uint16_t sequence_;
  Duration now_{0};
  std::vector<float> played_;
  std::vector<TickReport> frames_;
};

/// Turns off background noise.
inline Config WithoutNoise(Config config = InDecoderFormat()) {
  config.params.expand.background_noise = dsp::BackgroundNoiseMode::kOff;
  return config;
}

}  // namespace neteq::test
