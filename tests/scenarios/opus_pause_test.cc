// SPDX-License-Identifier: BSD-3-Clause
// Pauses of an Opus sender with DTX count neither as loss nor as delay.

#include "tests/neteq/opus_encoding.h"
#include "tests/scenarios/call.h"
#include <gtest/gtest.h>

#include "neteq/base/audio_buffer.h"
#include "neteq/base/random.h"
#include "neteq/config.h"
#include "neteq/sdp.h"

namespace neteq {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// Vowels and pauses of two seconds each, as sent by an Opus sender with DTX: of consecutive frames
/// of at most two bytes only the first is sent.
std::vector<test::SentPacket> TalkWithPauses(int frames, bool dtx) {
  int error = OPUS_OK;
  const std::unique_ptr<OpusEncoder, void (*)(OpusEncoder*)> encoder(
      opus_encoder_create(test::kOpusRateHz, 1, OPUS_APPLICATION_VOIP, &error),
      opus_encoder_destroy);
  opus_encoder_ctl(encoder.get(), OPUS_SET_DTX(dtx ? 1 : 0));
  opus_encoder_ctl(encoder.get(), OPUS_SET_BITRATE(16'000));
  opus_encoder_ctl(encoder.get(), OPUS_SET_BANDWIDTH(OPUS_BANDWIDTH_WIDEBAND));
  opus_encoder_ctl(encoder.get(), OPUS_SET_SIGNAL(OPUS_SIGNAL_VOICE));
  std::vector<test::SentPacket> packets;
  bool paused = false;
  Random random(1);
  std::vector<float> pcm(960);
  for (int n = 0; n < frames; ++n) {
    for (int i = 0; i < 960; ++i) {
      const double t = (960.0 * n + i) / test::kOpusRateHz;
      const bool speaks = n / 100 % 2 == 0;
      double sum = 0.0;
      for (int k = 1; k <= 12; ++k) sum += std::sin(2 * std::numbers::pi * 140.0 * k * t) / k;
      const double hiss = 3e-4 * (static_cast<double>(random.Uniform()) - 0.5);
      pcm[static_cast<size_t>(i)] = static_cast<float>((speaks ? 0.2 * sum : 0.0) + hiss);
    }
    test::SentPacket packet;
    packet.payload.resize(1500);
    const int bytes =
        opus_encode_float(encoder.get(), pcm.data(), 960,
                          reinterpret_cast<unsigned char*>(packet.payload.data()), 1500);
    packet.payload.resize(static_cast<size_t>(std::max(0, bytes)));
    const bool is_dtx = bytes <= 2;
    if (is_dtx && paused) continue;
    paused = is_dtx;
    packet.payload_type = 111;
    packet.sequence = static_cast<uint16_t>(packets.size());
    packet.timestamp = static_cast<uint32_t>(960 * n);
    packet.sent = packet.arrival = n * milliseconds(20);
    packets.push_back(std::move(packet));
  }
  return packets;
}

/// Delivers in order: no packet overtakes another.
void AddJitter(std::vector<test::SentPacket>& packets, double mean_ms, uint64_t seed) {
  Random random(seed);
  Duration last{0};
  for (auto& packet : packets) {
    const double uniform = std::max(1e-6, static_cast<double>(random.Uniform()));
    packet.arrival =
        std::max(last, packet.sent + FromMs(std::min(-std::log(uniform) * mean_ms, 4.0 * mean_ms)));
    last = packet.arrival;
  }
}

struct Played {
  test::Playback playback;
  double mean_target_ms = 0.0;
  size_t packets = 0;
};

Played PlayOpus(bool dtx, std::string_view preset, double jitter_ms = 8.0, uint64_t seed = 3) {
  Config config = test::InDecoderFormat();
  config.params = *PresetParams(preset);
  auto neteq = std::move(*NetEq::Create(config));
  EXPECT_TRUE(RegisterSdp(*neteq, "rtpmap:111 opus/48000/2").ok());
  static const auto with = TalkWithPauses(3000, true);
  static const auto without = TalkWithPauses(3000, false);
  auto packets = dtx ? with : without;
  AddJitter(packets, jitter_ms, seed);
  Played played;
  played.packets = packets.size();
  played.playback = test::Listen(*neteq, packets);
  for (const TickReport& frame : played.playback.frames)
    played.mean_target_ms += ToMs(frame.target_delay);
  played.mean_target_ms /= static_cast<double>(played.playback.frames.size());
  return played;
}

class OpusPauses : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Presets, OpusPauses, testing::Values("default"));

TEST_P(OpusPauses, NoMoreIsConcealedAndTheTargetIsNoHigherThanWithoutThem) {
  const Played with = PlayOpus(true, GetParam());
  const Played without = PlayOpus(false, GetParam());

  ASSERT_LT(with.packets, without.packets * 2 / 3);
  EXPECT_LE(with.playback.statistics.concealed_samples,
            without.playback.statistics.concealed_samples);
  EXPECT_GT(with.playback.statistics.generated_noise_samples, 5U * 48000U);
  EXPECT_LE(with.mean_target_ms, without.mean_target_ms + 1.0);
}

/// Mean delay of the ticks that begin with decoded audio, behind the sending of that audio.
double MeanPlayoutDelayMs(const test::Playback& playback) {
  double sum_ms = 0.0;
  int count = 0;
  for (size_t i = 0; i < playback.frames.size(); ++i) {
    const TickReport& frame = playback.frames[i];
    if (!frame.decoded_audio) continue;
    sum_ms +=
        10.0 * static_cast<double>(i) - static_cast<int32_t>(frame.frame_timestamp.value()) / 48.0;
    ++count;
  }
  return sum_ms / std::max(1, count);
}

TEST(OpusPause, TheDelayEqualsThatOfTheSameCallWithoutPauses) {
  for (const double jitter_ms : {0.0, 3.0, 8.0, 15.0, 25.0}) {
    const Played with = PlayOpus(true, "default", jitter_ms);
    const Played without = PlayOpus(false, "default", jitter_ms);
    EXPECT_NEAR(MeanPlayoutDelayMs(with.playback), MeanPlayoutDelayMs(without.playback), 12.0)
        << jitter_ms;
  }
}

TEST(OpusPause, EveryTickOfCodecNoiseSaysSo) {
  for (const uint64_t seed : {1U, 2U, 3U, 4U, 5U}) {
    const Played played = PlayOpus(true, "default", 2.0 * static_cast<double>(seed), seed);
    int noise = 0;
    for (const TickReport& frame : played.playback.frames) {
      if (frame.noise_samples < frame.samples_per_channel) continue;
      ASSERT_EQ(frame.operation, Operation::kCodecComfortNoise);
      ASSERT_FALSE(frame.decoded_audio);
      ++noise;
    }
    EXPECT_GT(noise, 1000);
  }
}

TEST(OpusPause, NothingIsAskedForAgainOrStretched) {
  Config config = test::InDecoderFormat();
  config.params.nack.enabled = true;
  auto neteq = std::move(*NetEq::Create(config));
  ASSERT_TRUE(RegisterSdp(*neteq, "rtpmap:111 opus/48000/2").ok());
  AudioBuffer out(1, 480);
  std::array<uint16_t, 10> list{};
  const auto packets = TalkWithPauses(600, true);
  size_t next = 0;
  for (Duration now{0}; now < seconds(12); now += kTick) {
    for (; next < packets.size() && packets[next].arrival <= now; ++next)
      neteq->InsertPacket(packets[next].view(), Timestamp(now));
    const TickReport& frame = neteq->GetAudio(out.First(480));
    ASSERT_EQ(neteq->NackList(milliseconds(50), list), 0);
    const bool is_noise = frame.speech_type == SpeechType::kComfortNoise;
    ASSERT_TRUE(!is_noise || frame.stretched_samples == 0);
  }
}

TEST(OpusPause, WithoutAnyPacketForASecondItIsALoss) {
  auto neteq = std::move(*NetEq::Create(test::InDecoderFormat()));
  ASSERT_TRUE(RegisterSdp(*neteq, "rtpmap:111 opus/48000/2").ok());
  auto packets = TalkWithPauses(200, true);
  while (packets.back().payload.size() > 2) packets.pop_back();

  const auto played = test::Listen(*neteq, packets, milliseconds(1500));

  size_t noise = 0;
  for (const TickReport& frame : played.frames)
    noise += frame.operation == Operation::kCodecComfortNoise ? 1 : 0;
  EXPECT_EQ(played.frames.back().operation, Operation::kExpand);
  EXPECT_GE(noise, 100U);
}

}  // namespace
}  // namespace neteq
