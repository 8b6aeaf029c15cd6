// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <numbers>
#include <span>
#include <vector>

#include "neteq/base/audio_buffer.h"
#include "neteq/base/random.h"
#include "neteq/config.h"
#include "neteq/neteq.h"
#include "neteq/statistics.h"

/// A sender, a network and a listener around a NetEq, all in virtual time.
namespace neteq::test {

using std::chrono::milliseconds;

/// Payload type under which the harness sends L16.
inline constexpr uint8_t kPcm16Type = 96;

struct SentPacket {
  uint8_t payload_type = kPcm16Type;
  uint16_t sequence = 0;
  uint32_t timestamp = 0;
  uint32_t ssrc = 0x1234;
  std::vector<std::byte> payload;
  Duration sent{0};
  Duration arrival{0};

  RtpPacketView view() const {
    return {.payload_type = payload_type,
            .sequence = SequenceNumber(sequence),
            .timestamp = RtpTimestamp(timestamp),
            .ssrc = ssrc,
            .payload = payload};
  }
};

/// Initial state of a sender.
struct SenderSettings {
  SampleRate rate{16000};
  int channels = 1;
  int frame_ms = 20;
  uint16_t first_sequence = 0;
  uint32_t first_timestamp = 0;
};

inline void PutPcm16(float sample, std::vector<std::byte>& payload) {
  const auto value = static_cast<uint16_t>(static_cast<int16_t>(std::lround(sample * 32767.0F)));
  payload.push_back(static_cast<std::byte>(value >> 8U));
  payload.push_back(static_cast<std::byte>(value & 0xFFU));
}

/// Splits `audio` into L16 packets with the same audio in every channel. They arrive without delay.
inline std::vector<SentPacket> Packetize(std::span<const float> audio,
                                         const SenderSettings& settings = {}) {
  const auto frame = static_cast<size_t>(settings.rate.SamplesInMs(settings.frame_ms));
  std::vector<SentPacket> packets;
  for (size_t first = 0; first + frame <= audio.size(); first += frame) {
    SentPacket packet;
    packet.sequence = static_cast<uint16_t>(settings.first_sequence + packets.size());
    packet.timestamp = static_cast<uint32_t>(settings.first_timestamp + first);
    packet.sent = packet.arrival =
        static_cast<int>(packets.size()) * milliseconds(settings.frame_ms);
    for (const float sample : audio.subspan(first, frame)) {
      for (int c = 0; c < settings.channels; ++c) PutPcm16(sample, packet.payload);
    }
    packets.push_back(std::move(packet));
  }
  return packets;
}

/// The played audio.
struct Playback {
  std::vector<float> audio;  ///< channel 0
  std::vector<float> last_channel;
  std::vector<TickReport> frames;
  Statistics statistics;

  int64_t Count(Operation operation) const {
    return std::count_if(frames.begin(), frames.end(),
                         [&](const auto& f) { return f.operation == operation; });
  }
};

/// Inserts every packet at its arrival and pulls a tick every 10 ms, until `tail` after the last
/// packet.
inline Playback Listen(NetEq& neteq, std::vector<SentPacket> packets, Duration tail = Duration(0)) {
  std::stable_sort(packets.begin(), packets.end(),
                   [](const auto& a, const auto& b) { return a.arrival < b.arrival; });
  AudioBuffer out(kMaxOutputChannels, kMaxOutputSamples);
  Playback playback;
  size_t next = 0;
  const Duration end = packets.empty() ? tail : packets.back().arrival + tail;
  for (Duration now = packets.empty() ? Duration(0) : packets.front().arrival; now <= end;
       now += kTick) {
    for (; next < packets.size() && packets[next].arrival <= now; ++next) {
      neteq.InsertPacket(packets[next].view(), Timestamp(packets[next].arrival));
    }
    const TickReport& frame = neteq.GetAudio(out.First(out.capacity()));
    const auto rows = out.First(frame.samples_per_channel);
    const auto first = rows.Channel(0);
    const auto last = rows.Channel(frame.channels - 1);
    playback.audio.insert(playback.audio.end(), first.begin(), first.end());
    playback.last_channel.insert(playback.last_channel.end(), last.begin(), last.end());
    playback.frames.push_back(frame);
  }
  playback.statistics = neteq.statistics();
  return playback;
}

/// `config` with the output in the decoder's format.
inline Config InDecoderFormat(Config config = {}) {
  config.output_rate_hz = 0;
  config.output_channels = 0;
  return config;
}

/// A NetEq with a decoder for the L16 of the harness.
inline std::unique_ptr<NetEq> MakeNetEq(const SenderSettings& settings = {},
                                        const Config& config = InDecoderFormat()) {
  auto created = NetEq::Create(config);
  if (!created.ok()) return nullptr;
  std::unique_ptr<NetEq> neteq = std::move(*created);
  if (!neteq->RegisterDecoder(kPcm16Type, MakePcm16Decoder(settings.rate, settings.channels)).ok())
    return nullptr;
  return neteq;
}

/// Synthetic voiced speech: ten harmonics of a gliding pitch around `pitch_hz`, with syllables of
/// 250 ms. The level is about -20 dBFS.
inline std::vector<float> SpeechLike(SampleRate rate, Duration length, double pitch_hz = 130.0) {
  std::vector<float> audio(static_cast<size_t>(rate.Samples(length)));
  double phase = 0.0;
  for (size_t n = 0; n < audio.size(); ++n) {
    const double t = static_cast<double>(n) / rate.hz();
    const double f0 = pitch_hz * (1.0 + 0.1 * std::sin(2.0 * std::numbers::pi * 0.7 * t));
    phase += 2.0 * std::numbers::pi * f0 / rate.hz();
    double sample = 0.0;
    for (int k = 1; k <= 10; ++k) {
      if (k * f0 < 0.45 * rate.hz()) sample += std::sin(k * phase) / k;
    }
    const double syllable = 0.6 + 0.4 * std::sin(2.0 * std::numbers::pi * 4.0 * t);
    audio[n] = static_cast<float>(0.1 * syllable * sample);
  }
  return audio;
}

inline std::vector<float> Sine(SampleRate rate, Duration length, double hz,
                               double amplitude = 0.3) {
  std::vector<float> audio(static_cast<size_t>(rate.Samples(length)));
  for (size_t n = 0; n < audio.size(); ++n) {
    audio[n] = static_cast<float>(
        amplitude * std::sin(2.0 * std::numbers::pi * hz * static_cast<double>(n) / rate.hz()));
  }
  return audio;
}

/// Largest step between adjacent samples; a click makes a larger one.
inline float LargestStep(std::span<const float> audio) {
  float largest = 0.0F;
  for (size_t n = 1; n < audio.size(); ++n)
    largest = std::max(largest, std::abs(audio[n] - audio[n - 1]));
  return largest;
}

/// Level in dB relative to full scale (mean square 1).
inline double LevelDb(std::span<const float> audio) {
  double energy = 1e-12;
  for (const float sample : audio) energy += std::pow(static_cast<double>(sample), 2);
  return 10.0 * std::log10(energy / static_cast<double>(std::max<size_t>(1, audio.size())));
}

}  // namespace neteq::test
