// SPDX-License-Identifier: BSD-3-Clause
// Senders whose timestamps do not follow from the audio they send. Sequence numbers without a gap
// mean that nothing is missing: the audio plays on, without concealment and without extra delay.

#include <cstdint>
#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <tuple>

#include "tests/neteq/opus_encoding.h"
#include "tests/support/stream_harness.h"
#include <gtest/gtest.h>

#include "neteq/base/random.h"
#include "neteq/config.h"
#include "neteq/g722.h"
#include "neteq/snapshot.h"

namespace neteq {
namespace {

using std::chrono::milliseconds;

constexpr uint8_t kType = 100;
constexpr int kPackets = 500;

/// Decoder and payloads of one codec.
struct Codec {
  const char* name;
  std::function<Result<std::unique_ptr<AudioDecoder>>()> decoder;
  int clock_hz;
  std::function<std::vector<std::byte>(int n)> payload;
  int packet_ms = 20;
};
void PrintTo(const Codec& codec, std::ostream* out) { *out << codec.name; }

std::vector<std::byte> G711Payload(int n, int samples) {
  std::vector<std::byte> payload;
  for (int i = 0; i < samples; ++i) {
    const bool is_up = (n * samples + i) / 20 % 2 == 0;
    payload.push_back(static_cast<std::byte>(is_up ? 0x9A : 0x1A));
  }
  return payload;
}

std::vector<Codec> Codecs() {
  const auto opus = std::make_shared<std::vector<test::OpusPayload>>(
      test::EncodeTalk({.name = "talk",
                        .mode = OpusMode::kSilk,
                        .application = OPUS_APPLICATION_VOIP,
                        .bandwidth = OPUS_BANDWIDTH_WIDEBAND,
                        .bitrate = 24'000,
                        .channels = 1,
                        .frame_ms = 20,
                        .fec = false}));
  const auto l16 = [](int) {
    std::vector<std::byte> payload;
    for (const float sample : test::Sine(SampleRate(48000), milliseconds(20), 200.0))
      test::PutPcm16(sample, payload);
    return payload;
  };
  return {
      {"Opus", [] { return MakeOpusDecoder(SampleRate(48000), 1); }, 48000,
       [opus](int n) { return (*opus)[static_cast<size_t>(n) % opus->size()]; }},
      {"Pcmu", [] { return MakePcmuDecoder(1); }, 8000, [](int n) { return G711Payload(n, 160); }},
      {"Pcmu60", [] { return MakePcmuDecoder(1); }, 8000, [](int n) { return G711Payload(n, 480); },
       60},
      {"G722", [] { return MakeG722Decoder(); }, 8000, [](int n) { return G711Payload(n, 160); }},
      {"L16", [] { return MakePcm16Decoder(SampleRate(48000), 1); }, 48000, l16}};
}

/// Timestamp of packet `n`, in units of its length.
struct Timestamps {
  const char* name;
  std::function<double(int n)> of;
  double ratio = 1.0;
};
void PrintTo(const Timestamps& timestamps, std::ostream* out) { *out << timestamps.name; }

double Noise(int n) { return 2.0 * Random(static_cast<uint64_t>(n) + 1).Uniform() - 1.0; }

std::vector<Timestamps> AllTimestamps() {
  return {{"OffByOneSample", [](int n) { return n + std::round(Noise(n)) / 160.0; }},
          {"OffByMilliseconds", [](int n) { return n + 0.2 * Noise(n); }},
          {"OneSampleMore", [](int n) { return n * 161.0 / 160.0; }, 161.0 / 160.0},
          {"OneSampleLess", [](int n) { return n * 159.0 / 160.0; }, 159.0 / 160.0},
          {"Half", [](int n) { return n * 0.5; }, 0.5},
          {"Double", [](int n) { return n * 2.0; }, 2.0},
          {"MillisecondClock", [](int n) { return n / 8.0; }, 0.125},
          {"Clock90kHz", [](int n) { return n * 11.25; }, 11.25},
          {"JumpsAhead", [](int n) { return n < 200 ? n : n + 1000.0; }},
          {"JumpsBack", [](int n) { return n < 200 ? n : n - 1000.0; }}};
}

struct Heard {
  double concealed_pct = 0.0;
  double mean_level_ms = 0.0;  ///< buffered audio in the second half
  Statistics statistics;
  double step_ratio = 1.0;
};

Heard Listen(const Codec& codec, const Timestamps& timestamps, double jitter_ms, double loss,
             const Params& params) {
  Config config;
  config.params = params;
  auto created = NetEq::Create(config);
  EXPECT_TRUE(created.ok());
  NetEq& neteq = **created;
  EXPECT_TRUE(neteq.RegisterDecoder(kType, codec.decoder()).ok());
  Random random(11);
  std::vector<test::SentPacket> packets;
  const double ticks = codec.clock_hz * codec.packet_ms / 1000.0;
  Duration last{0};
  for (int n = 0; n < kPackets; ++n) {
    test::SentPacket packet;
    packet.payload_type = kType;
    packet.sequence = static_cast<uint16_t>(65'400 + n);
    packet.timestamp =
        static_cast<uint32_t>(4'294'900'000LL + std::llround(ticks * timestamps.of(n)));
    packet.payload = codec.payload(n);
    packet.sent = n * milliseconds(codec.packet_ms);
    const Duration late = FromMs(jitter_ms * random.Uniform());
    packet.arrival = last = std::max(last, packet.sent + late);
    if (random.Uniform() >= loss) packets.push_back(std::move(packet));
  }
  const test::Playback playback = test::Listen(neteq, std::move(packets));
  Heard heard{.statistics = playback.statistics,
              .step_ratio = neteq.Inspect().timestamp_step_ratio};
  heard.concealed_pct = 100.0 * static_cast<double>(playback.statistics.concealed_samples) /
                        static_cast<double>(playback.statistics.total_samples_received);
  const size_t half = playback.frames.size() / 2;
  for (size_t i = half; i < playback.frames.size(); ++i)
    heard.mean_level_ms += ToMs(playback.frames[i].current_buffer_size);
  heard.mean_level_ms /= static_cast<double>(playback.frames.size() - half);
  return heard;
}

class SenderTimestamps : public testing::TestWithParam<std::tuple<Codec, Timestamps>> {};

INSTANTIATE_TEST_SUITE_P(Every, SenderTimestamps,
                         testing::Combine(testing::ValuesIn(Codecs()),
                                          testing::ValuesIn(AllTimestamps())),
                         [](const auto& tested) {
                           return std::string(std::get<0>(tested.param).name) +
                                  std::get<1>(tested.param).name;
                         });

TEST_P(SenderTimestamps, AreAbsorbedOnAPerfectNetwork) {
  const auto& [codec, timestamps] = GetParam();
  for (const char* preset : {"default", "live"}) {
    const Params params = *PresetParams(preset);
    const Heard correct = Listen(codec, {"Correct", [](int n) { return n; }}, 0.0, 0.0, params);

    const Heard heard = Listen(codec, timestamps, 0.0, 0.0, params);

    EXPECT_LE(heard.concealed_pct, correct.concealed_pct + 0.2) << preset;
    EXPECT_NEAR(heard.mean_level_ms, correct.mean_level_ms, 20.0) << preset;
    EXPECT_EQ(heard.statistics.packets_discarded, 0U) << preset;
    EXPECT_GT(heard.statistics.timestamp_step_mismatch, 0U) << preset;
    EXPECT_EQ(correct.statistics.timestamp_step_mismatch, 0U) << preset;
    EXPECT_NEAR(heard.step_ratio, timestamps.ratio, 0.05 * timestamps.ratio) << preset;
  }
}

TEST_P(SenderTimestamps, CostNoMoreThanTheJitterOfTheNetwork) {
  const auto& [codec, timestamps] = GetParam();
  const Params params = *PresetParams("default");
  const Heard correct = Listen(codec, {"Correct", [](int n) { return n; }}, 40.0, 0.02, params);

  const Heard heard = Listen(codec, timestamps, 40.0, 0.02, params);

  EXPECT_LE(heard.concealed_pct, correct.concealed_pct + 1.0);
  EXPECT_LE(heard.mean_level_ms, correct.mean_level_ms + 25.0);
}

TEST(SenderTimestampsOff, NetEqConcealsWhatTheyClaim) {
  const Codec pcmu = Codecs()[1];
  const Timestamps half = AllTimestamps()[4];
  Params params;
  params.stream.follow_sequence = false;

  EXPECT_GT(Listen(pcmu, half, 0.0, 0.0, params).concealed_pct, 20.0);
}

}  // namespace
}  // namespace neteq
