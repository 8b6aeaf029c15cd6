// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <memory>
#include <numbers>
#include <ostream>
#include <string>
#include <vector>

#include <opus.h>
#include <opus_multistream.h>

#include "neteq/audio_decoder.h"
#include "neteq/codecs/opus_packet.h"

/// Opus packets in all modes, encoded by libopus.
namespace neteq::test {

using OpusPayload = std::vector<std::byte>;

inline constexpr int kOpusRateHz = 48'000;

inline const unsigned char* OpusData(const OpusPayload& payload) {
  return reinterpret_cast<const unsigned char*>(payload.data());
}
inline opus_int32 OpusSize(const OpusPayload& payload) {
  return static_cast<opus_int32>(payload.size());
}

/// Encoder settings for one mode.
struct OpusCoding {
  std::string name;
  OpusMode mode;
  int application;
  int bandwidth;
  int bitrate;
  int channels;
  int frame_ms;
  bool fec;
};

inline void PrintTo(const OpusCoding& coding, std::ostream* out) { *out << coding.name; }

inline std::vector<OpusCoding> AllOpusCodings() {
  const std::vector<OpusCoding> modes = {
      {"Silk", OpusMode::kSilk, OPUS_APPLICATION_VOIP, OPUS_BANDWIDTH_WIDEBAND, 20'000, 0, 0, true},
      {"Hybrid", OpusMode::kHybrid, OPUS_APPLICATION_VOIP, OPUS_BANDWIDTH_FULLBAND, 32'000, 0, 0,
       true},
      {"Celt", OpusMode::kCelt, OPUS_APPLICATION_RESTRICTED_LOWDELAY, OPUS_BANDWIDTH_FULLBAND,
       64'000, 0, 0, true}};
  std::vector<OpusCoding> all;
  for (OpusCoding coding : modes) {
    const std::string mode = coding.name;
    for (coding.channels = 1; coding.channels <= 2; ++coding.channels) {
      for (const int frame_ms : {10, 20, 40, 60}) {
        for (const bool fec : {false, true}) {
          coding.frame_ms = frame_ms;
          coding.fec = fec;
          coding.name = mode + (coding.channels == 2 ? "Stereo" : "Mono") +
                        std::to_string(frame_ms) + "ms" + (fec ? "Fec" : "");
          all.push_back(coding);
        }
      }
    }
  }
  return all;
}

/// Vowels of 400 ms with pauses of 400 ms, so that both values of every bit occur. The right
/// channel has another voice, so that the side channel is coded.
inline std::vector<float> Talk(int channels, int frames) {
  std::vector<float> pcm(static_cast<size_t>(frames * channels));
  for (size_t i = 0; i < pcm.size(); ++i) {
    const size_t n = i / static_cast<size_t>(channels);
    const double pitch_hz = i % static_cast<size_t>(channels) == 0 ? 140.0 : 210.0;
    const double t = static_cast<double>(n) / kOpusRateHz;
    double sum = 0.0;
    for (int k = 1; k <= 20; ++k) sum += std::sin(2 * std::numbers::pi * pitch_hz * k * t + k) / k;
    const bool speaks = n / 19'200 % 2 == 0;
    pcm[i] = static_cast<float>((speaks ? 0.2 : 1e-4) * sum);
  }
  return pcm;
}

/// Encodes 1.6 s of talk.
inline std::vector<OpusPayload> EncodeTalk(const OpusCoding& coding) {
  const int packets = 1600 / coding.frame_ms;
  int error = OPUS_OK;
  const std::unique_ptr<OpusEncoder, void (*)(OpusEncoder*)> encoder(
      opus_encoder_create(kOpusRateHz, coding.channels, coding.application, &error),
      opus_encoder_destroy);
  opus_encoder_ctl(encoder.get(), OPUS_SET_BITRATE(coding.bitrate * coding.channels));
  opus_encoder_ctl(encoder.get(), OPUS_SET_BANDWIDTH(coding.bandwidth));
  opus_encoder_ctl(encoder.get(), OPUS_SET_SIGNAL(OPUS_SIGNAL_VOICE));
  opus_encoder_ctl(encoder.get(), OPUS_SET_FORCE_CHANNELS(coding.channels));
  opus_encoder_ctl(encoder.get(), OPUS_SET_INBAND_FEC(coding.fec ? 1 : 0));
  opus_encoder_ctl(encoder.get(), OPUS_SET_PACKET_LOSS_PERC(coding.fec ? 25 : 0));
  const int frame = kOpusRateHz / 1000 * coding.frame_ms;
  const std::vector<float> pcm = Talk(coding.channels, frame * packets);
  std::vector<OpusPayload> payloads;
  for (int i = 0; i < packets; ++i) {
    OpusPayload payload(4000);
    const int bytes =
        opus_encode_float(encoder.get(), &pcm[static_cast<size_t>(i * frame * coding.channels)],
                          frame, reinterpret_cast<unsigned char*>(payload.data()), 4000);
    payload.resize(static_cast<size_t>(std::max(bytes, 0)));
    payloads.push_back(std::move(payload));
  }
  return payloads;
}

/// Surround sound with a different tone in each channel: 300 Hz, 400 Hz and so on.
class SurroundSource {
 public:
  explicit SurroundSource(int channels) : channels_(channels) {
    std::vector<unsigned char> table(static_cast<size_t>(channels));
    int error = OPUS_OK;
    encoder_.reset(opus_multistream_surround_encoder_create(
        kOpusRateHz, channels, 1, &mapping_.streams, &mapping_.coupled_streams, table.data(),
        OPUS_APPLICATION_AUDIO, &error));
    for (const unsigned char coded : table) mapping_.channels.PushBack(coded);
    opus_multistream_encoder_ctl(encoder_.get(), OPUS_SET_BITRATE(64'000 * channels));
  }

  static double ToneHz(int channel) { return 300.0 + 100.0 * channel; }
  const OpusChannelMapping& mapping() const { return mapping_; }

  /// Encodes the next 20 ms.
  OpusPayload Next() {
    std::vector<float> pcm(static_cast<size_t>(960 * channels_));
    for (size_t i = 0; i < pcm.size(); ++i, ++sample_) {
      const auto channel = static_cast<int>(i) % channels_;
      const double t = static_cast<double>(sample_ / static_cast<size_t>(channels_)) / kOpusRateHz;
      pcm[i] = static_cast<float>(0.3 * std::sin(2 * std::numbers::pi * ToneHz(channel) * t));
    }
    OpusPayload payload(8000);
    const int bytes = opus_multistream_encode_float(
        encoder_.get(), pcm.data(), 960, reinterpret_cast<unsigned char*>(payload.data()), 8000);
    payload.resize(static_cast<size_t>(std::max(bytes, 0)));
    return payload;
  }

 private:
  struct Destroy {
    void operator()(OpusMSEncoder* encoder) const { opus_multistream_encoder_destroy(encoder); }
  };
  std::unique_ptr<OpusMSEncoder, Destroy> encoder_;
  OpusChannelMapping mapping_;
  int channels_;
  size_t sample_ = 0;
};

}  // namespace neteq::test
