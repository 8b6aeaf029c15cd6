// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/codecs/opus_packet.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "tests/neteq/opus_encoding.h"
#include <gtest/gtest.h>
#include <opus.h>

#include "neteq/base/random.h"

namespace neteq {
namespace {

using test::EncodeTalk;
using test::kOpusRateHz;
using test::OpusCoding;
using test::OpusData;
using test::OpusSize;
using Payload = test::OpusPayload;

/// A libopus decoder that can be copied, so that a test can decode a packet in two ways.
class Listener {
 public:
  explicit Listener(int channels)
      : channels_(channels), state_(static_cast<size_t>(opus_decoder_get_size(channels))) {
    EXPECT_EQ(opus_decoder_init(decoder(), kOpusRateHz, channels), OPUS_OK);
  }

  void Hear(const Payload& payload) { EXPECT_FALSE(Decode(&payload, 5760, 0).empty()); }

  /// True if libopus finds FEC for the `frames` samples before `payload`: decoding FEC then differs
  /// from concealment.
  bool FindsFec(const Payload& payload, int frames) const {
    return Listener(*this).Decode(&payload, frames, 1) !=
           Listener(*this).Decode(nullptr, frames, 0);
  }

 private:
  OpusDecoder* decoder() { return reinterpret_cast<OpusDecoder*>(state_.data()); }
  std::vector<float> Decode(const Payload* payload, int frames, int fec) {
    std::vector<float> pcm(static_cast<size_t>(frames * channels_));
    const int decoded =
        opus_decode_float(decoder(), payload != nullptr ? OpusData(*payload) : nullptr,
                          payload != nullptr ? OpusSize(*payload) : 0, pcm.data(), frames, fec);
    pcm.resize(static_cast<size_t>(std::max(decoded, 0) * channels_));
    return pcm;
  }

  int channels_;
  std::vector<std::byte> state_;
};

class OpusPacketOfEncoder : public testing::TestWithParam<OpusCoding> {};

TEST_P(OpusPacketOfEncoder, MatchesTheSettingsOfTheEncoder) {
  const OpusCoding& coding = GetParam();

  for (const Payload& payload : EncodeTalk(coding)) {
    const auto packet = ParseOpusPacket(payload);

    ASSERT_TRUE(packet.has_value());
    EXPECT_EQ(packet->mode, coding.mode);
    EXPECT_EQ(packet->channels, coding.channels);
    EXPECT_EQ(packet->length(), std::chrono::milliseconds(coding.frame_ms));
    EXPECT_EQ(packet->voice_active.has_value(), coding.mode != OpusMode::kCelt);
  }
}

TEST_P(OpusPacketOfEncoder, HasFecExactlyWhenLibopusFindsSome) {
  const OpusCoding& coding = GetParam();
  const std::vector<Payload> payloads = EncodeTalk(coding);
  Listener listener(coding.channels);
  int with_fec = 0;
  int found_elsewhere = 0;

  for (size_t i = 2; i < payloads.size(); ++i) {
    const auto packet = ParseOpusPacket(payloads[i]);
    ASSERT_TRUE(packet.has_value());
    const auto frames = static_cast<int>(SampleRate(kOpusRateHz).Samples(packet->frame_length));
    listener.Hear(payloads[i - 2]);
    const bool found = listener.FindsFec(payloads[i], frames);
    // Otherwise the decoder changes its bandwidth, which also changes the output.
    const bool same_configuration = payloads[i - 2][0] == payloads[i][0];
    if (packet->has_fec) {
      ++with_fec;
      EXPECT_TRUE(found) << i;
    } else if (same_configuration && found) {
      ++found_elsewhere;
    }
    EXPECT_EQ(OpusFecSamples(payloads[i], SampleRate(kOpusRateHz)), packet->has_fec ? frames : 0);
    EXPECT_EQ(OpusFecSamples(payloads[i], SampleRate(16'000)), packet->has_fec ? frames / 3 : 0);
  }

  // If the side channel returns after a pause, libopus resets it with any packet.
  EXPECT_LE(found_elsewhere, coding.channels == 2 ? 2 : 0);
  const bool expected = coding.fec && coding.mode != OpusMode::kCelt;
  EXPECT_EQ(with_fec > 0, expected);
  EXPECT_LT(with_fec, static_cast<int>(payloads.size()) * 4 / 5) << "pauses have none";
}

/// The encoder's detector reacts after about 100 ms and makes occasional errors.
TEST_P(OpusPacketOfEncoder, VoiceIsActiveWhereThereIsVoice) {
  const OpusCoding& coding = GetParam();
  if (coding.mode == OpusMode::kCelt) return;
  const std::vector<Payload> payloads = EncodeTalk(coding);
  std::vector<bool> in_speech;
  std::vector<bool> in_pauses;

  for (size_t i = 0; i < payloads.size(); ++i) {
    const int time_in_cycle_ms = static_cast<int>(i) * coding.frame_ms % 800;
    const auto packet = ParseOpusPacket(payloads[i]);
    ASSERT_TRUE(packet.has_value());
    const bool is_active = *packet->voice_active;
    if (time_in_cycle_ms >= 120 && time_in_cycle_ms <= 300) in_speech.push_back(is_active);
    if (time_in_cycle_ms >= 640 && time_in_cycle_ms <= 700) in_pauses.push_back(is_active);
  }

  EXPECT_GT(std::count(in_speech.begin(), in_speech.end(), true), std::ssize(in_speech) * 4 / 5);
  EXPECT_EQ(std::count(in_pauses.begin(), in_pauses.end(), true), 0);
}

INSTANTIATE_TEST_SUITE_P(Modes, OpusPacketOfEncoder, testing::ValuesIn(test::AllOpusCodings()),
                         [](const auto& coding) { return coding.param.name; });

/// Bytes that are usually almost valid packets: any TOC, short lengths, zeros.
Payload NearlyPacket(Random& random) {
  Payload payload(random.Next() % 64);
  for (std::byte& byte : payload) {
    const unsigned mask = random.Next() % 4 == 0 ? 0xFFU : 0x07U;
    byte = static_cast<std::byte>(random.Next() & mask);
  }
  if (!payload.empty()) payload[0] = static_cast<std::byte>(random.Next() & 0xFFU);
  return payload;
}

TEST(ParseOpusPacket, AcceptsAndSplitsTheSamePacketsAsLibopus) {
  Random random(7);
  int accepted = 0;
  for (int round = 0; round < 200'000; ++round) {
    const Payload payload = NearlyPacket(random);
    std::array<const unsigned char*, 48> frames{};
    std::array<opus_int16, 48> sizes{};
    unsigned char toc = 0;
    const int count = payload.empty()
                          ? 0
                          : opus_packet_parse(OpusData(payload), OpusSize(payload), &toc,
                                              frames.data(), sizes.data(), nullptr);

    const auto packet = ParseOpusPacket(payload);

    ASSERT_EQ(packet ? packet->frames : 0, std::max(count, 0)) << round;
    if (!packet) continue;
    ++accepted;
    ASSERT_EQ(packet->first.size(), static_cast<size_t>(sizes[0]));
    ASSERT_EQ(reinterpret_cast<const unsigned char*>(packet->first.data()), frames[0]);
    ASSERT_EQ(packet->channels, opus_packet_get_nb_channels(OpusData(payload)));
    ASSERT_EQ(SampleRate(kOpusRateHz).Samples(packet->frame_length),
              opus_packet_get_samples_per_frame(OpusData(payload), kOpusRateHz));
  }
  EXPECT_GT(accepted, 10'000);
}

TEST(OpusPacketLength, MatchesLibopus) {
  Random random(8);
  int with_length = 0;
  for (int round = 0; round < 50'000; ++round) {
    const Payload payload = NearlyPacket(random);
    const int samples = payload.empty() ? 0
                                        : opus_packet_get_nb_samples(
                                              OpusData(payload), OpusSize(payload), kOpusRateHz);

    const Duration length = OpusPacketLength(payload);

    ASSERT_EQ(SampleRate(kOpusRateHz).Samples(length), std::max(samples, 0)) << round;
    if (length > Duration::zero()) ++with_length;
  }
  EXPECT_GT(with_length, 10'000);
}

TEST(ParseOpusPacket, RefusesFramesAbove1275Bytes) {
  const auto accepts = [](size_t bytes) {
    return ParseOpusPacket(Payload(1 + bytes, std::byte{0})).has_value();
  };

  EXPECT_TRUE(accepts(1275));
  EXPECT_FALSE(accepts(1276));
}

TEST(OpusFecSamples, ReadsTheFlagOfEachChannel) {
  // Configuration, length, and the LBRR bits of mid and side (RFC 6716 section 4.2.3).
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

TEST(OpusFecSamples, IsZeroForEmptyAndOneByteFrames) {
  for (const size_t bytes : {0U, 1U, 2U}) {
    EXPECT_EQ(OpusFecSamples(Payload(bytes, std::byte{0x7F}), SampleRate(8000)), 0) << bytes;
  }
}

}  // namespace
}  // namespace neteq
