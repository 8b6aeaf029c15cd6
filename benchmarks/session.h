// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "benchmarks/signals.h"

#include "neteq/base/audio_buffer.h"
#include "neteq/base/audio_view.h"
#include "neteq/base/random.h"
#include "neteq/base/units.h"
#include "neteq/config.h"
#include "neteq/neteq.h"
#include "neteq/reserved_slot.h"

namespace neteq::benchmarks {

inline constexpr int kTicksPerPacket = 2;

/// Payloads of an L16 sender, sent cyclically: packets of 20 ms that join without a seam.
using Payloads = std::vector<std::vector<std::byte>>;

constexpr int kPayloads = 8;  // except for music, the signals have whole periods in 160 ms

inline AudioBuffer MakeSound(SampleRate rate, Signal signal) {
  return MakeSignal(signal, rate, 1, kPayloads * kTicksPerPacket * rate.tick_samples());
}

inline Payloads MakePayloads(SampleRate rate, Signal signal) {
  const int frames = kTicksPerPacket * rate.tick_samples();
  const AudioBuffer audio = MakeSound(rate, signal);
  Payloads payloads;
  for (int i = 0; i < kPayloads; ++i) {
    std::vector<std::byte>& payload = payloads.emplace_back();
    for (const float sample : audio.Slice(i * frames, frames).Channel(0)) {
      const auto pcm = static_cast<uint16_t>(static_cast<int16_t>(sample * 32767.0F));
      payload.push_back(static_cast<std::byte>(pcm >> 8U));
      payload.push_back(static_cast<std::byte>(pcm & 0xFFU));
    }
  }
  return payloads;
}

/// Decoder of negligible cost: each payload selects a part of a given sound.
class ReadyMade final : public AudioDecoder {
 public:
  /// `sound` must outlive the decoder.
  ReadyMade(SampleRate rate, const AudioBuffer& sound) : rate_(rate), sound_(sound) {}

  DecoderFormat format() const noexcept override { return {rate_, RtpClockRate(rate_.hz()), 1}; }
  PacketInfo Inspect(std::span<const std::byte> /*payload*/) const noexcept override {
    return {.frame_samples = frames()};
  }
  DecodeResult Decode(std::span<const std::byte> payload, AudioView out) noexcept override {
    if (payload.empty()) return DecodeResult::Unsupported();
    Copy(sound_.Slice(std::to_integer<int>(payload[0]) * frames(), frames()), out.First(frames()));
    return DecodeResult::Speech(frames());
  }
  void Reset() noexcept override {}

 private:
  int frames() const { return kTicksPerPacket * rate_.tick_samples(); }

  SampleRate rate_;
  const AudioBuffer& sound_;
};

/// Payloads for ReadyMade, as long as 20 ms of Opus at 32 kbit/s.
inline Payloads ReadyMadePayloads() {
  Payloads payloads;
  for (int i = 0; i < kPayloads; ++i) payloads.emplace_back(80, static_cast<std::byte>(i));
  return payloads;
}

/// An engine with one stream. `payloads` and `out` must outlive it; sessions may share them.
class Session {
 public:
  Session(std::unique_ptr<AudioDecoder> decoder, const Payloads& payloads, AudioView out)
      : rate_(decoder->format().sample_rate), out_(out), payloads_(payloads) {
    Config config;
    config.output_rate_hz = rate_.hz();
    // Capacity of one second, like the default for Opus at 200 kbit/s.
    config.limits.payload_bytes =
        std::max(config.limits.payload_bytes, 50 * static_cast<int>(payloads_[0].size()));
    neteq_ = std::move(*NetEq::Create(config));
    // Fails only on misuse, which the first tick would show.
    static_cast<void>(neteq_->RegisterDecoder(kPayloadType, std::move(decoder)));
  }

  /// Inserts packet `i`, which arrives at `now`.
  ArrivalReport Insert(int64_t i, Timestamp now) {
    return Insert(i, now, payloads_[static_cast<size_t>(i) % payloads_.size()]);
  }
  /// Inserts the next packet; it arrives when it is sent.
  void InsertNext() {
    Insert(sent_, Timestamp(sent_ * kTicksPerPacket * kTick));
    ++sent_;
  }
  /// Inserts the next packet, received in place, with whatever bytes the buffer holds.
  void InsertNextInPlace() {
    Insert(sent_, Timestamp(sent_ * kTicksPerPacket * kTick),
           ReserveSlot(*neteq_, payloads_[0].size()));
    ++sent_;
  }
  const TickReport& GetAudio() { return neteq_->GetAudio(out_); }
  NetEq& engine() { return *neteq_; }
  SampleRate rate() const { return rate_; }

 private:
  static constexpr uint8_t kPayloadType = 96;

  ArrivalReport Insert(int64_t i, Timestamp now, std::span<const std::byte> payload) {
    const RtpPacketView packet{
        .payload_type = kPayloadType,
        .sequence = SequenceNumber(static_cast<uint16_t>(i)),
        .timestamp =
            RtpTimestamp(static_cast<uint32_t>(i * kTicksPerPacket * rate_.tick_samples())),
        .payload = payload};
    return neteq_->InsertPacket(packet, now);
  }

  SampleRate rate_;
  AudioView out_;
  const Payloads& payloads_;
  std::unique_ptr<NetEq> neteq_;
  int64_t sent_ = 0;
};

/// A session with all its inputs that receives L16, a codec of negligible cost.
struct OwnSession {
  explicit OwnSession(SampleRate rate, Signal signal = Signal::kVoiced)
      : payloads(MakePayloads(rate, signal)),
        out(1, rate.tick_samples()),
        session(std::move(*MakePcm16Decoder(rate, 1)), payloads, out.First(rate.tick_samples())) {}

  Payloads payloads;
  AudioBuffer out;
  Session session;
};

/// Packets over a mobile network, in order of arrival: exponential delays of 25 ms on average, a
/// handover of 300 ms every 8 s, 2.5 % lost in bursts of three.
struct Arrival {
  Duration time{0};
  int64_t packet = 0;
};
inline std::vector<Arrival> MakeArrivals(int64_t packets) {
  constexpr double kMeanDelayMs = 25.0;
  constexpr double kLossesPerPacket = 0.025 / 3;
  constexpr int64_t kHandoverPackets = 400;
  Random random(1);
  std::vector<Arrival> arrivals;
  int lost = 0;
  for (int64_t i = 0; i < packets; ++i) {
    if (lost == 0 && i > 0 && random.Uniform() < kLossesPerPacket) lost = 3;
    const double delay_ms = -kMeanDelayMs * std::log(1.0 - random.Uniform());
    const int64_t in_handover = i % kHandoverPackets;  // 15 packets wait for the handover's end
    const double waits_ms = in_handover < 15 ? static_cast<double>(15 - in_handover) * 20.0 : 0.0;
    if (lost > 0) {
      --lost;
      continue;
    }
    arrivals.push_back({i * kTicksPerPacket * kTick + FromMs(delay_ms + waits_ms), i});
  }
  std::stable_sort(arrivals.begin(), arrivals.end(),
                   [](const Arrival& a, const Arrival& b) { return a.time < b.time; });
  return arrivals;
}

}  // namespace neteq::benchmarks
