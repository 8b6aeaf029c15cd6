// SPDX-License-Identifier: BSD-3-Clause
#include "neteq/neteq.h"

#include <cmath>
#include <tuple>

#include "tests/dsp/signals.h"
#include "tests/support/stream_harness.h"
#include <gtest/gtest.h>

#include "neteq/base/audio_buffer.h"
#include "neteq/config.h"
#include "neteq/snapshot.h"

namespace neteq {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using test::Listen;
using test::MakeNetEq;
using test::Packetize;
using test::Playback;
using test::SenderSettings;
using test::SentPacket;
using test::SpeechLike;

void Drop(std::vector<SentPacket>& packets, size_t first, size_t count) {
  packets.erase(packets.begin() + static_cast<ptrdiff_t>(first),
                packets.begin() + static_cast<ptrdiff_t>(first + count));
}

/// Adds a uniformly distributed delay of up to `spread_ms`, from a seeded generator.
void AddJitter(std::vector<SentPacket>& packets, int spread_ms, uint64_t seed) {
  Random random(seed);
  for (SentPacket& packet : packets) packet.arrival += FromMs(random.Uniform() * spread_ms);
}

/// Lag at which `played` equals `sent` from `from` on, within one 16-bit step; -1 if there is none.
int ConstantLag(std::span<const float> sent, std::span<const float> played, size_t from,
                int longest) {
  for (int lag = 0; lag <= longest; ++lag) {
    bool same = true;
    for (size_t n = from; same && n < played.size() && n - static_cast<size_t>(lag) < sent.size();
         ++n) {
      same = std::abs(played[n] - sent[n - static_cast<size_t>(lag)]) < 1e-4F;
    }
    if (same) return lag;
  }
  return -1;
}

TEST(NetEq, CreateNamesTheParameterOutOfRange) {
  Config config = test::InDecoderFormat();
  config.params.iat.quantile = 1.5;

  const auto created = NetEq::Create(config);

  ASSERT_FALSE(created.ok());
  EXPECT_EQ(created.status().code(), StatusCode::kOutOfRange);
  EXPECT_NE(created.status().detail().find("iat.quantile"), std::string::npos);
}

TEST(NetEq, CreateRefusesContradictoryBoundsAndImpossibleLimits) {
  Config bounds;
  bounds.params.delay.min_delay_ms = 200;
  bounds.params.delay.max_delay_ms = 100;
  Config limits;
  limits.limits.max_packets = 0;
  Config output;
  output.output_rate_hz = 22050;

  EXPECT_EQ(NetEq::Create(bounds).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(NetEq::Create(limits).status().code(), StatusCode::kOutOfRange);
  EXPECT_EQ(NetEq::Create(output).status().code(), StatusCode::kOutOfRange);
}

TEST(NetEq, RefusesDecodersItCannotUse) {
  const auto neteq = MakeNetEq();

  EXPECT_FALSE(neteq->RegisterDecoder(128, MakePcmuDecoder(1)).ok());
  EXPECT_FALSE(neteq->RegisterDecoder(test::kPcm16Type, MakePcmuDecoder(1)).ok());
  EXPECT_FALSE(neteq->RegisterDecoder(8, nullptr).ok());
  EXPECT_TRUE(neteq->RegisterDecoder(0, MakePcmuDecoder(1)).ok());
  EXPECT_EQ(neteq->RegisterDecoder(9, MakeOpusDecoder(SampleRate(44'100), 1)).detail(),
            "opus: rate = 44100 is none of 8000, 12000, 16000, 24000 and 48000");
  EXPECT_EQ(
      neteq->RegisterPayloadType(13, PayloadRole::kComfortNoise, RtpClockRate(44'100)).detail(),
      "payload type 13: RTP clock rate = 44100 Hz of comfort noise is none of 8000, 16000, 32000 "
      "and 48000");
}

TEST(NetEq, ItsOutputIsFixedUnlessConfiguredOtherwise) {
  const auto fixed = MakeNetEq({}, Config{});
  const auto open = MakeNetEq();
  AudioBuffer out(1, kMaxOutputSamples);
  EXPECT_EQ(fixed->Inspect().output, (OutputFormat{48'000, 1}));
  EXPECT_EQ(open->Inspect().output, (OutputFormat{0, 0}));

  const TickReport& report = fixed->GetAudio(out.First(out.capacity()));
  open->GetAudio(out.First(out.capacity()));

  EXPECT_EQ(report.sample_rate_hz, 48'000);
  EXPECT_EQ(report.channels, 1);
  EXPECT_EQ(fixed->Inspect().output, (OutputFormat{48'000, 1}));
  EXPECT_EQ(open->Inspect().output, (OutputFormat{16'000, 1}));
}

TEST(NetEq, PlaysSilenceBeforeTheFirstPacket) {
  const auto neteq = MakeNetEq();
  AudioBuffer out(1, kMaxOutputSamples);
  std::fill_n(out.First(out.capacity()).Channel(0).begin(), out.capacity(), 1.0F);

  const TickReport& frame = neteq->GetAudio(out.First(out.capacity()));

  EXPECT_EQ(frame.samples_per_channel, 160);
  EXPECT_EQ(frame.sample_rate_hz, 16000);
  EXPECT_EQ(frame.reason, Reason::kBeforeFirstPacket);
  EXPECT_FALSE(frame.has_timestamps);
  for (const float sample : out.First(160).Channel(0)) EXPECT_EQ(sample, 0.0F);
}

TEST(NetEq, AnUnknownPayloadTypeChangesNothing) {
  const auto neteq = MakeNetEq();
  auto packets = Packetize(SpeechLike(SampleRate(16000), milliseconds(20)));
  packets[0].payload_type = 55;

  EXPECT_EQ(neteq->InsertPacket(packets[0].view(), Timestamp{}).result,
            InsertResult::kUnknownPayloadType);
  EXPECT_EQ(Listen(*neteq, {}, milliseconds(50)).frames.back().reason, Reason::kBeforeFirstPacket);
}

TEST(NetEq, APayloadThatIsNotOfItsCodecIsRefused) {
  const auto neteq = MakeNetEq();
  auto packets = Packetize(SpeechLike(SampleRate(16000), milliseconds(20)));
  packets[0].payload.pop_back();  // half a sample

  EXPECT_EQ(neteq->InsertPacket(packets[0].view(), Timestamp{}).result, InsertResult::kUndecodable);
}

/// All sample rates, with one and two channels.
class NetEqFormats : public testing::TestWithParam<std::tuple<int, int>> {
 protected:
  SenderSettings settings() const {
    return {.rate = SampleRate(std::get<0>(GetParam())), .channels = std::get<1>(GetParam())};
  }
};

INSTANTIATE_TEST_SUITE_P(Rates, NetEqFormats,
                         testing::Combine(testing::Values(8000, 16000, 24000, 32000, 44100, 48000),
                                          testing::Values(1, 2)));

TEST_P(NetEqFormats, ACleanStreamIsPlayedUnchangedFromTwoSecondsOn) {
  const auto neteq = MakeNetEq(settings());
  const auto speech = SpeechLike(settings().rate, seconds(6));

  const Playback played = Listen(*neteq, Packetize(speech, settings()));

  EXPECT_EQ(played.statistics.concealed_samples, 0U);
  EXPECT_EQ(played.statistics.concealment_events, 0U);
  const auto from = static_cast<size_t>(2 * settings().rate.hz());
  EXPECT_GE(ConstantLag(speech, played.audio, from, settings().rate.SamplesInMs(100)), 0);
  EXPECT_EQ(played.audio, played.last_channel);
}

TEST_P(NetEqFormats, ALostPacketIsConcealedAtTheLevelOfTheSpeechAroundItWithoutAClick) {
  const auto neteq = MakeNetEq(settings());
  const SampleRate rate = settings().rate;
  const auto speech = SpeechLike(rate, seconds(4));
  auto packets = Packetize(speech, settings());
  Drop(packets, 150, 1);

  const Playback played = Listen(*neteq, packets);

  EXPECT_EQ(played.statistics.concealment_events, 1U);
  const double concealed_ms =
      1000.0 * static_cast<double>(played.statistics.concealed_samples) / rate.hz();
  // Playout leaves a gap early if enough audio waits.
  EXPECT_GT(concealed_ms, 5.0);
  EXPECT_LE(concealed_ms, 30.0);
  size_t first = 0;
  while (played.frames[first].operation != Operation::kExpand) ++first;
  const auto tick = static_cast<size_t>(rate.tick_samples());
  const std::span<const float> around(played.audio.data() + (first - 4) * tick, 10 * tick);
  const std::span<const float> concealed = around.subspan(4 * tick, 2 * tick);
  // The syllables alone change the level by 4 dB in this section.
  EXPECT_NEAR(test::LevelDb(concealed), test::LevelDb(around.first(4 * tick)), 6.0);
  EXPECT_LE(test::LargestStep(around), 1.5F * test::LargestStep(speech));
}

TEST(NetEq, ALossChangesTheTotalLengthByLessThanOnePitchPeriod) {
  const SenderSettings settings{.rate = SampleRate(16000)};
  auto params = test::InDecoderFormat();
  params.params.decision.time_stretching = false;
  const auto speech = SpeechLike(settings.rate, seconds(4));
  auto packets = Packetize(speech, settings);
  const auto clean = Listen(*MakeNetEq(settings, params), packets, seconds(1));
  Drop(packets, 100, 1);

  const auto lossy = Listen(*MakeNetEq(settings, params), packets, seconds(1));

  const auto delay_after = [&](const Playback& played) {
    return ConstantLag(speech, std::span(played.audio).first(speech.size()),
                       static_cast<size_t>(settings.rate.SamplesInMs(2100)),
                       settings.rate.SamplesInMs(60));
  };
  ASSERT_GE(delay_after(clean), 0);
  ASSERT_GE(delay_after(lossy), 0);
  EXPECT_NEAR(delay_after(lossy), delay_after(clean), settings.rate.SamplesInMs(15));
}

TEST(NetEq, WrapOfSequenceAndTimestampChangesNothing) {
  const auto speech = SpeechLike(SampleRate(16000), seconds(5));
  auto plain = Packetize(speech, {.first_sequence = 100, .first_timestamp = 1000});
  auto wrapping = Packetize(speech, {.first_sequence = 65450, .first_timestamp = 4294940000U});
  AddJitter(plain, 60, 1);
  AddJitter(wrapping, 60, 1);
  for (auto* packets : {&plain, &wrapping}) {
    for (const size_t lost : {80U, 86U, 120U}) Drop(*packets, lost, 2);
  }

  EXPECT_EQ(Listen(*MakeNetEq(), plain).audio, Listen(*MakeNetEq(), wrapping).audio);
}

TEST(NetEq, TheSameInputGivesTheSameSamples) {
  auto packets = Packetize(SpeechLike(SampleRate(16000), seconds(3)));
  AddJitter(packets, 80, 7);
  Drop(packets, 90, 4);

  EXPECT_EQ(Listen(*MakeNetEq(), packets, seconds(3)).audio,
            Listen(*MakeNetEq(), packets, seconds(3)).audio);
}

TEST(NetEq, DuplicatesAreDiscardedAndCounted) {
  const auto packets = Packetize(SpeechLike(SampleRate(16000), seconds(2)));
  auto doubled = packets;
  doubled.insert(doubled.end(), packets.begin(), packets.end());

  const Playback once = Listen(*MakeNetEq(), packets);
  const Playback twice = Listen(*MakeNetEq(), doubled);

  EXPECT_EQ(twice.statistics.duplicate_packets_discarded, packets.size());
  EXPECT_EQ(twice.statistics.packets_discarded, 0U);  // W3C counts no duplicates
  EXPECT_EQ(twice.statistics.concealed_samples, 0U);
  EXPECT_EQ(once.statistics.packets_discarded, 0U);
}

TEST(NetEq, APacketThatComesAfterItsTimeIsDiscardedAsLate) {
  auto packets = Packetize(SpeechLike(SampleRate(16000), seconds(2)));
  packets[60].arrival += milliseconds(500);

  const Playback played = Listen(*MakeNetEq(), packets);

  EXPECT_EQ(played.statistics.late_packets_discarded, 1U);
  EXPECT_EQ(played.statistics.concealment_events, 1U);
}

TEST(NetEq, NineteenGapsAreNineteenConcealmentEvents) {
  auto packets = Packetize(SpeechLike(SampleRate(16000), seconds(20)));
  std::vector<SentPacket> kept;
  size_t next = 0;
  for (size_t gap = 1; gap <= 19; ++gap) {
    kept.insert(kept.end(), packets.begin() + static_cast<ptrdiff_t>(next),
                packets.begin() + static_cast<ptrdiff_t>(next + 30));
    next += 30 + gap;
  }
  kept.insert(kept.end(), packets.begin() + static_cast<ptrdiff_t>(next), packets.end());

  EXPECT_EQ(Listen(*MakeNetEq(), kept).statistics.concealment_events, 19U);
}

TEST(NetEq, EightLostPacketsAreAnInterruptionAndSevenAreNot) {
  Config config = test::InDecoderFormat();
  config.params.decision.time_stretching = false;
  config.params.decision.resume_margin_ms = 500;  // gaps are bridged in full
  for (const size_t lost : {7U, 8U}) {
    auto packets = Packetize(SpeechLike(SampleRate(16000), seconds(4)));
    Drop(packets, 100, lost);

    EXPECT_EQ(Listen(*MakeNetEq({}, config), packets).statistics.interruption_count,
              lost == 8 ? 1U : 0U)
        << lost;
  }
}

TEST(NetEq, AFullBufferDropsItsOldestPackets) {
  Config config = test::InDecoderFormat();
  config.limits.max_packets = 10;
  const auto neteq = MakeNetEq({}, config);
  const auto packets = Packetize(SpeechLike(SampleRate(16000), milliseconds(240)));

  for (size_t i = 0; i < 10; ++i) neteq->InsertPacket(packets[i].view(), Timestamp{});

  EXPECT_EQ(neteq->InsertPacket(packets[10].view(), Timestamp{}).result,
            InsertResult::kInsertedOldDropped);
  EXPECT_EQ(neteq->statistics().packets_discarded, 1U);
  EXPECT_EQ(neteq->statistics().packet_buffer_flushes, 0U);
}

TEST(NetEq, AFullBufferFlushesEverythingIfSoConfigured) {
  Config config = test::InDecoderFormat();
  config.limits.max_packets = 10;
  config.params.buffer.flush_when_full = true;
  const auto neteq = MakeNetEq({}, config);
  const auto packets = Packetize(SpeechLike(SampleRate(16000), milliseconds(240)));

  for (size_t i = 0; i < 11; ++i) neteq->InsertPacket(packets[i].view(), Timestamp{});

  EXPECT_EQ(neteq->statistics().packets_discarded, 10U);
  EXPECT_EQ(neteq->statistics().packet_buffer_flushes, 1U);
}

TEST(NetEq, TheMinimumDelayIsReachedByStretching) {
  Config config = test::InDecoderFormat();
  config.params.delay.min_delay_ms = 200;
  config.params.decision.start_share = 0.0;
  auto packets = Packetize(SpeechLike(SampleRate(16000), seconds(8)));

  const Playback played = Listen(*MakeNetEq({}, config), packets);

  EXPECT_EQ(played.frames.back().target_delay, milliseconds(200));
  EXPECT_GT(played.statistics.inserted_samples_for_deceleration, 16000U / 10);
  EXPECT_GE(played.frames.back().filtered_delay, milliseconds(150));
}

TEST(NetEq, ABoundSetWhileRunningTakesEffectAtOnce) {
  const auto neteq = MakeNetEq();
  Listen(*neteq, Packetize(SpeechLike(SampleRate(16000), seconds(1))));

  const DelayBounds bounds{.minimum = milliseconds(300), .maximum = milliseconds(400)};
  EXPECT_TRUE(neteq->SetDelayBounds(bounds).ok());
  EXPECT_EQ(neteq->Inspect().target_delay, milliseconds(300));
  EXPECT_EQ(
      neteq->SetDelayBounds({.minimum = milliseconds(300), .maximum = milliseconds(100)}).detail(),
      "minimum = 300 ms is out of range [0, 100] ms: above maximum");
  EXPECT_EQ(neteq->Inspect().delay_bounds, bounds);
  EXPECT_TRUE(neteq->SetDelayBounds({}).ok());
  EXPECT_LT(neteq->Inspect().target_delay, milliseconds(300));
}

TEST(NetEq, AnotherSsrcContinuesWithoutLosingDecodedAudio) {
  const auto speech = SpeechLike(SampleRate(16000), seconds(2));
  auto packets = Packetize(speech);
  auto other = Packetize(speech, {.first_sequence = 7000, .first_timestamp = 99});
  for (SentPacket& packet : other) {
    packet.ssrc = 0x9999;
    packet.arrival += seconds(2);
  }
  packets.insert(packets.end(), other.begin(), other.end());

  const Playback played = Listen(*MakeNetEq(), packets);

  EXPECT_EQ(played.statistics.interruption_count, 0U);
  EXPECT_LE(played.statistics.concealed_samples, 16000U / 25);
  EXPECT_LE(test::LargestStep(played.audio), 2.0F * test::LargestStep(speech));
}

TEST(NetEq, FollowsAChangeOfCodecAndRate) {
  const auto neteq = MakeNetEq();
  ASSERT_TRUE(neteq->RegisterDecoder(97, MakePcm16Decoder(SampleRate(48000), 1)).ok());
  auto packets = Packetize(SpeechLike(SampleRate(16000), seconds(1)));
  auto other =
      Packetize(SpeechLike(SampleRate(48000), seconds(1)),
                {.rate = SampleRate(48000), .first_sequence = 50, .first_timestamp = 16000});
  for (SentPacket& packet : other) {
    packet.payload_type = 97;
    packet.arrival += seconds(1);
  }
  packets.insert(packets.end(), other.begin(), other.end());

  const Playback played = Listen(*neteq, packets);

  EXPECT_EQ(played.frames.front().sample_rate_hz, 16000);
  EXPECT_EQ(played.frames.back().sample_rate_hz, 48000);
  EXPECT_EQ(played.frames.back().samples_per_channel, 480);
}

TEST(NetEq, AFixedOutputFormatHoldsForEveryCodec) {
  Config config = test::InDecoderFormat();
  config.output_rate_hz = 32000;
  config.output_channels = 2;
  const auto neteq = MakeNetEq({}, config);

  const Playback played =
      Listen(*neteq, Packetize(test::Sine(SampleRate(16000), seconds(3), 440.0)));

  EXPECT_EQ(played.frames.back().sample_rate_hz, 32000);
  EXPECT_EQ(played.frames.back().channels, 2);
  EXPECT_EQ(played.audio, played.last_channel);
  EXPECT_NEAR(test::LevelDb(std::span(played.audio).last(32000)), -13.5, 0.3);  // 0.3 / sqrt(2)
}

TEST(NetEq, Int16OutputIsTheRoundedFloatOutput) {
  auto packets = Packetize(SpeechLike(SampleRate(16000), seconds(1)));
  const Playback floats = Listen(*MakeNetEq(), packets);
  const auto neteq = MakeNetEq();
  std::vector<int16_t> pcm;
  std::array<int16_t, 160> tick{};
  size_t next = 0;
  for (Duration now{0}; now <= packets.back().arrival; now += kTick) {
    for (; next < packets.size() && packets[next].arrival <= now; ++next) {
      neteq->InsertPacket(packets[next].view(), Timestamp(now));
    }
    neteq->GetAudio(std::span<int16_t>(tick));
    pcm.insert(pcm.end(), tick.begin(), tick.end());
  }

  ASSERT_EQ(pcm.size(), floats.audio.size());
  for (size_t n = 0; n < pcm.size(); ++n) EXPECT_NEAR(pcm[n], floats.audio[n] * 32768.0F, 0.51F);
}

TEST(NetEq, FlushStartsOverWithTheNextPacket) {
  const auto neteq = MakeNetEq();
  auto packets = Packetize(SpeechLike(SampleRate(16000), seconds(2)));
  Listen(*neteq, {packets.begin(), packets.begin() + 50});

  neteq->Flush();
  const ArrivalReport report =
      neteq->InsertPacket(packets[90].view(), Timestamp(packets[90].arrival));
  AudioBuffer out(1, kMaxOutputSamples);
  const TickReport& frame = neteq->GetAudio(out.First(out.capacity()));

  EXPECT_TRUE(report.timeline_changed);
  EXPECT_EQ(frame.operation, Operation::kNormal);
  EXPECT_EQ(frame.packets_decoded, 1);
}

TEST(NetEq, ShortAndLongFramesGoThroughEveryOperation) {
  for (const int frame_ms : {5, 10, 20, 40, 60, 120}) {
    auto packets = Packetize(SpeechLike(SampleRate(16000), seconds(12)), {.frame_ms = frame_ms});
    for (size_t i = 0; i < packets.size(); ++i) {
      if (packets[i].sent > seconds(3) && packets[i].sent < seconds(4))
        packets[i].arrival += milliseconds(300);
    }
    Drop(packets, packets.size() / 2, 3);
    Config config = test::InDecoderFormat();
    config.params.decision.fast_accelerate = false;
    config.params.delay.route_step_ms = 0;  // the step is learned

    const Playback played = Listen(*MakeNetEq({}, config), packets);

    EXPECT_GT(played.Count(Operation::kExpand), 0) << frame_ms;
    EXPECT_GT(played.Count(Operation::kMerge), 0) << frame_ms;
    EXPECT_GT(played.Count(Operation::kAccelerate), 0) << frame_ms;
    EXPECT_GT(played.Count(Operation::kPreemptiveExpand), 0) << frame_ms;
  }
}

// Noise has no period, so a merge does not delay the packet to search for a better join.
TEST(NetEq, NoiseContinuesAfterWholeTicksOfConcealment) {
  const SampleRate rate(16000);
  const auto noise = dsp::testing::WhiteNoise(1, 0.1F, rate.SamplesInMs(3000));
  for (const size_t lost : {2U, 3U, 5U}) {
    auto packets = Packetize(noise);
    Drop(packets, packets.size() / 2, lost);
    const auto neteq = MakeNetEq();

    const Playback played = Listen(*neteq, packets);

    EXPECT_EQ(played.Count(Operation::kMerge), 1);
    const auto concealed = static_cast<int>(neteq->statistics().concealed_samples);
    EXPECT_EQ(concealed, played.Count(Operation::kExpand) * rate.tick_samples());
  }
}

TEST(NetEq, AnEmptyPacketOnlyFillsItsSequenceNumber) {
  const auto neteq = MakeNetEq();
  auto packets = Packetize(SpeechLike(SampleRate(16000), seconds(1)));
  Listen(*neteq, packets);
  const auto before = neteq->statistics().jitter_buffer_packets_received;
  packets[0].payload.clear();
  packets[0].sequence = 50;

  EXPECT_EQ(neteq->InsertPacket(packets[0].view(), Timestamp(seconds(1))).result,
            InsertResult::kEmpty);
  EXPECT_EQ(neteq->statistics().jitter_buffer_packets_received, before);
}

}  // namespace
}  // namespace neteq
