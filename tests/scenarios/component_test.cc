// SPDX-License-Identifier: BSD-3-Clause
// Guarantees of NetEQ's interface, with figures.

#include <array>

#include "tests/scenarios/call.h"
#include <gtest/gtest.h>

#include "neteq/base/audio_buffer.h"
#include "neteq/base/random.h"
#include "neteq/g722.h"
#include "neteq/network_statistics.h"
#include "neteq/research.h"
#include "neteq/sdp.h"
#include "neteq/snapshot.h"

namespace neteq {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using test::Call;

Config NetEq2023() {
  Config config = test::InDecoderFormat();
  config.params = *PresetParams("webrtc_2023");
  return config;
}

TEST(WaitingTimes, ThirtyPacketsAtOnceThenThirtyPulls) {
  Config config = NetEq2023();
  config.params.decision.time_stretching = false;
  Call call({.rate = SampleRate(16000), .frame_ms = 10}, config);
  for (int n = 0; n < 30; ++n) call.InsertSpeech();
  for (int n = 0; n < 30; ++n) call.Pull();

  const NetworkStatistics first = call.neteq().TakeNetworkStatistics();
  EXPECT_EQ(first.mean_waiting_time_ms, 155.0);
  EXPECT_EQ(first.median_waiting_time_ms, 155.0);
  EXPECT_EQ(first.min_waiting_time_ms, 10.0);
  EXPECT_EQ(first.max_waiting_time_ms, 300.0);

  const NetworkStatistics second = call.neteq().TakeNetworkStatistics();
  EXPECT_EQ(second.mean_waiting_time_ms, -1.0);
  EXPECT_EQ(second.max_waiting_time_ms, -1.0);
}

TEST(JitterBufferDelay, IsTheSumOfWaitingTimesTimesSamples) {
  Config config = NetEq2023();
  config.params.decision.time_stretching = false;
  Call call({.rate = SampleRate(16000), .frame_ms = 10}, config);
  for (int n = 0; n < 10; ++n) call.InsertSpeech();
  for (int n = 0; n < 10; ++n) call.Pull();
  const Statistics& s = call.neteq().statistics();

  EXPECT_EQ(s.jitter_buffer_delay_ms, 160U * (10 + 20 + 30 + 40 + 50 + 60 + 70 + 80 + 90 + 100));
  EXPECT_EQ(s.jitter_buffer_emitted_count, 1600U);

  call.Pull();  // nothing buffered: no delay
  EXPECT_EQ(s.jitter_buffer_emitted_count, 1600U);
}

TEST(BackgroundNoise, OffFadesToDigitalSilenceAtEveryRate) {
  for (const int rate_hz : {8000, 16000, 32000, 48000}) {
    Call call({.rate = SampleRate(rate_hz)}, test::WithoutNoise());
    call.Talk(seconds(1));
    for (int tick = 0; tick < 611; ++tick) call.Pull();
    for (int tick = 0; tick < 20; ++tick) {
      EXPECT_EQ(call.Pull().speech_type, SpeechType::kPlcNoise);
      for (const float sample : call.Tick(0)) ASSERT_EQ(sample, 0.0F) << rate_hz;
    }
  }
}

/// Plays white noise that arrives on time, uniform up to `peak`.
void Hiss(Call& call, Duration length, double peak, Random& random) {
  for (const Duration end = call.now() + length; call.now() < end;) {
    std::vector<std::byte> payload;
    for (int i = 0; i < call.frame_samples(); ++i) {
      const double sample = peak * (2.0 * static_cast<double>(random.Uniform()) - 1.0);
      test::PutPcm16(static_cast<float>(sample), payload);
    }
    call.Insert(test::kPcm16Type, payload, call.now());
    call.SkipTime(call.frame_samples());
    call.Pull();
    call.Pull();
  }
}

TEST(BackgroundNoise, HeldItIsHeardThroughALongLoss) {
  Call call;
  Random random(5);
  Hiss(call, seconds(3), 0.0055, random);  // -50 dB
  const double heard_db =
      test::LevelDb(std::span(call.played()).subspan(call.played().size() - 8000));
  call.PullFor(seconds(5));

  const double held_db =
      test::LevelDb(std::span(call.played()).subspan(call.played().size() - 8000));
  // The estimate follows the quietest moments.
  EXPECT_NEAR(held_db, heard_db, 6.0);
}

// A sound too loud for background noise fades out in a loss and returns from silence.
TEST(BackgroundNoise, IsNotLearnedFromConcealment) {
  Call call;
  Random random(5);
  Hiss(call, milliseconds(200), 0.097, random);  // -25 dB
  call.Skip(15);
  call.PullFor(milliseconds(300));
  Hiss(call, milliseconds(200), 0.097, random);

  call.PullFor(seconds(2));

  for (const float sample : call.Tick(0)) ASSERT_EQ(sample, 0.0F);
}

/// Ways to end the muted state.
class MutedState : public testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(JumpMs, MutedState, testing::Values(0, 500, 20'000));

TEST_P(MutedState, IsEnteredAndLeftWithTheSameSamplesAsWithoutIt) {
  std::vector<std::vector<float>> played;
  for (const bool enabled : {false, true}) {
    Config config = test::WithoutNoise();
    config.params.decision.muted_state = enabled;
    Call call({}, config);
    call.Talk(seconds(1));
    call.PullFor(seconds(3));
    EXPECT_TRUE(call.frames().back().muted);
    EXPECT_EQ(call.frames().back().concealed_samples, 160);
    call.SkipTime(call.rate().SamplesInMs(GetParam()));
    call.Talk(seconds(1));
    EXPECT_FALSE(call.frames().back().muted);
    EXPECT_EQ(call.frames().back().speech_type, SpeechType::kNormal);
    played.push_back(call.played());
  }
  ASSERT_EQ(played[0].size(), played[1].size());
  // The muted state begins when the concealment has faded to one step of 16 bits.
  for (size_t n = 0; n < played[0].size(); ++n) ASSERT_NEAR(played[0][n], played[1][n], 4e-5F) << n;
}

TEST(Dtmf, AKeySoundsOnEveryChannelAtEveryRate) {
  for (const int rate_hz : {8000, 16000, 32000, 48000}) {
    Call call({.rate = SampleRate(rate_hz), .channels = 2});
    call.Talk(seconds(1));
    const uint32_t start = call.timestamp();
    const auto key_5 = [&](int duration_ms, bool end) {
      const int duration = rate_hz / 1000 * duration_ms;
      return std::vector<std::byte>{std::byte{5}, end ? std::byte{0x8A} : std::byte{10},
                                    static_cast<std::byte>(duration >> 8),
                                    static_cast<std::byte>(duration & 0xFF)};
    };
    for (int ms = 20; ms <= 200; ms += 20) {
      call.Insert(test::kEventType, key_5(ms, ms == 200), call.now());
      call.Pull();
      call.Pull();
    }
    EXPECT_TRUE(call.frames().back().dtmf);
    EXPECT_EQ(std::vector(call.Tick(0).begin(), call.Tick(0).end()),
              std::vector(call.Tick(1).begin(), call.Tick(1).end()));
    const double level_db = test::LevelDb(call.Tick(0));
    // 10 dB under a high tone of peak 0.49 and a low one 3 dB below.
    EXPECT_NEAR(level_db, 20.0 * std::log10(0.4926) + 10.0 * std::log10(0.75) - 10.0, 1.5);
    call.JumpTo(call.sequence(), start + static_cast<uint32_t>(rate_hz / 5));
    call.Talk(seconds(1));
    EXPECT_FALSE(call.frames().back().dtmf);
    EXPECT_EQ(call.frames().back().speech_type, SpeechType::kNormal);
  }
}

TEST(PacketInfos, SayWhichPacketsATickPlays) {
  Call call({.rate = SampleRate(16000), .frame_ms = 10}, NetEq2023());
  std::vector<std::byte> payload = call.SpeechPayload();
  RtpPacketView packet{.payload_type = test::kPcm16Type,
                       .sequence = SequenceNumber(500),
                       .timestamp = RtpTimestamp(9000),
                       .ssrc = 42,
                       .payload = payload};
  packet.metadata.csrcs.PushBack(7);
  packet.metadata.audio_level = AudioLevel{.level_dbov = 30, .has_voice = true};
  packet.metadata.capture_time = AbsoluteCaptureTime{.ntp = 123};
  call.neteq().InsertPacket(packet, Timestamp(milliseconds(77)));
  call.Pull();

  const auto infos = call.neteq().packet_infos();
  ASSERT_EQ(infos.size(), 1U);
  EXPECT_EQ(infos[0].ssrc, 42U);
  EXPECT_EQ(infos[0].timestamp.value(), 9000U);
  EXPECT_EQ(infos[0].receive_time, Timestamp(milliseconds(77)));
  EXPECT_EQ(infos[0].metadata.csrcs[0], 7U);
  EXPECT_EQ(infos[0].metadata.audio_level->level_dbov, 30);
  EXPECT_EQ(infos[0].metadata.capture_time->ntp, 123U);
  EXPECT_FALSE(infos[0].is_redundant);
  call.Pull();
  EXPECT_TRUE(call.neteq().packet_infos().empty());
}

TEST(PacketInfos, GiveMetadataOfAPayloadCutInPiecesToTheFirst) {
  Call call({.rate = SampleRate(16000), .frame_ms = 80}, NetEq2023());
  const std::vector<std::byte> payload = call.SpeechPayload();
  RtpPacketView packet{.payload_type = test::kPcm16Type,
                       .sequence = SequenceNumber(500),
                       .timestamp = RtpTimestamp(9000),
                       .payload = payload};
  packet.metadata.csrcs.PushBack(7);
  call.neteq().InsertPacket(packet, Timestamp(milliseconds(77)));

  std::vector<size_t> csrcs;
  for (int tick = 0; tick < 8; ++tick) {
    call.Pull();
    for (const RtpPacketInfo& info : call.neteq().packet_infos())
      csrcs.push_back(info.metadata.csrcs.size());
  }

  EXPECT_EQ(csrcs, (std::vector<size_t>{1, 0, 0, 0}));
}

TEST(PacketInfos, KnowTheTimestampsOfCodecsWithAnotherClock) {
  auto neteq = std::move(*NetEq::Create(NetEq2023()));
  ASSERT_TRUE(neteq->RegisterDecoder(9, MakeG722Decoder()).ok());
  const std::vector<std::byte> payload(160);
  AudioBuffer out(1, 160);
  for (uint16_t n = 0; n < 3; ++n) {
    const RtpPacketView packet{.payload_type = 9,
                               .sequence = SequenceNumber(n),
                               .timestamp = RtpTimestamp(1000U + 160U * n),
                               .ssrc = 1,
                               .payload = payload};
    neteq->InsertPacket(packet, Timestamp(n * milliseconds(20)));
    neteq->GetAudio(out.First(160));
    ASSERT_EQ(neteq->packet_infos().size(), 1U);
    EXPECT_EQ(neteq->packet_infos()[0].timestamp.value(), 1000U + 160U * n);
    EXPECT_LE(neteq->Inspect().playout_timestamp->DistanceFrom(RtpTimestamp(1000U + 160U * n)),
              160);
    neteq->GetAudio(out.First(160));
  }
}

/// Each channel is played as the same mono stream would be, whatever the number of channels.
class Channels : public testing::TestWithParam<std::tuple<int, int, int>> {};
INSTANTIATE_TEST_SUITE_P(Formats, Channels,
                         testing::Combine(testing::Values(2, 5),
                                          testing::Values(8000, 16000, 32000),
                                          testing::Values(10, 30, 60)));

TEST_P(Channels, EqualMonoThroughLossJitterAndDrift) {
  const auto [channels, rate_hz, frame_ms] = GetParam();
  // Stretches seldom: where pitch lags are equally good, as in this periodic voice, rounding decides.
  Config config = test::InDecoderFormat();
  config.params = *PresetParams("webrtc_2024");
  std::vector<std::vector<float>> played;
  for (const int count : {1, channels}) {
    Call call({.rate = SampleRate(rate_hz), .channels = count, .frame_ms = frame_ms}, config);
    Random random(9);
    double next_ms = 0.0;
    for (int n = 0; n < 3000 / frame_ms; ++n) {
      for (; ToMs(call.now()) < next_ms; call.Pull()) {
      }
      const double fate = static_cast<double>(random.Uniform());
      if (fate < 0.1) {
        call.Skip(1);
      } else {
        call.InsertSpeech();
      }
      if (n == 50) call.PullFor(milliseconds(1000));
      next_ms += frame_ms * 0.9 + (n == 50 ? 1000.0 : 0.0);
    }
    std::vector<float> last;
    const auto tick = call.Tick(count - 1);
    last.assign(tick.begin(), tick.end());
    ASSERT_EQ(last, std::vector(call.Tick(0).begin(), call.Tick(0).end()));
    played.push_back(call.played());
  }
  ASSERT_EQ(played[0].size(), played[1].size());
  for (size_t n = 0; n < played[0].size(); ++n) ASSERT_NEAR(played[0][n], played[1][n], 1e-4F) << n;
}

TEST(Channels, AThousandAreRefusedCleanly) {
  auto neteq = std::move(*NetEq::Create(test::InDecoderFormat()));

  EXPECT_FALSE(neteq->RegisterDecoder(96, MakePcm16Decoder(SampleRate(48000), 1000)).ok());
  EXPECT_FALSE(RegisterSdp(*neteq, "rtpmap:97 L16/48000/1000").ok());
}

TEST(PayloadTypes, CanBeRemovedWithWhatWaitsOfThem) {
  Call call;
  call.Talk(milliseconds(200));
  for (int n = 0; n < 5; ++n) call.InsertSpeech();
  ASSERT_GT(call.Pull().packets_in_buffer, 3);

  call.neteq().RemovePayloadType(test::kPcm16Type);
  call.neteq().RemovePayloadType(55);  // unknown: no effect

  EXPECT_EQ(call.Pull().packets_in_buffer, 0);
  EXPECT_EQ(call.InsertSpeech().result, InsertResult::kUnknownPayloadType);
  EXPECT_TRUE(
      call.neteq().RegisterDecoder(test::kPcm16Type, MakePcm16Decoder(call.rate(), 1)).ok());
}

TEST(Override, ForcesTheNextOperation) {
  Call call;
  call.Talk(seconds(1));
  for (int n = 0; n < 3; ++n) call.InsertSpeech();
  for (const Operation operation : {Operation::kExpand, Operation::kMerge, Operation::kAccelerate,
                                    Operation::kPreemptiveExpand, Operation::kNormal}) {
    OverrideNextOperation(call.neteq(), operation);
    while (call.frames().back().reason != Reason::kOverride || operation != Operation::kExpand) {
      call.Pull();
      break;
    }
    EXPECT_EQ(call.frames().back().reason, Reason::kOverride);
    EXPECT_EQ(call.frames().back().operation, operation);
    call.InsertSpeech();
  }
}

/// Plays packets that have arrived, conceals the others, and never stretches.
class PlainPolicy final : public DecisionPolicy {
 public:
  explicit PlainPolicy(int& calls) : calls_(calls) {}
  Decision Decide(const PolicyInput& input) noexcept override {
    ++calls_;
    return DecisionFor(input.next.present ? Operation::kNormal : Operation::kExpand, input);
  }

 private:
  int& calls_;
};

class TenSeconds final : public delay::DelayEstimator {
 public:
  void OnArrival(const delay::Arrival& /*arrival*/) noexcept override {}
  Duration target() const noexcept override { return seconds(1); }
  delay::EstimatorReport report() const noexcept override { return {}; }
  void Reset() noexcept override {}
};

TEST(Controllers, OnesOwnReplaceThoseBuiltIn) {
  int calls = 0;
  auto neteq =
      *CreateWithControllers(NetEq2023(), {.delay_estimator = std::make_unique<TenSeconds>(),
                                           .policy = std::make_unique<PlainPolicy>(calls)});
  ASSERT_TRUE(
      neteq->RegisterDecoder(test::kPcm16Type, MakePcm16Decoder(SampleRate(16000), 1)).ok());
  const auto played =
      test::Listen(*neteq, test::Packetize(test::SpeechLike(SampleRate(16000), seconds(2))));

  EXPECT_EQ(neteq->Inspect().target_delay, seconds(1));
  EXPECT_EQ(calls, static_cast<int>(played.frames.size()));
  EXPECT_EQ(played.statistics.inserted_samples_for_deceleration, 0U);
}

TEST(DecodeErrors, GiveDefinedOutputAndRecovery) {
  auto neteq = std::move(*NetEq::Create(NetEq2023()));
  ASSERT_TRUE(RegisterSdp(*neteq, "rtpmap:111 opus/48000/2").ok());
  AudioBuffer out(1, 480);
  Random random(3);
  int errors = 0;
  for (uint32_t n = 0; n < 200; ++n) {
    std::vector<std::byte> payload(60);
    for (auto& byte : payload) byte = static_cast<std::byte>(random.Next() & 0xFFU);
    payload[0] = std::byte{0x4B};  // code 3: a frame count follows, usually an invalid one
    const RtpPacketView packet{.payload_type = 111,
                               .sequence = SequenceNumber(static_cast<uint16_t>(n)),
                               .timestamp = RtpTimestamp(960 * n),
                               .ssrc = 1,
                               .payload = payload};
    neteq->InsertPacket(packet, Timestamp(n * milliseconds(20)));
    for (int tick = 0; tick < 2; ++tick) {
      const TickReport& frame = neteq->GetAudio(out.First(480));
      errors += frame.decode_error ? 1 : 0;
      ASSERT_EQ(frame.samples_per_channel, 480);
      for (const float sample : out.First(480).Channel(0)) ASSERT_TRUE(std::isfinite(sample));
    }
  }
  EXPECT_EQ(neteq->statistics().decode_errors, static_cast<uint64_t>(errors));
}

TEST(Backlog, AfterAnOutageIsSkippedNotPlayed) {
  Call call;
  call.Talk(seconds(3));
  call.PullFor(seconds(3));
  for (int n = 0; n < 150; ++n) call.InsertSpeech();  // three seconds at once
  call.Talk(milliseconds(500));

  EXPECT_GT(call.neteq().statistics().backlog_skipped_samples, 16000U * 2);
  EXPECT_LT(call.frames().back().current_buffer_size, milliseconds(300));
}

TEST(DelayByStage, AddsUpToTheProcessingDelay) {
  Call call;
  call.Talk(seconds(3));
  const Statistics& s = call.neteq().statistics();

  EXPECT_GT(s.total_processing_delay_ms, 0U);
  EXPECT_NEAR(static_cast<double>(s.total_processing_delay_ms),
              static_cast<double>(s.jitter_buffer_delay_ms + s.playout_buffer_delay_ms),
              static_cast<double>(s.jitter_buffer_emitted_count));
}

}  // namespace
}  // namespace neteq
