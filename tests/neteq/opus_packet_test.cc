// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/codecs/opus_packet.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <numbers>
#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <opus.h>

#include "base/random.h"

namespace neteq {
namespace {

using Payload = std::vector<std::byte>;

constexpr int kRateHz = 48'000;

const unsigned char* Data(const Payload& payload) {
  return reinterpret_cast<const unsigned char*>(payload.data());
}
opus_int32 Size(const Payload& payload) { return static_cast<opus_int32>(payload.size()); }

/// How to make packets of a mode.
struct Coding {
  std::string name;
  OpusMode mode;
  int application;
  int bandwidth;
  int bitrate;
  int channels;
  int frame_ms;
  bool fec;
};

void PrintTo(const Coding& coding, std::ostream* out) { *out << coding.name; }

std::vector<Coding> AllCodings() {
  const std::vector<Coding> modes = {
      {"Silk", OpusMode::kSilk, OPUS_APPLICATION_VOIP, OPUS_BANDWIDTH_WIDEBAND, 20'000, 0, 0, true},
      {"Hybrid", OpusMode::kHybrid, OPUS_APPLICATION_VOIP, OPUS_BANDWIDTH_FULLBAND, 28'000, 0, 0,
       true},
      {"Celt", OpusMode::kCelt, OPUS_APPLICATION_RESTRICTED_LOWDELAY, OPUS_BANDWIDTH_FULLBAND,
       64'000, 0, 0, true}};
  std::vector<Coding> all;
  for (Coding coding : modes) {
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

/// Vowels of 400 ms with pauses of 400 ms: both values of every bit occur. The right channel is
/// another voice, so that the side channel is coded.
std::vector<float> Talk(int channels, int frames) {
  std::vector<float> pcm(static_cast<size_t>(frames * channels));
  for (size_t i = 0; i < pcm.size(); ++i) {
    const size_t n = i / static_cast<size_t>(channels);
    const double pitch_hz = i % static_cast<size_t>(channels) == 0 ? 140.0 : 210.0;
    const double t = static_cast<double>(n) / kRateHz;
    double sum = 0.0;
    for (int k = 1; k <= 20; ++k) sum += std::sin(2 * std::numbers::pi * pitch_hz * k * t + k) / k;
    const bool speaks = n / 19'200 % 2 == 0;
    pcm[i] = static_cast<float>((speaks ? 0.2 : 1e-4) * sum);
  }
  return pcm;
}

std::vector<Payload> Encode(const Coding& coding, int packets) {
  int error = OPUS_OK;
  const std::unique_ptr<OpusEncoder, void (*)(OpusEncoder*)> encoder(
      opus_encoder_create(kRateHz, coding.channels, coding.application, &error),
      opus_encoder_destroy);
  opus_encoder_ctl(encoder.get(), OPUS_SET_BITRATE(coding.bitrate * coding.channels));
  opus_encoder_ctl(encoder.get(), OPUS_SET_BANDWIDTH(coding.bandwidth));
  opus_encoder_ctl(encoder.get(), OPUS_SET_SIGNAL(OPUS_SIGNAL_VOICE));
  opus_encoder_ctl(encoder.get(), OPUS_SET_FORCE_CHANNELS(coding.channels));
  opus_encoder_ctl(encoder.get(), OPUS_SET_INBAND_FEC(coding.fec ? 1 : 0));
  opus_encoder_ctl(encoder.get(), OPUS_SET_PACKET_LOSS_PERC(coding.fec ? 25 : 0));
  const int frame = kRateHz / 1000 * coding.frame_ms;
  const std::vector<float> pcm = Talk(coding.channels, frame * packets);
  std::vector<Payload> payloads;
  for (int i = 0; i < packets; ++i) {
    Payload payload(4000);
    const int bytes =
        opus_encode_float(encoder.get(), &pcm[static_cast<size_t>(i * frame * coding.channels)],
                          frame, reinterpret_cast<unsigned char*>(payload.data()), 4000);
    payload.resize(static_cast<size_t>(std::max(bytes, 0)));
    payloads.push_back(std::move(payload));
  }
  return payloads;
}

/// Whether libopus finds a copy of the frame before `payload`: asked for it, a decoder that has
/// heard `past` says something else than when it has nothing.
bool LibopusFindsFec(const std::vector<Payload>& past, const Payload& payload, int channels,
                     int fec_frames) {
  std::array<std::vector<float>, 2> said;
  for (const int with_fec : {0, 1}) {
    int error = OPUS_OK;
    const std::unique_ptr<OpusDecoder, void (*)(OpusDecoder*)> decoder(
        opus_decoder_create(kRateHz, channels, &error), opus_decoder_destroy);
    std::vector<float> pcm(static_cast<size_t>(5760 * channels));
    for (const Payload& heard : past) {
      EXPECT_GT(opus_decode_float(decoder.get(), Data(heard), Size(heard), pcm.data(), 5760, 0), 0);
    }
    const bool from_packet = with_fec == 1;
    const int frames =
        opus_decode_float(decoder.get(), from_packet ? Data(payload) : nullptr,
                          from_packet ? Size(payload) : 0, pcm.data(), fec_frames, with_fec);
    EXPECT_EQ(frames, fec_frames);
    pcm.resize(static_cast<size_t>(std::max(frames, 0) * channels));
    said[static_cast<size_t>(with_fec)] = pcm;
  }
  return said[0] != said[1];
}

class OpusPacketOfEncoder : public testing::TestWithParam<Coding> {};

TEST_P(OpusPacketOfEncoder, SaysHowItWasMade) {
  const Coding& coding = GetParam();

  for (const Payload& payload : Encode(coding, 40)) {
    const auto packet = ParseOpusPacket(payload);

    ASSERT_TRUE(packet.has_value());
    EXPECT_EQ(packet->mode, coding.mode);
    EXPECT_EQ(packet->channels, coding.channels);
    EXPECT_EQ(packet->length(), std::chrono::milliseconds(coding.frame_ms));
    EXPECT_EQ(packet->voice_active.has_value(), coding.mode != OpusMode::kCelt);
  }
}

TEST_P(OpusPacketOfEncoder, HasFecExactlyWhenLibopusFindsSome) {
  const Coding& coding = GetParam();
  const std::vector<Payload> payloads = Encode(coding, 1600 / coding.frame_ms);
  int with_fec = 0;

  for (size_t i = 6; i < payloads.size(); ++i) {
    const auto packet = ParseOpusPacket(payloads[i]);
    ASSERT_TRUE(packet.has_value());
    // Enough of the past for the state to be right about where it matters.
    const std::vector<Payload> past(payloads.begin() + static_cast<ptrdiff_t>(i) - 6,
                                    payloads.begin() + static_cast<ptrdiff_t>(i) - 1);
    const auto frames = static_cast<int>(SampleRate(kRateHz).Samples(packet->frame_length));
    EXPECT_EQ(packet->has_fec, LibopusFindsFec(past, payloads[i], coding.channels, frames)) << i << " toc " << (int)payloads[i-2][0] << ' ' << (int)payloads[i-1][0] << ' ' <<(int)payloads[i][0] << " sizes " << payloads[i-2].size() << ' ' << payloads[i-1].size();
    EXPECT_EQ(OpusFecSamples(payloads[i], SampleRate(kRateHz)), packet->has_fec ? frames : 0);
    EXPECT_EQ(OpusFecSamples(payloads[i], SampleRate(16'000)), packet->has_fec ? frames / 3 : 0);
    with_fec += packet->has_fec ? 1 : 0;
  }

  if (coding.fec && coding.mode != OpusMode::kCelt) {
    EXPECT_GT(with_fec, 0);
    EXPECT_LT(with_fec, static_cast<int>(payloads.size())) << "pauses have none";
  } else {
    EXPECT_EQ(with_fec, 0);
  }
}

/// The encoder's detector needs some 100 ms to be sure of a change.
TEST_P(OpusPacketOfEncoder, VoiceIsActiveWhereThereIsVoice) {
  const Coding& coding = GetParam();
  if (coding.mode == OpusMode::kCelt) return;
  const std::vector<Payload> payloads = Encode(coding, 1600 / coding.frame_ms);

  for (size_t i = 0; i < payloads.size(); ++i) {
    const int time_in_cycle_ms = static_cast<int>(i) * coding.frame_ms % 800;
    const auto packet = ParseOpusPacket(payloads[i]);
    ASSERT_TRUE(packet.has_value());
    const bool speaks = time_in_cycle_ms >= 120 && time_in_cycle_ms <= 300;
    const bool pauses = time_in_cycle_ms >= 640 && time_in_cycle_ms <= 700;
    if (speaks || pauses) {
      EXPECT_EQ(*packet->voice_active, speaks) << i;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Modes, OpusPacketOfEncoder, testing::ValuesIn(AllCodings()),
                         [](const auto& coding) { return coding.param.name; });

/// Bytes that are mostly near-valid packets: any TOC, short lengths, zeros.
Payload NearlyPacket(Random& random) {
  Payload payload(random.Next() % 64);
  for (std::byte& byte : payload) {
    const unsigned mask = random.Next() % 4 == 0 ? 0xFFU : 0x07U;
    byte = static_cast<std::byte>(random.Next() & mask);
  }
  if (!payload.empty()) payload[0] = static_cast<std::byte>(random.Next() & 0xFFU);
  return payload;
}

TEST(ParseOpusPacket, AcceptsAndCutsWhatLibopusDoes) {
  Random random(7);
  int accepted = 0;
  for (int round = 0; round < 200'000; ++round) {
    const Payload payload = NearlyPacket(random);
    std::array<const unsigned char*, 48> frames{};
    std::array<opus_int16, 48> sizes{};
    unsigned char toc = 0;
    const int count = payload.empty() ? 0
                                      : opus_packet_parse(Data(payload), Size(payload), &toc,
                                                          frames.data(), sizes.data(), nullptr);

    const auto packet = ParseOpusPacket(payload);

    ASSERT_EQ(packet ? packet->frames : 0, std::max(count, 0)) << round;
    if (!packet) continue;
    ++accepted;
    ASSERT_EQ(packet->first.size(), static_cast<size_t>(sizes[0]));
    ASSERT_EQ(reinterpret_cast<const unsigned char*>(packet->first.data()), frames[0]);
    ASSERT_EQ(packet->channels, opus_packet_get_nb_channels(Data(payload)));
    ASSERT_EQ(SampleRate(kRateHz).Samples(packet->frame_length),
              opus_packet_get_samples_per_frame(Data(payload), kRateHz));
  }
  EXPECT_GT(accepted, 10'000);
}

TEST(ParseOpusPacket, RefusesFramesAbove1275Bytes) {
  const auto accepts = [](size_t bytes) {
    return ParseOpusPacket(Payload(1 + bytes, std::byte{0})).has_value();
  };

  EXPECT_TRUE(accepts(1275));
  EXPECT_FALSE(accepts(1276));
}

TEST(OpusFecSamples, ReadsTheFlagOfEachChannelAtItsPlace) {
  // Configuration, length and the bit of LBRR in mid and side (RFC 6716 section 4.2.3).
  struct Layout {
    unsigned configuration;
    int frame_ms;
    unsigned mid_bit;
    unsigned side_bit;
  };
  for (const Layout& layout :
       {Layout{8, 10, 6, 4}, {9, 20, 6, 4}, {10, 40, 5, 2}, {11, 60, 4, 0}}) {
    for (unsigned bit = 0; bit < 8; ++bit) {
      for (const unsigned stereo : {0U, 4U}) {
        const Payload payload = {static_cast<std::byte>(layout.configuration << 3U | stereo),
                                 static_cast<std::byte>(1U << bit), std::byte{0}};
        const bool is_flag = bit == layout.mid_bit || (stereo != 0 && bit == layout.side_bit);

        EXPECT_EQ(OpusFecSamples(payload, SampleRate(8000)), is_flag ? 8 * layout.frame_ms : 0)
            << layout.frame_ms << " ms, bit " << bit << ", stereo " << stereo;
      }
    }
  }
}

TEST(OpusFecSamples, IsNothingInEmptyAndOneByteFrames) {
  for (const size_t bytes : {0U, 1U, 2U}) {
    EXPECT_EQ(OpusFecSamples(Payload(bytes, std::byte{0x7F}), SampleRate(8000)), 0) << bytes;
  }
}

}  // namespace
}  // namespace neteq
